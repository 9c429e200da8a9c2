import type { Handlers, Output } from '../../../shared/api/contract/contract.ts'
import { type Connection, knownOf } from '../../../shared/connections/connection.ts'
import { type Fault, FaultError, fault, raise } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'
import { handOutOf } from '../../../shared/tokens/tokens-for-programs.ts'
import { withinTime } from '../concurrency/pause.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import { withAddresses } from '../requests/discovery.ts'
import { createPendingSignIns, type Outcome } from './pending-sign-ins.ts'
import { saveSignIn } from './save-sign-in.ts'
import { byBrowser } from './sign-in-browser.ts'
import { byDevice } from './sign-in-device.ts'
import type { SignInContext } from './sign-in-run.ts'

/** Callers poll: no door has to keep a call open for as long as a person takes. */
const WAIT_MS = 20_000

/** A person signs in: begun here, finished at the server, and its tokens saved before anybody hears of them. */
export function createSignIns(context: SignInContext) {
  const { connections, journalWriter, find, viewAfter, random, clock } = context
  const pending = createPendingSignIns({ clock, random, settle, fail })

  async function settle(record: ConnectionRecord, asked: Connection, tokens: TokenSet): Promise<Outcome> {
    await saveSignIn(context, record, asked, tokens)
    return { fault: null }
  }

  function fail(record: ConnectionRecord, trouble: Fault): Outcome {
    journalWriter.note({ event: 'sign_in_failed', connection: record.name, fault: trouble })
    return { fault: trouble }
  }

  const calls = {
    'signIn.begin': async ({ name }) => {
      const record = await find(name)
      const present = await connections.load(record)
      const { settings } = present
      const system = systemNamed(record.system)
      const signIn = system?.signIn
      const way = signIn?.method(settings) ?? null
      if (system === null || signIn === undefined) raise('no_sign_in', { name, why: 'system' })
      if (way === null) raise('no_sign_in', { name })
      const same = pending.joined(record, present)
      if (same !== null) {
        same.waiting += 1
        return same.begun
      }
      pending.clearFor(record)
      const connection = await withAddresses(context, record, system)
      const client = { context, system, signIn, connection, known: knownOf(connection) }
      const run = await (way === 'browser' ? byBrowser(client) : byDevice(client))
      return pending.started(record, connection, run, way).begun
    },
    'signIn.wait': async ({ id }) => {
      const { record, ended } = pending.named(id)
      const outcome = await withinTime(clock, WAIT_MS, ended)
      if (outcome === null) return { done: false, view: null, warning: null }
      if (outcome.fault !== null) throw new FaultError(outcome.fault)
      return { done: true, view: viewAfter(record), warning: lastingWarning(await connections.load(record)) }
    },
    'signIn.answer': async ({ id, answer }) => {
      const take = pending.named(id).answer ?? raise('sign_in_unknown')
      const trouble = await take(answer)
      if (trouble !== null) throw new FaultError(trouble)
      return {}
    },
    'signIn.cancel': async ({ id }) => {
      const waited = pending.named(id)
      waited.waiting -= 1
      if (waited.waiting <= 0) waited.cancel()
      return {}
    },
  } satisfies Partial<Handlers>
  // Cancelled when the keeper stops: nobody could take the answer.
  return { calls, stop: pending.cancelAll }
}

function lastingWarning({ settings, tokens, superseded, name }: Connection): Output<'signIn.wait'>['warning'] {
  if (handOutOf(settings) === 'id' && tokens?.idToken == null) return fault('no_id_token', { name })
  if (tokens?.refreshToken != null) return null
  return fault('no_refresh_token_given', superseded === null ? {} : { why: 'set_aside' })
}
