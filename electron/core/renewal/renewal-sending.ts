import {
  type Connection,
  generationOf,
  knownOf,
  signsIn,
  spendsRefreshToken,
  withLearned,
} from '../../../shared/connections/connection.ts'
import type { Fault } from '../../../shared/fault.ts'
import { type HttpRequest, RENEWAL_TIME } from '../../../shared/http.ts'
import type { Secret } from '../../../shared/secret.ts'
import { type Known, MAX_REQUEST_SHAPES, type System } from '../../../shared/systems/system.ts'
import { afterSend, type FailureKind, pauseBeforeRetry, quickRetriesAfter } from '../../../shared/tokens/retry-plan.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'
import { pause } from '../concurrency/pause.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Connections } from '../connections/connections.ts'
import { sendAsClient } from '../requests/assertions.ts'
import { timedFor } from '../requests/sending.ts'
import { type Doubt, keepUnlessNewer, type Sending, type Sent } from './renewal-outcome.ts'
import { type Judged, judge } from './renewal-reply.ts'
import type { Turn } from './renewal-right.ts'

/** No attempt goes on longer than this, however patient its retries; callers are told to come back. */
const ATTEMPT_CAP_MS = 120_000

/** Null where a person has meanwhile pasted newer tokens, for which nothing that comes of this counts. */
export async function sendUntilAnswered(
  sending: Sending,
  before: Connection,
  doubtBefore: Doubt,
): Promise<Sent | null> {
  const { context, record, system, startedAt } = sending
  const { clock, random, ownership } = context.ports
  let doubt = doubtBefore
  let resent = false
  let connection = before
  /** The refresh token before the present one, once it is what is being sent. */
  let superseded: Secret | null = null
  let waysTried = 1
  const maxRetries = quickRetriesAfter(record.failure?.count ?? 0, before.settings.maxRetries)
  for (let quickRetriesUsed = 0; ; ) {
    const judged = await sendOnce(sending, connection, superseded)
    if (judged.ok) return { ...judged, connection }
    if (judged.tryWith !== undefined && waysTried < MAX_REQUEST_SHAPES) {
      waysTried++
      connection = { ...connection, learned: withLearned(connection.learned, judged.tryWith) }
      continue
    }
    const { retryAfterMs, learned } = judged
    const ended = (kind: FailureKind, trouble: Fault): Sent => {
      const wentBack = superseded !== null
      const told = recoverable(trouble, connection, system)
      return { ok: false, connection, fault: told, kind, doubt, wentBack, retryAfterMs, learned }
    }
    let saveFault: Fault | null = null
    if (judged.successor !== undefined) {
      const kept = await keepSuccessor(sending, connection, judged.successor, superseded)
      if (kept === null) return null
      ;({ connection, saveFault } = kept)
      superseded = null
      doubt = 'no'
      resent = false
    }
    const after = afterSend({
      fault: judged.fault,
      isUnanswered: judged.unanswered,
      isSpending: spendsRefreshToken(connection, system),
      // One resend in each attempt: an unanswered send of an earlier attempt has had its own.
      wasUnansweredBefore: judged.unanswered ? resent : doubt !== 'no',
      superseded: superseded !== null ? 'now' : supersededOf(connection) === null ? null : 'ready',
      quickRetriesUsed,
      // A second reply that rotates and cannot be read: so would be the third, and each costs a refresh token.
      maxRetries: judged.successor === undefined ? maxRetries : Math.min(1, maxRetries),
      retryAfterMs,
    })
    if (judged.unanswered) doubt = 'yes'
    if (after.do === 'stop') return ended(after.kind, after.fault)
    const tooLate = clock.now() - startedAt > ATTEMPT_CAP_MS
    const mayNot = () => saveFault !== null || record.gone || context.leaving() || !ownership.held()
    if (tooLate || mayNot()) return ended('not-now', judged.fault)
    if (after.do === 'send-superseded') {
      superseded = supersededOf(connection)
      connection = await noteSentAgain(sending)
    } else if (after.do === 'resend') {
      resent = true
      context.journalWriter.note({ event: 'renewal_resent', connection: record.name, fault: judged.fault })
    } else {
      quickRetriesUsed++
      await pause(clock, pauseBeforeRetry(after, random.fraction()))
      if (mayNot()) return ended('not-now', judged.fault)
    }
  }
}

/**
 * The same no needs another step from a person: a lost session of a sign-in is mended by the next one, and a client that
 * proves itself has no pair of tokens that somebody could bring.
 */
export function recoverable({ code, params }: Fault, connection: Connection, system: System): Fault {
  const isLost = code === 'refresh_reply_lost' || code === 'refresh_reply_unusable'
  if (isLost && signsIn(connection, system)) return { code, params: { ...params, why: 'sign_in' } }
  const isNo = code === 'refused' || code === 'invalid_grant'
  return isNo && !spendsRefreshToken(connection, system)
    ? { code, params: { ...params, why: 'client' } }
    : { code, params }
}

function withRefreshToken(known: Known, refreshToken: Secret | null): Known {
  return refreshToken === null || known.tokens === null
    ? known
    : { ...known, tokens: { ...known.tokens, refreshToken } }
}

/** The one that may still be sent once more. */
function supersededOf({ superseded }: Connection): Secret | null {
  return superseded === null || superseded.sentAgain ? null : superseded.refreshToken
}

async function sendOnce(
  { context, record, system, turn }: Sending,
  connection: Connection,
  superseded: Secret | null,
): Promise<Judged> {
  const { ports, watchClock } = context
  const { clock } = ports
  const known = withRefreshToken(knownOf(connection), superseded)
  const timed = timedFor(connection, ports, watchClock)
  const send = async (request: HttpRequest) => {
    await turn.aboutToSend(generationOf(connection))
    const outcome = await timed(request)
    record.answered(outcome.kind === 'reply' ? outcome.status : null)
    return outcome
  }
  const request = { ...system.renewalRequest(known), ...RENEWAL_TIME }
  const outcome = await sendAsClient({ ...ports, send }, system, known, request)
  return judge(outcome, known, system, clock.zoneOffsetMinutes(outcome.receivedAt))
}

/** Also proves, before anything is spent, that the vault can be written. */
export async function writeAsked(
  connections: Connections,
  record: ConnectionRecord,
  at: number,
  unanswered: boolean,
  turn: Pick<Turn, 'asking'>,
): Promise<Connection> {
  return connections.update(record, (current) => ({
    ...current,
    asked: { generation: generationOf(current), at, unanswered, attempt: turn.asking?.(current) },
  }))
}

/**
 * Saves the successor as a new generation and, in the same write, that it may be sent next. Where the vault will not take
 * it, it stands in memory, and nothing more is sent before it is saved. Null where newer tokens are there.
 */
async function keepSuccessor(
  sending: Sending,
  before: Connection,
  tokens: TokenSet,
  sentLast: Secret | null,
): Promise<{ connection: Connection; saveFault: Fault | null } | null> {
  const { context, record } = sending
  const at = context.ports.clock.now()
  const refreshToken = sentLast ?? before.tokens?.refreshToken ?? null
  const { isNewer, saveFault } = await keepUnlessNewer(sending, { connection: before, tokens }, (current) => {
    const { generation } = tokens
    const wasRejected = current.rejectedGeneration === generationOf(current)
    return {
      ...current,
      tokens,
      asked: { generation, at, unanswered: false, attempt: current.asked?.attempt },
      superseded: refreshToken === null ? null : { refreshToken, at, sentAgain: false },
      // The access token is still the one that was not accepted.
      rejectedGeneration: wasRejected ? generation : current.rejectedGeneration,
    }
  })
  const connection = record.connection
  if (isNewer || connection === null) return null
  context.journalWriter.note({
    event: 'successor_kept',
    connection: record.name,
    params: { generation: tokens.generation },
  })
  return { connection, saveFault }
}

/** Written before the old one is sent, so that no crash makes it a second time. */
async function noteSentAgain({ context, record }: Sending): Promise<Connection> {
  context.journalWriter.note({ event: 'superseded_sent', connection: record.name })
  return context.connections.update(record, (current) => ({
    ...current,
    superseded: current.superseded && { ...current.superseded, sentAgain: true },
  }))
}
