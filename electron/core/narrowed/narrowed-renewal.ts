import { type Connection, generationOf, knownOf, spendsRefreshToken } from '../../../shared/connections/connection.ts'
import { originOf } from '../../../shared/entry/address.ts'
import { type Fault, type FaultCode, fault, faultOf, raise } from '../../../shared/fault.ts'
import type { Known, System } from '../../../shared/systems/system.ts'
import { narrowedSet } from '../../../shared/tokens/narrowed-set.ts'
import type { Narrowing } from '../../../shared/tokens/narrowing.ts'
import { failureKindOf } from '../../../shared/tokens/retry-plan.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { RenewalContext } from '../renewal/renewal-context.ts'
import {
  afterFailure,
  type FailedRenewal,
  failed,
  keepUnlessNewer,
  type Sending,
  type Sent,
} from '../renewal/renewal-outcome.ts'
import { ALONE } from '../renewal/renewal-right.ts'
import { sendUntilAnswered, writeAsked } from '../renewal/renewal-sending.ts'
import { withAddresses } from '../requests/discovery.ts'
import { assertNarrowable, isInDoubt } from './narrowable.ts'

export type NarrowedOutcome = { readonly ok: true; readonly tokens: TokenSet } | FailedRenewal

type Context = Omit<RenewalContext, 'right'>

/** A person may bring newer tokens while an answer is on its way; one who does so all the time is not waited for. */
const MOST_TRIES = 3

/**
 * One token for a resource or a scope that a call has named (docs/decisions.md 36), asked for with what the connection
 * renews with and by the rules of a renewal: "asked" is written before a refresh token is sent, and the one that the
 * answer brings is saved as the connection's own before anything else. Its access token, and what is known of it, stay.
 */
export async function narrowOnce(
  context: Context,
  record: ConnectionRecord,
  system: System,
  narrowing: Narrowing,
): Promise<NarrowedOutcome> {
  const { ports, connections, limiter, journalWriter } = context
  try {
    assertNarrowable(await connections.load(record), system, narrowing, connections.vault().kind)
    if (!ports.ownership.held()) raise('keeper_lost')
    const connection = await withAddresses({ ...context, oauth: ports.oauth, sender: ports.sender }, record, system)
    const asking = narrowed(system, narrowing, record.name)
    const server = originOf(asking.renewalRequest(knownOf(connection)).url)
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const outcome = await limiter.run(server, () => narrowAt(context, record, asking, narrowing))
      if (outcome !== null) return outcome
    }
    return failed(fault('waited_too_long', { name: record.name }))
  } catch (thrown) {
    const trouble = faultOf(thrown)
    journalWriter.note({ event: 'narrowing_failed', connection: record.name, fault: trouble })
    return failed(trouble)
  }
}

/** The same system, but for what it asks for; what only a renewal may find out about the server is not tried here. */
function narrowed(system: System, narrowing: Narrowing, name: string): System {
  const request = (known: Known) => system.narrowedRequest?.(known, narrowing) ?? raise('cannot_narrow', { name })
  return {
    ...system,
    renewalRequest: request,
    readRenewal(reply, known) {
      const answer = system.readRenewal(reply, known)
      return answer.ok ? answer : { ok: false, fault: answer.fault }
    },
  }
}

/** Null where a person has meanwhile brought newer tokens, for which nothing that came of this counts. */
async function narrowAt(
  context: Context,
  record: ConnectionRecord,
  system: System,
  narrowing: Narrowing,
): Promise<NarrowedOutcome | null> {
  const { connections } = context
  if (context.leaving()) raise('keeper_leaving')
  if (!context.ports.ownership.held()) raise('keeper_lost')
  const startedAt = context.ports.clock.now()
  const before = await connections.load(record)
  assertNarrowable(before, system, narrowing, connections.vault().kind)
  if (isInDoubt(before, system)) raise('waited_too_long', { name: record.name })
  const connection = spendsRefreshToken(before, system)
    ? await writeAsked(connections, record, startedAt, false, ALONE)
    : before
  const sending: Sending = { context: { ...context, right: () => ALONE }, record, system, startedAt, turn: ALONE }
  const sent = await sendUntilAnswered(sending, connection, 'no')
  if (sent === null) return null
  return sent.ok ? succeed(sending, sent, narrowing) : fail(sending, sent)
}

async function succeed(
  sending: Sending,
  sent: Extract<Sent, { ok: true }>,
  narrowing: Narrowing,
): Promise<NarrowedOutcome | null> {
  const { context, record, system, startedAt } = sending
  const { connection, tokens: whole, doubtful } = sent
  const { journalWriter, ports } = context
  const own = connection.tokens
  let rotated = false
  if (spendsRefreshToken(connection, system)) {
    const at = ports.clock.now()
    const { isNewer } = await keepUnlessNewer(sending, sent, (current) => {
      rotated = whole.refreshToken?.reveal() !== current.tokens?.refreshToken?.reveal()
      const old = own?.refreshToken ?? null
      const superseded = doubtful && old !== null ? { refreshToken: old, at, sentAgain: false } : null
      return { ...current, ...(rotated ? withItsRefreshToken(current, whole) : {}), asked: null, superseded }
    })
    if (isNewer) return null
  }
  const judged = narrowedSet(record.name, { whole, own, narrowing })
  if ('fault' in judged) return noted(journalWriter, record, failed(judged.fault))
  const params = { tookMs: ports.clock.now() - startedAt, rotated: rotated ? 'yes' : 'no' }
  journalWriter.note({ event: 'narrowed', connection: record.name, params })
  return { ok: true, tokens: judged.tokens }
}

/** A new generation, since the refresh token of the one before is spent; the access token is the same as before. */
function withItsRefreshToken(
  { tokens, rejectedGeneration, lastRenewal }: Connection,
  { refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed, generation }: TokenSet,
): Partial<Connection> {
  if (tokens === null) return {}
  const itsOwn = { refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed, generation }
  // The access token is still the one that was not accepted.
  const rejected = rejectedGeneration === tokens.generation ? generation : rejectedGeneration
  // From now on this is known of the server.
  const shown = lastRenewal && { ...lastRenewal, rotated: true }
  return { tokens: { ...tokens, ...itsOwn }, rejectedGeneration: rejected, lastRenewal: shown }
}

/** Only then is nothing left to renew with; any other no may be about what was asked for. */
const LOST: readonly FaultCode[] = ['refresh_reply_lost', 'refresh_reply_unusable']

async function fail(
  { context, record, system }: Sending,
  sent: Extract<Sent, { ok: false }>,
): Promise<NarrowedOutcome> {
  const { connections, journalWriter, ports } = context
  const { connection, fault: trouble, retryAfterMs } = sent
  const refused = { generation: generationOf(connection), at: ports.clock.now(), fault: trouble }
  if (spendsRefreshToken(connection, system))
    await connections.keep(record, (before) =>
      afterFailure(before, sent, (current) => (LOST.includes(trouble.code) ? { ...current, refused } : current)),
    )
  const told = isAboutTarget(trouble, connection) ? targetRefused(trouble) : trouble
  return noted(journalWriter, record, { ok: false, fault: told, kind: failureKindOf(told.code), retryAfterMs })
}

/** Where the connection itself renews, a request that only differs in what it asks for is refused for that. */
function isAboutTarget({ code }: Fault, { renewedAt }: Connection): boolean {
  return code === 'invalid_scope' || (code === 'bad_request' && renewedAt !== null)
}

function targetRefused({ params: { error } }: Fault): Fault {
  return fault('target_refused', error === undefined ? {} : { error })
}

function noted(journalWriter: JournalWriter, { name }: ConnectionRecord, outcome: NarrowedOutcome): NarrowedOutcome {
  if (!outcome.ok) journalWriter.note({ event: 'narrowing_failed', connection: name, fault: outcome.fault })
  return outcome
}
