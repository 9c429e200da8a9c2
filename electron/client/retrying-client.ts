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

export type Asked = { readonly path: string; readonly method?: 'GET' | 'POST'; readonly body?: object }

type Answer = { readonly status: number; readonly value: unknown }

type Options = {
  readonly reach: Reach
  readonly timeoutMs: number
  /** Has a keeper started; null where it is left to people. */
  readonly start: (() => Promise<void>) | null
}

/** Another host takes over within 5 s when the keeper ends (docs/decisions.md 4); a service begins again as soon. */
const NOBODY_MS = 7_000
const LOOK_AGAIN_MS = 100
/** A keeper that has just been started opens its vault first. */
const STARTED_WITHIN_MS = 20_000

/** Nothing has come for so long: ask whether anybody is there, which a keeper says at once, whatever it is busy with. */
const ASK_AFTER_MS = 2_000
const THERE_WITHIN_MS = 3_000
/** A process that was suspended itself finds its timers over and the answer still unread. */
const LAST_LOOK_MS = 100

/** Lines beyond these wait for their turn; one that waits for a slow server must not hold up the others. */
const MOST_LINES = 256

/** A thousand connections come to less. */
const ANSWER_LIMIT = 16 * 1_048_576

/** Nobody keeps for the moment: what was asked can be asked again, since nothing here counts twice. */
const NOBODY = ['keeper_absent', 'keeper_lost', 'keeper_leaving']

/** Asks a keeper over kept connections, waits for the next one when it ends, and tells one that stands still from a busy one. */
export class RetryingClient {
  readonly #options: Options
  readonly #agent: KeeperAgent
  /** Apart, since all others may be waiting. */
  readonly #looks: KeeperAgent
  #look: Promise<boolean> | null = null
  #hasMet = false
  #startedUntil = 0

  constructor(options: Options) {
    this.#options = options
    const { dial } = options.reach
    this.#agent = new KeeperAgent(dial, MOST_LINES)
    this.#looks = new KeeperAgent(dial, 1)
  }

  /** What the keeper answers with 200. Raises an EverbearerError for what it refuses, and the faults of the way there. */
  async ask(asked: Asked): Promise<unknown> {
    const { timeoutMs, start } = this.#options
    const end = performance.now() + timeoutMs
    let nobodyUntil: number | null = null
    let mayStart = start !== null
    for (;;) {
      try {
        return await this.#answered(asked, end - performance.now())
      } catch (thrown) {
        const code = thrown instanceof EverbearerError ? thrown.code : faultOf(thrown).code
        if (!NOBODY.includes(code) || performance.now() >= end) throw thrown
        if (code === 'keeper_absent' && mayStart) {
          mayStart = false
          nobodyUntil = performance.now() + STARTED_WITHIN_MS
          await this.#started(start)
        }
        if (code === 'keeper_absent' && !this.#mayFollow() && nobodyUntil === null) throw thrown
        // One that is leaving finishes its renewals first.
        if (code === 'keeper_leaving') nobodyUntil = null
        else nobodyUntil ??= performance.now() + NOBODY_MS
        if (nobodyUntil !== null && performance.now() > nobodyUntil) throw thrown
        await pause(LOOK_AGAIN_MS)
      }
    }
  }

  /** Those who ask at the same time wait for the same one. */
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

  async #answered(asked: Asked, timeoutMs: number): Promise<unknown> {
    const { status, value } = await this.#watched(asked, timeoutMs)
    this.#hasMet = true
    if (status === 200) return value
    throw new EverbearerError(troubleIn(value), status)
  }

  /** Cut off when the keeper does not even say that it is there, and when all takes longer than this caller waits. */
  #watched(asked: Asked, timeoutMs: number): Promise<Answer> {
    const { reach } = this.#options
    const way = { named: reach.named, headers: reach.headers() }
    const { answer, cut } = exchange(this.#agent, way, asked)
    const late = within(timeoutMs, () => cut(fault('waited_too_long')))
    const look = async () => {
      if (await this.#standsStill(way)) cut(fault('keeper_unresponsive', reach.named))
      else quiet.again(ASK_AFTER_MS, look)
    }
    const quiet = within(ASK_AFTER_MS, look)
    return answer.finally(() => {
      late.stop()
      quiet.stop()
    })
  }

  /** A thousand who wait would each be the one that kept the others waiting: one question serves them all. */
  #standsStill(way: Way): Promise<boolean> {
    this.#look ??= this.#looked(way).finally(() => {
      this.#look = null
    })
    return this.#look
  }

  async #looked(way: Way): Promise<boolean> {
    const { answer, cut } = exchange(this.#looks, way, { path: API.keeper })
    const silent = within(THERE_WITHIN_MS, () => {
      silent.again(LAST_LOOK_MS, () => cut(fault('keeper_unresponsive', way.named)))
    })
    try {
      await answer
      return false
    } catch (thrown) {
      // That it has ended shows on the line itself.
      return faultOf(thrown).code === 'keeper_unresponsive'
    } finally {
      silent.stop()
    }
  }
}

type Exchange = { readonly answer: Promise<Answer>; readonly cut: (why: ReturnType<typeof fault>) => void }

type Way = { readonly headers: ReturnType<Reach['headers']>; readonly named: Reach['named'] }

function exchange(agent: KeeperAgent, { headers, named }: Way, { path, method = 'GET', body }: Asked): Exchange {
  const { promise: answer, resolve, reject } = Promise.withResolvers<Answer>()
  const text = body === undefined ? undefined : JSON.stringify(body)
  const json =
    text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  const sent = request({ agent, path, method, headers: { ...headers, ...json } }, (response) => {
    read(response).then(resolve, (thrown: unknown) => reject(lost(thrown, named)))
  })
  sent.on('error', (thrown) => reject(lost(thrown, named)))
  sent.end(text)
  return { answer, cut: (why) => void sent.destroy(new FaultError(why)) }
}

async function read(response: IncomingMessage): Promise<Answer> {
  const value = jsonIn((await textWithin(response, ANSWER_LIMIT)) ?? '')
  return value === undefined ? raise('keeper_version') : { status: response.statusCode ?? 0, value }
}

/** What speaks no HTTP there is a keeper of a build before it, or no keeper at all. */
function lost(thrown: unknown, named: Reach['named']): FaultError {
  if (thrown instanceof FaultError) {
    const { code } = thrown.fault
    return code === 'keeper_version' ? new FaultError(fault(code, named), { cause: thrown }) : thrown
  }
  const isNoHttp = thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('HPE_')
  const code: FaultCode = isNoHttp ? 'keeper_version' : 'keeper_lost'
  return new FaultError(fault(code, named), { cause: thrown })
}

/** As the keeper tells it, which has looked at it already; what makes no sense counts as another version. */
function troubleIn(value: unknown): Trouble {
  const trouble = recordOrNull(recordOrNull(value)?.['fault'])
  const { code, message, next } = trouble ?? {}
  if (typeof code !== 'string' || typeof message !== 'string' || typeof next !== 'string') raise('keeper_version')
  return { code, message, next, params: (recordOrNull(trouble?.['params']) ?? {}) as Trouble['params'] }
}
