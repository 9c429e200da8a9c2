import { type IncomingMessage, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { API } from '../../shared/api/addresses.ts'
import { jsonIn } from '../../shared/encoding/json-text.ts'
import { recordOrNull } from '../../shared/encoding/record.ts'
import { type FaultCode, FaultError, fault, faultOf, raise } from '../../shared/fault.ts'
import { KeeperAgent } from '../adapters/node/keeper-socket/keeper-agent.ts'
import { textWithin } from '../adapters/node/keeper-socket/text-within.ts'
import { within } from './clock.ts'
import { EverbearerError } from './everbearer-error.ts'
import type { Reach } from './keeper-reach.ts'
import type { Trouble } from './shapes.ts'

export type Question = { readonly path: string; readonly method?: 'GET' | 'POST'; readonly body?: object }

type Answer = { readonly status: number; readonly value: unknown }

type Options = {
  readonly reach: Reach
  readonly timeoutMs: number
  /** Has a keeper started; null where it is left to people. */
  readonly start: (() => Promise<void>) | null
}

/** Another host takes over within 5 s when the keeper ends (docs/decisions.md 4); a service begins again as soon. */
const NO_KEEPER_MS = 7_000
const RETRY_EVERY_MS = 100
/** A keeper that has just been started opens its vault first. */
const STARTED_WITHIN_MS = 20_000

/** After so long without an answer, probe the keeper: it answers that at once, however busy it is. */
const ASK_AFTER_MS = 2_000
const PROBE_WITHIN_MS = 3_000
/** After this process was suspended, its timers have run out while the answer may lie unread: one more moment. */
const UNREAD_ANSWER_MS = 100

/** More connections wait for their turn. Many, so that calls to a slow server do not hold up the others. */
const MAX_CONNECTIONS = 256

/** A thousand connections come to less. */
const ANSWER_LIMIT = 16 * 1_048_576

/** No keeper at the moment: the call can be repeated, since repeating changes nothing. */
const NO_KEEPER_CODES = ['keeper_absent', 'keeper_lost', 'keeper_leaving']

/** Asks a keeper over kept-alive connections, waits for the next keeper when it ends, and tells a hung one from a busy one. */
export class RetryingClient {
  readonly #options: Options
  readonly #agent: KeeperAgent
  /** A connection for probes, since all others may be busy. */
  readonly #looks: KeeperAgent
  #look: Promise<boolean> | null = null
  #hasMet = false
  #startedUntil = 0

  constructor(options: Options) {
    this.#options = options
    const { dial } = options.reach
    this.#agent = new KeeperAgent(dial, MAX_CONNECTIONS)
    this.#looks = new KeeperAgent(dial, 1)
  }

  /** What the keeper answers with 200. Raises an EverbearerError for what it refuses, and the faults of the way there. */
  async ask(asked: Question): Promise<unknown> {
    const { timeoutMs, start } = this.#options
    const end = performance.now() + timeoutMs
    let noKeeperUntil: number | null = null
    let mayStart = start !== null
    for (;;) {
      try {
        return await this.#answered(asked, end - performance.now())
      } catch (thrown) {
        const code = thrown instanceof EverbearerError ? thrown.code : faultOf(thrown).code
        if (!NO_KEEPER_CODES.includes(code) || performance.now() >= end) throw thrown
        if (code === 'keeper_absent' && mayStart) {
          mayStart = false
          noKeeperUntil = performance.now() + STARTED_WITHIN_MS
          await this.#started(start)
        }
        if (code === 'keeper_absent' && !this.#mayFollow() && noKeeperUntil === null) throw thrown
        // One that is leaving finishes its renewals first.
        if (code === 'keeper_leaving') noKeeperUntil = null
        else noKeeperUntil ??= performance.now() + NO_KEEPER_MS
        if (noKeeperUntil !== null && performance.now() > noKeeperUntil) throw thrown
        await pause(RETRY_EVERY_MS)
      }
    }
  }

  /** Concurrent calls share one start. */
  async #started(start: Options['start']): Promise<void> {
    if (performance.now() < this.#startedUntil) return
    this.#startedUntil = performance.now() + STARTED_WITHIN_MS
    await start?.()
  }

  #mayFollow(): boolean {
    return this.#hasMet || this.#options.reach.isExpected()
  }

  close(): void {
    this.#agent.destroy()
    this.#looks.destroy()
  }

  async #answered(asked: Question, timeoutMs: number): Promise<unknown> {
    const { status, value } = await this.#watched(asked, timeoutMs)
    this.#hasMet = true
    if (status === 200) return value
    throw new EverbearerError(troubleIn(value), status)
  }

  /** Aborted when the keeper does not answer a probe, or after the caller's timeout. */
  #watched(asked: Question, timeoutMs: number): Promise<Answer> {
    const { reach } = this.#options
    const target = { named: reach.named, headers: reach.headers() }
    const { answer, abort } = exchange(this.#agent, target, asked)
    const deadline = within(timeoutMs, () => abort(fault('waited_too_long')))
    const look = async () => {
      if (await this.#standsStill(target)) abort(fault('keeper_unresponsive', reach.named))
      else silence.again(ASK_AFTER_MS, look)
    }
    const silence = within(ASK_AFTER_MS, look)
    return answer.finally(() => {
      deadline.stop()
      silence.stop()
    })
  }

  /** One probe at a time, shared by all that wait: a thousand probes would block each other. */
  #standsStill(target: Target): Promise<boolean> {
    this.#look ??= this.#looked(target).finally(() => {
      this.#look = null
    })
    return this.#look
  }

  async #looked(target: Target): Promise<boolean> {
    const { answer, abort } = exchange(this.#looks, target, { path: API.keeper })
    const deadline = within(PROBE_WITHIN_MS, () => {
      deadline.again(UNREAD_ANSWER_MS, () => abort(fault('keeper_unresponsive', target.named)))
    })
    try {
      await answer
      return false
    } catch (thrown) {
      // If it has ended, its own connection says so.
      return faultOf(thrown).code === 'keeper_unresponsive'
    } finally {
      deadline.stop()
    }
  }
}

type Exchange = { readonly answer: Promise<Answer>; readonly abort: (why: ReturnType<typeof fault>) => void }

type Target = { readonly headers: ReturnType<Reach['headers']>; readonly named: Reach['named'] }

function exchange(agent: KeeperAgent, { headers, named }: Target, { path, method = 'GET', body }: Question): Exchange {
  const { promise: answer, resolve, reject } = Promise.withResolvers<Answer>()
  const text = body === undefined ? undefined : JSON.stringify(body)
  const json =
    text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  const outgoing = request({ agent, path, method, headers: { ...headers, ...json } }, (response) => {
    read(response).then(resolve, (thrown: unknown) => reject(connectionFault(thrown, named)))
  })
  outgoing.on('error', (thrown) => reject(connectionFault(thrown, named)))
  outgoing.end(text)
  return { answer, abort: (why) => void outgoing.destroy(new FaultError(why)) }
}

async function read(response: IncomingMessage): Promise<Answer> {
  const value = jsonIn((await textWithin(response, ANSWER_LIMIT)) ?? '')
  return value === undefined ? raise('keeper_version') : { status: response.statusCode ?? 0, value }
}

/** What speaks no HTTP there is a keeper of a build before it, or no keeper at all. */
function connectionFault(thrown: unknown, named: Reach['named']): FaultError {
  if (thrown instanceof FaultError) {
    const { code } = thrown.fault
    return code === 'keeper_version' ? new FaultError(fault(code, named), { cause: thrown }) : thrown
  }
  const isNoHttp = thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('HPE_')
  const code: FaultCode = isNoHttp ? 'keeper_version' : 'keeper_lost'
  return new FaultError(fault(code, named), { cause: thrown })
}

/** The fault in the keeper's answer; one of another shape counts as another version. */
function troubleIn(value: unknown): Trouble {
  const trouble = recordOrNull(recordOrNull(value)?.['fault'])
  const { code, message, next } = trouble ?? {}
  if (typeof code !== 'string' || typeof message !== 'string' || typeof next !== 'string') raise('keeper_version')
  return { code, message, next, params: (recordOrNull(trouble?.['params']) ?? {}) as Trouble['params'] }
}
