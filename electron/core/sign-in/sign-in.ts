import type { Handlers, Output } from '../../../shared/api/contract/contract.ts'
import { leadsElsewhere } from '../../../shared/connections/binding.ts'
import { type Connection, knownOf } from '../../../shared/connections/connection.ts'
import { type Fault, FaultError, fault, faultOf, raise } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { SignInWay } from '../../../shared/systems/system.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import { handOutOf } from '../../../shared/tokens/handed-out.ts'
import { afterSignIn, type SignedIn } from '../../../shared/tokens/signed-in.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'
import { withinTime } from '../concurrency/pause.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import { withAddresses } from '../requests/discovery.ts'
import { byBrowser } from './sign-in-browser.ts'
import { byDevice } from './sign-in-device.ts'
import type { SignInContext, SignInRun } from './sign-in-run.ts'

/** Callers ask again and again: no door has to keep a call open for as long as a person takes. */
const WAIT_MS = 20_000
/** Nobody is shown a sign-in that is nearly over. */
const LEAST_LEFT_MS = 60_000

type UnderWay = {
  readonly id: string
  readonly record: ConnectionRecord
  /** What it was begun with; other settings need another sign-in. */
  readonly asked: Connection
  readonly begun: Output<'signIn.begin'>
  readonly until: number
  /** How many wait for it: it is given up when the last of them does. */
  waiting: number
  readonly cancel: () => void
  readonly answer: SignInRun['answer'] | null
  readonly ended: Promise<Outcome>
  /** Null while it goes on. */
  outcome: Outcome | null
}

type Outcome = { readonly fault: Fault | null }

export type SignIns = {
  readonly calls: Pick<Handlers, 'signIn.begin' | 'signIn.wait' | 'signIn.answer' | 'signIn.cancel'>
  /** Gives up what is under way: nobody would be there to take the answer. */
  stop(): void
}

/** A person signs in: begun here, finished at the server, and its tokens saved before anybody hears of them. */
export function createSignIns(context: SignInContext): SignIns {
  const { connections, journalWriter, find, viewAfter, random, clock } = context
  const all = new Map<string, UnderWay>()

  /** A new sign-in ends the one before it; what has ended was told to whoever waited. */
  function clearFor(record: ConnectionRecord): void {
    for (const underWay of all.values()) {
      if (underWay.record !== record) continue
      if (underWay.outcome === null) underWay.cancel()
      all.delete(underWay.id)
    }
  }

  /** Two terminals, or a page and a terminal, that sign in at once mean the same: both are shown it, and both end with it. */
  function joined(record: ConnectionRecord, { settings }: Connection): UnderWay | null {
    const found = [...all.values()].find((underWay) => underWay.record === record && underWay.outcome === null)
    if (found === undefined || found.until - clock.now() < LEAST_LEFT_MS) return null
    return JSON.stringify(found.asked.settings) === JSON.stringify(settings) ? found : null
  }

  function started(record: ConnectionRecord, asked: Connection, run: SignInRun, way: SignInWay): UnderWay {
    const id = random.hex(16)
    const until = clock.now() + run.lifeMs
    const underWay: UnderWay = {
      id,
      record,
      asked,
      begun: { id, way, ...run.shown, expiresAt: isoUtc(until) },
      until,
      waiting: 1,
      cancel: run.cancel,
      answer: run.answer ?? null,
      outcome: null,
      ended: run.tokens
        .then((tokens) => settle(record, asked, tokens))
        .catch((thrown: unknown) => fail(record, faultOf(thrown))),
    }
    void underWay.ended.then((outcome) => {
      underWay.outcome = outcome
    })
    all.set(underWay.id, underWay)
    return underWay
  }

  async function settle(record: ConnectionRecord, asked: Connection, tokens: TokenSet): Promise<Outcome> {
    const after: { refreshToken: SignedIn['refreshToken'] } = { refreshToken: 'new' }
    const saveFault = await connections.keep(record, (current) => {
      // Its settings were led to another server while the person signed in at this one.
      const system = systemNamed(current.system)
      if (system === null || leadsElsewhere(asked.bound, system, current)) raise('sign_in_cancelled')
      const now = afterSignIn(current, tokens, clock.now())
      after.refreshToken = now.refreshToken
      return signedIn(current, now, context.machine.id)
    })
    record.cleared()
    if (saveFault !== null) journalWriter.note({ event: 'save_failed', connection: record.name, fault: saveFault.code })
    journalWriter.note({ event: 'signed_in', connection: record.name })
    if (after.refreshToken === 'kept') journalWriter.note({ event: 'refresh_token_kept', connection: record.name })
    if (after.refreshToken === 'set-aside')
      journalWriter.note({ event: 'refresh_token_set_aside', connection: record.name })
    viewAfter(record)
    return { fault: null }
  }

  function fail(record: ConnectionRecord, trouble: Fault): Outcome {
    journalWriter.note({ event: 'sign_in_failed', connection: record.name, fault: trouble.code })
    return { fault: trouble }
  }

  function named(id: string): UnderWay {
    return all.get(id) ?? raise('sign_in_unknown')
  }

  const calls: SignIns['calls'] = {
    'signIn.begin': async ({ name }) => {
      const record = await find(name)
      const present = await connections.load(record)
      const { settings } = present
      const system = systemNamed(record.system)
      const signIn = system?.signIn
      const way = signIn?.way(settings) ?? null
      if (system === null || signIn === undefined || way === null) raise('no_sign_in', { name })
      const same = joined(record, present)
      if (same !== null) {
        same.waiting += 1
        return same.begun
      }
      clearFor(record)
      const connection = await withAddresses(context, record, system)
      const client = { context, system, signIn, connection, known: knownOf(connection) }
      const run = await (way === 'browser' ? byBrowser(client) : byDevice(client))
      return started(record, connection, run, way).begun
    },
    'signIn.wait': async ({ id }) => {
      const { record, ended } = named(id)
      const outcome = await withinTime(clock, WAIT_MS, ended)
      if (outcome === null) return { done: false, view: null, warning: null }
      if (outcome.fault !== null) throw new FaultError(outcome.fault)
      return { done: true, view: viewAfter(record), warning: lastingWarning(await connections.load(record)) }
    },
    'signIn.answer': async ({ id, answer }) => {
      const take = named(id).answer ?? raise('sign_in_unknown')
      const trouble = await take(answer)
      if (trouble !== null) throw new FaultError(trouble)
      return {}
    },
    'signIn.cancel': async ({ id }) => {
      const underWay = named(id)
      underWay.waiting -= 1
      if (underWay.waiting <= 0) underWay.cancel()
      return {}
    },
  }
  return {
    calls,
    stop() {
      for (const underWay of all.values()) if (underWay.outcome === null) underWay.cancel()
    },
  }
}

/** A person did something about it, as when a pair is pasted: an old refusal no longer counts. */
function signedIn(current: Connection, { tokens, superseded }: SignedIn, machine: string): Connection {
  return {
    ...current,
    machine,
    tokens,
    asked: null,
    refused: null,
    superseded,
    rejectedGeneration: null,
  }
}

function lastingWarning({ settings, tokens, superseded, name }: Connection): Output<'signIn.wait'>['warning'] {
  if (handOutOf(settings) === 'id' && tokens?.idToken == null) return fault('no_id_token', { name })
  if (tokens?.refreshToken != null) return null
  return fault('no_refresh_token_given', superseded === null ? {} : { why: 'set_aside' })
}
