import { leadsElsewhere } from '../../../shared/connections/binding.ts'
import { type Connection, knownOf, spends } from '../../../shared/connections/connection.ts'
import { originOf } from '../../../shared/entry/address.ts'
import { type Fault, type FaultCode, fault, faultOf, raise } from '../../../shared/fault.ts'
import type { Known, System } from '../../../shared/systems/system.ts'
import { withLateSuccessor } from '../../../shared/tokens/earlier-refresh-token.ts'
import { narrowedSet } from '../../../shared/tokens/narrowed-set.ts'
import type { Narrowing } from '../../../shared/tokens/narrowing.ts'
import { type FailureKind, failureKindOf } from '../../../shared/tokens/retry-plan.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Connections } from '../connections/connections.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { RenewalContext } from '../renewal/renewal-context.ts'
import { ALONE } from '../renewal/renewal-right.ts'
import { generationOf, type Sending, type Sent, sendUntilAnswered, writeAsked } from '../renewal/renewal-sending.ts'
import { withAddresses } from '../requests/discovery.ts'
import { assertNarrowable, isInDoubt } from './narrowable.ts'

export type NarrowedOutcome =
  | { readonly ok: true; readonly tokens: TokenSet }
  | { readonly ok: false; readonly fault: Fault; readonly kind: FailureKind; readonly retryAfterMs: number | null }

export function unable(trouble: Fault): NarrowedOutcome {
  return { ok: false, fault: trouble, kind: failureKindOf(trouble.code), retryAfterMs: null }
}

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
    return unable(fault('waited_too_long', { name: record.name }))
  } catch (thrown) {
    const trouble = faultOf(thrown)
    journalWriter.note({ event: 'narrowing_failed', connection: record.name, fault: trouble })
    return unable(trouble)
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
  const connection = spends(before, system) ? await writeAsked(connections, record, startedAt, false, ALONE) : before
  const sending: Sending = { context: { ...context, right: () => ALONE }, record, system, startedAt, turn: ALONE }
  const sent = await sendUntilAnswered(sending, connection, false)
  if (sent === null) return null
  return sent.ok ? succeed(sending, sent, narrowing) : fail(sending, sent)
}

async function succeed(
  { context, record, system, startedAt }: Sending,
  { connection, tokens: whole, doubtful }: Extract<Sent, { ok: true }>,
  narrowing: Narrowing,
): Promise<NarrowedOutcome | null> {
  const { connections, journalWriter, ports } = context
  const own = connection.tokens
  let rotated = false
  if (spends(connection, system)) {
    const now = ports.clock.now()
    const kept = await keepRefreshToken(
      connections,
      record,
      system,
      (current) => {
        rotated = whole.refreshToken?.reveal() !== current.tokens?.refreshToken?.reveal()
        const old = own?.refreshToken ?? null
        const superseded = doubtful && old !== null ? { refreshToken: old, at: now, sentAgain: false } : null
        return { ...current, ...(rotated ? withItsRefreshToken(current, whole) : {}), asked: null, superseded }
      },
      { connection, whole },
    )
    if (kept.saveFault !== null)
      journalWriter.note({ event: 'save_failed', connection: record.name, fault: kept.saveFault })
    if (kept.isNewer) return null
  }
  const judged = narrowedSet(record.name, { whole, own, narrowing })
  if ('fault' in judged) return noted(journalWriter, record, unable(judged.fault))
  const params = { tookMs: ports.clock.now() - startedAt, rotated: rotated ? 'yes' : 'no' }
  journalWriter.note({ event: 'narrowed', connection: record.name, params })
  return { ok: true, tokens: judged.tokens }
}

/** As a renewal does it: what is newer than what was sent counts, and the late successor is kept beside it. */
async function keepRefreshToken(
  connections: Connections,
  record: ConnectionRecord,
  system: System,
  make: (current: Connection) => Connection,
  { connection, whole }: { readonly connection: Connection; readonly whole: TokenSet },
): Promise<{ readonly isNewer: boolean; readonly saveFault: Fault | null }> {
  let isNewer = false
  const saveFault = await connections.keep(record, (current) => {
    isNewer = generationOf(current) !== generationOf(connection) || leadsElsewhere(connection.bound, system, current)
    if (!isNewer) return make(current)
    return { ...withLateSuccessor(current, connection.tokens, whole), asked: null }
  })
  return { isNewer, saveFault }
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
  { connection, fault: trouble, kind, unanswered, wentBack, retryAfterMs }: Extract<Sent, { ok: false }>,
): Promise<NarrowedOutcome> {
  const { connections, journalWriter, ports } = context
  const generation = generationOf(connection)
  const at = ports.clock.now()
  const isLost = LOST.includes(trouble.code)
  if (spends(connection, system))
    await connections.keep(record, (current) => {
      if (generationOf(current) !== generation) return { ...current, asked: null }
      const isOpen = unanswered && current.asked !== null && kind !== 'no'
      const wasTried = wentBack && kind !== 'no' && !unanswered ? { sentAgain: false } : {}
      return {
        ...current,
        asked: isOpen && current.asked !== null ? { ...current.asked, unanswered: true } : null,
        superseded: current.superseded && { ...current.superseded, ...wasTried },
        refused: isLost ? { generation, at, fault: trouble } : current.refused,
      }
    })
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
