import { isMoment } from '../time/instant.ts'
import type { JwtClaims } from './jwt.ts'

/** Where the expiry of an access token came from. `rule`: its system's own, where nobody said anything that can be read. */
export const EXPIRY_SOURCES = ['expires_in', 'expires_at', 'jwt', 'typed', 'last_told', 'rule', 'none'] as const
export type ExpirySource = (typeof EXPIRY_SOURCES)[number]

export type Expiry = {
  /** UTC ms by this machine's clock; null when nobody said. */
  readonly expiresAt: number | null
  readonly source: ExpirySource
  /** Server clock minus ours in ms, when the reply's Date header told it believably. */
  readonly clockOffset: number | null
}

/** All that is known about one reply's lifetime. Times in UTC ms, `expiresIn` in ms. */
export type ExpiryFacts = {
  readonly sentAt: number
  readonly receivedAt: number
  readonly expiresIn: number | null
  readonly expiresAt: number | null
  readonly jwt: Pick<JwtClaims, 'exp' | 'iat'> | null
  readonly serverDate: number | null
}

/** A Date header this far from the token's own iat is a cache's or a broken clock's (docs/decisions.md 7). */
const CONTRADICTION_MS = 5 * 60_000
/** The Date header counts whole seconds, so smaller differences are noise. */
const NOISE_MS = 2_000

/**
 * Expiry = the earliest of expires_in (counted from the moment of sending), expires_at, and the JWT's exp
 * (docs/decisions.md 7). The latter two are by the server's clock and are brought over to ours by its Date header.
 * One beyond the year 9999 says nothing, nor an expires_at that was over at sending where another is still to come: nobody
 * issues a token that is over, and a date without its zone looks like that.
 */
export function expiryOf(facts: ExpiryFacts): Expiry {
  const clockOffset = offsetOf(facts)
  const shift = clockOffset !== null && Math.abs(clockOffset) > NOISE_MS ? clockOffset : 0
  const candidates: Array<{ at: number; source: ExpirySource }> = []
  if (facts.expiresIn !== null) candidates.push({ at: facts.sentAt + facts.expiresIn, source: 'expires_in' })
  if (facts.expiresAt !== null) candidates.push({ at: facts.expiresAt - shift, source: 'expires_at' })
  const fromJwt = jwtExpiry(facts, clockOffset, shift)
  if (fromJwt !== null) candidates.push({ at: fromJwt, source: 'jwt' })
  const sorted = candidates.filter(({ at }) => isMoment(at)).sort((one, other) => one.at - other.at)
  const isOver = ({ at, source }: (typeof candidates)[number]) => source === 'expires_at' && at <= facts.sentAt
  const first = sorted.find((each) => !isOver(each)) ?? sorted[0]
  if (first === undefined) return { expiresAt: null, source: 'none', clockOffset }
  return { expiresAt: Math.floor(first.at), source: first.source, clockOffset }
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
  const at = exp * 1_000 - shift
  if (iat === null || iat >= exp) return at
  const latest = facts.sentAt + (exp - iat) * 1_000
  const seemsDead = at <= facts.sentAt && clockOffset === null
  return seemsDead ? latest : Math.min(at, latest)
}
