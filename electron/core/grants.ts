import type { TokenGrant } from '../../shared/contract.ts'
import { type Connection, isRenewable, refusalOf, signsIn } from '../../shared/domain/connection.ts'
import { handedOut } from '../../shared/domain/handed-out.ts'
import { isoUtcOrNull } from '../../shared/domain/instant.ts'
import { testRefusalOf } from '../../shared/domain/last-test.ts'
import { effectiveMinTtl, rejectionCounts } from '../../shared/domain/refresh-plan.ts'
import { reportOf } from '../../shared/domain/standing.ts'
import { type Fault, FaultError, fault, raise } from '../../shared/fault.ts'
import { systemNamed } from '../../shared/systems/registry.ts'
import type { Connections } from './connections.ts'
import type { Diary } from './diary.ts'
import type { Held, RenewalOutcome } from './held.ts'
import { withinTime } from './pause.ts'
import type { Clock } from './ports.ts'
import type { Refresher } from './refresher.ts'

/** Hands out valid tokens: from memory at once where it can, after a renewal where it must. */
export type Grants = {
  /** Faults: what hinders a renewal when no valid token is left; token_expired, token_missing, paused. */
  token(held: Held, askedMs: number | undefined): Promise<TokenGrant>
  /** A program was answered 401 with that generation (design decision 10). */
  rejected(held: Held, generation: number): Promise<void>
  /** A person or program wants a new one now. Raises what hindered it; paused, since what was moved away is spent elsewhere. */
  force(held: Held): Promise<void>
}

export type GrantsContext = {
  readonly clock: Clock
  readonly connections: Connections
  readonly refresher: Refresher
  readonly diary: Diary
  /** Asks the server about the token that is there, where it cannot be renewed. */
  readonly test: (held: Held) => Promise<unknown>
}

/** What a caller gets who does not say (design decision 6). */
const DEFAULT_MIN_TTL_MS = 60_000
/** A token with less than this left would expire on its way to the server. */
const DEAD_MS = 1_000
/** Callers wait no longer than this; the renewal itself goes on. */
const CALLER_CAP_MS = 120_000
/** After a failure callers may cause a try this often at most, whatever the slow backoff says. */
const DEMAND_GAP_MS = 15_000
/** Where a token cannot be renewed, a program's report has the server asked about it this often at most. */
const SAME_REPORT_MS = 60_000
/** Forced renewals that come one after another within this are one wish. */
const SAME_WISH_MS = 2_000

export function createGrants({ clock, connections, refresher, diary, test }: GrantsContext): Grants {
  async function renewed(held: Held): Promise<RenewalOutcome> {
    const outcome = await withinTime(clock, CALLER_CAP_MS, refresher.renew(held))
    return (
      outcome ?? {
        ok: false,
        fault: fault('waited_too_long', { name: held.name }),
        kind: 'not-now',
        retryAfterMs: null,
      }
    )
  }

  /** A failed try a moment ago answers for the next one too: a thousand callers must not become a thousand requests. */
  function tooSoon(held: Held): Fault | null {
    const { failure, attemptEndedAt, notBefore } = held
    if (failure === null || attemptEndedAt === null || held.inFlight !== null) return null
    if (failure.serverAskedToWait && notBefore !== null && notBefore > clock.now()) return failure.fault
    const gap = Math.min(DEMAND_GAP_MS, 1_000 * 2 ** (failure.count - 1))
    return clock.now() - attemptEndedAt < gap ? failure.fault : null
  }

  async function token(held: Held, askedMs: number | undefined): Promise<TokenGrant> {
    refresher.watchClock()
    const connection = await connections.load(held)
    const want = askedMs ?? DEFAULT_MIN_TTL_MS
    if (isEnough(connection, refresher, held, clock.now(), want))
      return grantOf(connection, shorter(connection, clock.now(), askedMs) ?? reportOf(connection))
    const hindrance = cannotRenew(connection) ?? tooSoon(held)
    if (hindrance !== null) return bestThereIs(connection, hindrance, clock.now())
    const outcome = await renewed(held)
    const now = held.connection ?? connection
    if (outcome.ok) return bestThereIs(now, shorter(now, clock.now(), askedMs), clock.now())
    return bestThereIs(now, outcome.fault, clock.now())
  }

  async function rejected(held: Held, generation: number): Promise<void> {
    const connection = await connections.load(held)
    const tokens = handedOut(connection)
    if (tokens === null || tokens.generation !== generation) return
    const alreadyReported = connection.rejectedGeneration === generation
    const canRenew = cannotRenew(connection) === null
    if (canRenew && !rejectionCounts({ ...tokens, now: clock.now(), alreadyReported })) return
    if (!canRenew && alreadyReported && !isLongAgo(connection)) return
    connections.note(held, (current) => ({ ...current, rejectedGeneration: generation }))
    diary.note({ event: 'reported_rejected', connection: held.name, params: { generation } })
    if (canRenew) await renewed(held)
    else if (connection.pausedAt === null) await test(held)
  }

  /** A program that reports the same again and again must not become as many questions to the server. */
  function isLongAgo({ validated }: Connection): boolean {
    return validated === null || clock.now() - validated.at >= SAME_REPORT_MS
  }

  async function force(held: Held): Promise<void> {
    const connection = await connections.load(held)
    const { lastRenewal, pausedAt } = connection
    // `export --move` pauses what it takes along: that refresh token belongs to another computer now.
    if (pausedAt !== null) raise('paused', { name: held.name })
    const justNow = lastRenewal?.outcome === 'renewed' && clock.now() - lastRenewal.at < SAME_WISH_MS
    if (justNow && held.inFlight === null && held.failure === null) return
    const outcome = await renewed(held)
    if (!outcome.ok) throw new FaultError(outcome.fault)
  }

  return { token, rejected, force }
}

function isEnough(connection: Connection, refresher: Refresher, held: Held, now: number, wantMs: number): boolean {
  const tokens = handedOut(connection)
  if (tokens === null || tokens.accessToken === null) return false
  if (testRefusalOf(connection) !== null) return false
  if (tokens.generation === connection.rejectedGeneration && cannotRenew(connection) === null) return false
  if (tokens.expiresAt === null) return true
  const left = tokens.expiresAt - now
  if (left < effectiveMinTtl(wantMs, tokens.issuedAt, tokens.expiresAt)) return false
  return now < (refresher.windowOf(held)?.hard ?? 0)
}

/** Why a renewal is out of the question; null when it may be tried. */
function cannotRenew(connection: Connection): Fault | null {
  const { name } = connection
  const refusal = refusalOf(connection)
  if (refusal !== null) return refusal
  if (connection.pausedAt !== null) return fault('paused', { name })
  const system = systemNamed(connection.system)
  if (system === null) return fault('unknown_system', { system: connection.system })
  if (isRenewable(connection, system)) return null
  return signsIn(connection, system) ? fault('sign_in_needed', { name }) : fault('token_expired', { name })
}

function shorter(connection: Connection, now: number, askedMs: number | undefined): Fault | null {
  const expiresAt = handedOut(connection)?.expiresAt ?? null
  if (askedMs === undefined || expiresAt === null || expiresAt - now >= askedMs) return null
  return fault('shorter_life', { name: connection.name, seconds: Math.max(0, Math.round((expiresAt - now) / 1_000)) })
}

/** A token that is still good is handed out with a warning; nobody ever gets an expired one. */
function bestThereIs(connection: Connection, trouble: Fault | null, now: number): TokenGrant {
  const { name } = connection
  const tokens = handedOut(connection)
  if (tokens?.accessToken == null) throw new FaultError(trouble ?? fault('token_missing', { name }))
  const expired = tokens.expiresAt !== null && tokens.expiresAt - now <= DEAD_MS
  if (expired) throw new FaultError(trouble ?? fault('token_expired', { name }))
  // The server itself has said no to this very token: it would only fail where it is used.
  const refused = testRefusalOf(connection)
  if (refused !== null) throw new FaultError(refused)
  const stillGood =
    trouble?.code === 'token_expired' || trouble?.code === 'sign_in_needed'
      ? fault('shorter_life', { name, seconds: secondsLeft(tokens.expiresAt, now) })
      : trouble
  return grantOf(connection, stillGood)
}

function secondsLeft(expiresAt: number | null, now: number): number {
  return expiresAt === null ? 0 : Math.max(0, Math.round((expiresAt - now) / 1_000))
}

function grantOf(connection: Connection, warning: Fault | null): TokenGrant {
  const { settings, name } = connection
  const tokens = handedOut(connection)
  if (tokens?.accessToken == null) raise('token_missing', { name })
  return {
    token: tokens.accessToken.reveal(),
    tokenType: tokens.tokenType,
    expiresAt: isoUtcOrNull(tokens.expiresAt),
    generation: tokens.generation,
    baseUrl: settings.baseUrl,
    warning,
  }
}
