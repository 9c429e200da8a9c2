import type { TokenAnswer } from '../../../shared/api/contract/contract.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import { reportOf } from '../../../shared/connections/standing.ts'
import { type Fault, FaultError, fault, raise } from '../../../shared/fault.ts'
import { wasWithin } from '../../../shared/time/was-within.ts'
import { wasReplacedWhileValid } from '../../../shared/tokens/older-token.ts'
import { rejectionCounts } from '../../../shared/tokens/refresh-plan.ts'
import { tokensForPrograms } from '../../../shared/tokens/tokens-for-programs.ts'
import { withinTime } from '../concurrency/pause.ts'
import type { ConnectionRecord, RenewalOutcome } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Clock } from '../ports.ts'
import type { Refresher } from './refresher.ts'
import { failed } from './renewal-outcome.ts'
import {
  CALLER_CAP_MS,
  cannotRenew,
  demandGapMs,
  isEnough,
  type Moment,
  shorterLife,
  tokenAnswerOf,
  tokenOrFault,
} from './token-for-caller.ts'

/** Hands out valid tokens: from memory at once where it can, after a renewal where it must. */
export type ValidTokens = {
  /** The one in memory, where that is good enough; null where `token` has to do more. */
  atOnce(record: ConnectionRecord, askedMs: number | undefined): TokenAnswer | null
  /** Faults: what hinders a renewal when no valid token is left; token_expired, token_missing, paused. */
  token(record: ConnectionRecord, askedMs: number | undefined): Promise<TokenAnswer>
  /**
   * A program was answered 401 with that generation (docs/decisions.md 10); with the one before, that shows how its
   * server renews.
   */
  rejected(record: ConnectionRecord, generation: number): Promise<void>
  /** A program works with the present token, and says so again before half a minute is over. */
  inUse(record: ConnectionRecord): Promise<void>
  /** A person or program wants a new one now. Raises what hindered it; paused, since what was moved away is spent elsewhere. */
  force(record: ConnectionRecord): Promise<void>
}

export type ValidTokensContext = Pick<KeeperParts, 'clock' | 'connections' | 'journalWriter'> & {
  readonly refresher: Refresher
  /** Asks the server about the token that is there, where it cannot be renewed. */
  readonly test: (record: ConnectionRecord) => Promise<unknown>
}

/** Where a token cannot be renewed, a program's report has the server asked about it this often at most. */
const SAME_REPORT_MS = 60_000
/** `exec` says every few seconds that its program still runs; one that is killed says nothing more. */
const IN_USE_MS = 30_000
/** Servers that give less than this are not asked twice. */
const SHORTEST_LIFE_MS = 10_000
/** Forced renewals that come one after another within this are one. */
const SAME_RENEWAL_MS = 2_000

export function createValidTokens({
  clock,
  connections,
  refresher,
  journalWriter,
  test,
}: ValidTokensContext): ValidTokens {
  const renewed = (record: ConnectionRecord) => renewedInTime(record, clock, refresher)

  /** A clock that was moved makes another connection of the record's. */
  function momentOf(record: ConnectionRecord): Moment {
    const { now, monotonic } = refresher.watchClock()
    return { now, hard: refresher.windowOf(record)?.hard ?? null, inUse: record.inUseUntil > monotonic }
  }

  function atOnce(record: ConnectionRecord, askedMs: number | undefined): TokenAnswer | null {
    const moment = momentOf(record)
    return record.connection === null ? null : enough(record.connection, moment, askedMs)
  }

  async function token(record: ConnectionRecord, askedMs: number | undefined): Promise<TokenAnswer> {
    const loaded = record.connection ?? (await connections.load(record))
    const moment = momentOf(record)
    const connection = record.connection ?? loaded
    const found = enough(connection, moment, askedMs)
    if (found !== null) return found
    const hindrance = cannotRenew(connection) ?? tooSoon(record, moment.now)
    if (hindrance !== null) return tokenOrFault(connection, moment, hindrance)
    const outcome = await renewedToLast(record, clock, renewed)
    const then = momentOf(record)
    const after = record.connection ?? connection
    return tokenOrFault(after, then, outcome.ok ? shorterLife(after, then, askedMs) : outcome.fault)
  }

  async function rejected(record: ConnectionRecord, generation: number): Promise<void> {
    const connection = await connections.load(record)
    const tokens = tokensForPrograms(connection)
    if (tokens === null) return
    if (tokens.generation !== generation) return olderRejected(record, connection, generation)
    const isAlreadyReported = connection.rejectedGeneration === generation
    const canRenew = cannotRenew(connection) === null
    if (canRenew && !rejectionCounts({ ...tokens, now: clock.now(), isAlreadyReported })) return
    if (!canRenew && isAlreadyReported && !isLongAgo(connection, clock.now())) return
    connections.note(record, (current) => ({ ...current, rejectedGeneration: generation }))
    journalWriter.note({ event: 'reported_rejected', connection: record.name, params: { generation } })
    if (canRenew) await renewed(record)
    else if (connection.pausedAt === null) await test(record)
  }

  /** The one before was refused though its time was not over: it ended with the renewal, and will again. */
  async function olderRejected(record: ConnectionRecord, connection: Connection, generation: number): Promise<void> {
    const at = clock.now()
    if (connection.endsOlder !== null || !wasReplacedWhileValid(connection, generation, at)) return
    await connections.keep(record, (current) => ({ ...current, endsOlder: { at, shownBy: 'report' } }))
    journalWriter.note({ event: 'older_token_ends', connection: record.name, params: { generation } })
  }

  async function force(record: ConnectionRecord): Promise<void> {
    const connection = await connections.load(record)
    const { lastRenewal, pausedAt } = connection
    // `export --move` pauses what it takes along: that refresh token belongs to another computer now.
    if (pausedAt !== null) raise('paused', { name: record.name })
    const justNow = lastRenewal?.outcome === 'renewed' && wasWithin(SAME_RENEWAL_MS, lastRenewal.at, clock.now())
    if (justNow && record.inFlight === null && record.failure === null) return
    const outcome = await renewed(record)
    if (!outcome.ok) throw new FaultError(outcome.fault)
  }

  async function inUse(record: ConnectionRecord): Promise<void> {
    await connections.load(record)
    record.inUseUntil = clock.monotonic() + IN_USE_MS
  }

  return { atOnce, token, rejected, inUse, force }
}

/** Once more where the computer slept, or its clock was set, while the answer was on its way: what has come can be renewed too. */
async function renewedToLast(
  record: ConnectionRecord,
  clock: Clock,
  renewed: (record: ConnectionRecord) => ReturnType<typeof renewedInTime>,
): ReturnType<typeof renewedInTime> {
  const outcome = await renewed(record)
  return outcome.ok && isOverAlready(record.connection, clock.now()) ? renewed(record) : outcome
}

/** Its whole life has passed while its answer was on the way; one of a moment is over with every server. */
function isOverAlready(connection: Connection | null, now: number): boolean {
  const { issuedAt = 0, expiresAt = null } = (connection && tokensForPrograms(connection)) ?? {}
  return expiresAt !== null && expiresAt <= now && expiresAt - issuedAt > SHORTEST_LIFE_MS
}

function enough(connection: Connection, moment: Moment, askedMs: number | undefined): TokenAnswer | null {
  if (!isEnough(connection, moment, askedMs)) return null
  return tokenAnswerOf(connection, moment, shorterLife(connection, moment, askedMs) ?? reportOf(connection))
}

async function renewedInTime(record: ConnectionRecord, clock: Clock, refresher: Refresher): Promise<RenewalOutcome> {
  const outcome = await withinTime(clock, CALLER_CAP_MS, refresher.renew(record))
  return outcome ?? failed(fault('waited_too_long', { name: record.name }))
}

/** A failure a moment ago answers the next caller too: a thousand callers must not become a thousand requests. */
function tooSoon(record: ConnectionRecord, now: number): Fault | null {
  const { failure, attemptEndedAt, notBefore } = record
  if (failure === null || attemptEndedAt === null || record.inFlight !== null) return null
  if (failure.serverAskedToWait && notBefore !== null && notBefore > now) return failure.fault
  const gap = demandGapMs(failure.count)
  return wasWithin(gap, attemptEndedAt, now) ? failure.fault : null
}

/** Repeated reports of one 401 must not become as many requests. */
function isLongAgo({ validated }: Connection, now: number): boolean {
  return validated === null || !wasWithin(SAME_REPORT_MS, validated.at, now)
}
