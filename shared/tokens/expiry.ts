import { isMoment } from '../time/instant.ts'
import type { JwtClaims } from './jwt.ts'

/** Where the expiry of an access token came from. `rule`: the system's default, where the reply has none that can be read. */
export const EXPIRY_SOURCES = ['expires_in', 'expires_at', 'jwt', 'typed', 'last_told', 'rule', 'none'] as const
export type ExpirySource = (typeof EXPIRY_SOURCES)[number]

export type Expiry = {
  /** UTC ms by this machine's clock; null when unknown. */
  readonly expiresAt: number | null
  readonly source: ExpirySource
  /** The lifetime only makes sense in milliseconds (countsMilliseconds): past this end the token may still be valid. */
  readonly isDoubted: boolean
  /** Server clock minus ours in ms, when the reply's Date header told it believably. */
  readonly clockOffset: number | null
}

/** What one reply says of its lifetime. Times in UTC ms, `expiresIn` in ms. */
export type ExpiryFacts = {
  readonly sentAt: number
  readonly receivedAt: number
  readonly expiresIn: number | null
  readonly expiresAt: number | null
  readonly jwt: Pick<JwtClaims, 'exp' | 'iat'> | null
  readonly serverDate: number | null
}

/** A Date header this far from the token's own iat comes from a cache or a broken clock (docs/decisions.md 7). */
const CONTRADICTION_MS = 5 * 60_000
/** Clocks further apart than this: one of them is not set, and nothing tells which. */
const UNSET_CLOCK_MS = 86_400_000
/** The Date header counts whole seconds, so smaller differences are noise. */
const NOISE_MS = 2_000

/**
 * Expiry = the earliest of expires_in (counted from the moment of sending), expires_at, and the JWT's exp
 * (docs/decisions.md 7). The latter two are by the server's clock and are brought over to ours by its Date header.
 * One beyond the year 9999 is ignored, and so is an expires_at in the past where another source is in the future: nobody
 * issues an expired token, but a date without its zone looks like one.
 */
export function expiryOf(facts: ExpiryFacts): Expiry {
  const clockOffset = offsetOf(facts)
  const shift = clockOffset !== null && Math.abs(clockOffset) > NOISE_MS ? clockOffset : 0
  const candidates: Array<{ at: number; source: ExpirySource }> = []
  const isDoubted = facts.expiresAt === null && facts.jwt?.exp == null && countsMilliseconds(facts.expiresIn)
  const lifeMs = isDoubted ? facts.expiresIn / 1_000 : facts.expiresIn
  if (lifeMs !== null) candidates.push({ at: facts.sentAt + lifeMs, source: 'expires_in' })
  if (facts.expiresAt !== null)
    candidates.push({ at: onOurClock(facts.expiresAt, shift, facts.sentAt), source: 'expires_at' })
  const fromJwt = jwtExpiry(facts, clockOffset, shift)
  if (fromJwt !== null) candidates.push({ at: fromJwt, source: 'jwt' })
  const sorted = candidates.filter(({ at }) => isMoment(at)).sort((one, other) => one.at - other.at)
  const isPast = ({ at, source }: (typeof candidates)[number]) => source === 'expires_at' && at <= facts.sentAt
  const first = sorted.find((each) => !isPast(each)) ?? sorted[0]
  if (first === undefined) return { expiresAt: null, source: 'none', isDoubted, clockOffset }
  return { expiresAt: Math.floor(first.at), source: first.source, isDoubted, clockOffset }
}

/** Sources that are durations, which may be in milliseconds; a date cannot be misread so. */
const DURATION_SOURCES: readonly ExpirySource[] = ['expires_in', 'last_told']

/** Past a doubted end a token counts as one of unknown expiry. */
export function hasEnded(
  {
    expiresAt,
    expirySource,
    endDoubted,
  }: { expiresAt: number | null; expirySource: ExpirySource; endDoubted?: true | undefined },
  now: number,
): boolean {
  return expiresAt !== null && expiresAt <= now && !(endDoubted === true && DURATION_SOURCES.includes(expirySource))
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/**
 * Some servers write `expires_in` in milliseconds: 3600000 is an hour there, and would be 41 days and 16 hours. Lifetimes
 * are round, so a number counts as milliseconds where that makes whole minutes, at least five, while as seconds it would
 * not be whole days; and where it makes whole hours, while as seconds it would be over a year.
 */
export function countsMilliseconds(expiresIn: number | null): expiresIn is number {
  if (expiresIn === null) return false
  const ms = expiresIn / 1_000
  if (ms < 5 * MINUTE_MS || ms % MINUTE_MS !== 0) return false
  return expiresIn % DAY_MS !== 0 || (ms % HOUR_MS === 0 && expiresIn > 365 * DAY_MS)
}

/** Where the Date header is more than a day off (a proxy without a set clock), the earlier of the two moments in the future counts. */
function onOurClock(at: number, shift: number, sentAt: number): number {
  const shifted = at - shift
  if (Math.abs(shift) <= UNSET_CLOCK_MS || at <= sentAt) return shifted
  return shifted <= sentAt ? at : Math.min(at, shifted)
}

function offsetOf(facts: ExpiryFacts): number | null {
  if (facts.serverDate === null) return null
  const iat = facts.jwt?.iat ?? null
  if (iat !== null && Math.abs(facts.serverDate - iat * 1_000) > CONTRADICTION_MS) return null
  return facts.serverDate - Math.round((facts.sentAt + facts.receivedAt) / 2)
}

/**
 * A token cannot outlive exp minus iat counted from sending, however slow our clock is. One that seems expired on
 * arrival comes from a clock far from ours: where no Date header tells how far, that length is the best there is.
 */
function jwtExpiry(facts: ExpiryFacts, clockOffset: number | null, shift: number): number | null {
  const { exp = null, iat = null } = facts.jwt ?? {}
  if (exp === null) return null
  const at = onOurClock(exp * 1_000, shift, facts.sentAt)
  if (iat === null || iat >= exp) return at
  const latest = facts.sentAt + (exp - iat) * 1_000
  const looksExpired = at <= facts.sentAt && clockOffset === null
  return looksExpired ? latest : Math.min(at, latest)
}
