import { cleanText } from '../entry/clean-text.ts'
import { readDuration } from '../time/duration.ts'
import { isMoment, readHttpDate, readInstant } from '../time/instant.ts'
import { readJwt } from './jwt.ts'
import { isPlaceholder } from './placeholder.ts'
import { BEARER } from './token-type.ts'

/** The fields of a token reply, read from whatever a server wrote; null for what is missing or cannot be read. */

/** What a system found in a reply, in whatever spelling; all optional, since servers are sloppy. */
export type RawTokens = Readonly<Record<string, unknown>>

export const SPELLINGS = {
  /** The last in each line is how .NET writes it. */
  accessToken: ['access_token', 'accessToken', 'AccessToken'],
  refreshToken: ['refresh_token', 'refreshToken', 'RefreshToken'],
  idToken: ['id_token', 'idToken', 'IdToken'],
  /** As simplejwt and other libraries write it: everyday words, believed only of what is long enough for a token. */
  shortAccess: ['access', 'token', 'jwt'],
  shortRefresh: ['refresh'],
  tokenType: ['token_type', 'tokenType', 'TokenType'],
  /** Where a server writes `expires_in_sec` as well, its `expires_in` counts milliseconds. */
  expiresIn: ['expires_in_sec', 'expires_in', 'expiresIn', 'expires', 'duration', 'ExpiresIn'],
  /** Entra's managed identities write `expires_on`, IBM Cloud `expiration`; a moment under a name for lengths is read as what it is. */
  expiresAt: [
    'expires_at',
    'expiresAt',
    'expires_on',
    'expiresOn',
    'expiry',
    'expiration',
    'expires',
    'expires_in',
    'ExpiresAt',
  ],
  refreshExpiresIn: [
    'refresh_expires_in',
    'refreshExpiresIn',
    'refresh_token_expires_in',
    'x_refresh_token_expires_in',
    'RefreshTokenExpiresIn',
  ],
  refreshExpiresAt: ['refresh_expires_at', 'refreshExpiresAt', 'refresh_token_expires_at', 'refresh_expires_in'],
} as const

/**
 * In the one spelling of RFC 6750, also for `BearerToken` as Apigee says (and `bearer_token`); anything that would not fit into a header
 * (RFC 9110 section 5.6.2) is not believed.
 */
export function typeIn(value: unknown): string | null {
  if (typeof value !== 'string' || !/^[!#$%&'*+.^_`|~0-9a-z-]{1,40}$/i.test(value.trim())) return null
  return /^bearer([_-]?token)?$/i.test(value.trim()) ? BEARER : value.trim()
}

/** The first spelling that can be read. */
export function firstAt<Value>(
  raw: RawTokens,
  names: readonly string[],
  read: (value: unknown) => Value | null,
): Value | null {
  for (const name of names) {
    const value = read(raw[name])
    if (value !== null) return value
  }
  return null
}

/**
 * Printable ASCII (RFC 6749 appendices A.12 and A.17) without the space, which RFC 6750 section 2.1 leaves out; a line
 * break or an accent would break the header it travels in. "Bearer " and quotes around it are taken off, or they would
 * travel twice. A placeholder (`null`, stars, a sentence) is not a token.
 */
export function tokenIn(value: unknown): string | null {
  const text = cleanText(tokenText(value), 'token').text
  return /^[!-~]+$/.test(text) && !isPlaceholder(text) ? text : null
}

/** Some servers write a token of digits as a number; beyond 2^53 it has lost digits on its way. */
function tokenText(value: unknown): string {
  if (typeof value === 'string') return value
  return Number.isSafeInteger(value) && Number(value) >= 10 ** SHORTEST_TOKEN ? String(value) : ''
}

/** Shorter ones stand in answers such as `{"access": "granted"}`. */
const SHORTEST_TOKEN = 8

/** The access token of an answer, by its standard name, in camel case, or in one word. */
export function accessTokenIn(raw: RawTokens): string | null {
  return firstAt(raw, SPELLINGS.accessToken, tokenIn) ?? firstAt(raw, SPELLINGS.shortAccess, tokenOfShortNameIn)
}

/** The refresh token of an answer, likewise. */
export function refreshTokenIn(raw: RawTokens): string | null {
  return firstAt(raw, SPELLINGS.refreshToken, tokenIn) ?? firstAt(raw, SPELLINGS.shortRefresh, tokenOfShortNameIn)
}

function tokenOfShortNameIn(value: unknown): string | null {
  const token = tokenIn(value)
  return token === null || token.length < SHORTEST_TOKEN || /\s|:\/\//.test(token) ? null : token
}

/** 2001-09-09 in seconds, and 31 years as a length: no token lives so long, and none ended so long ago. */
const FIRST_MOMENT_S = 1e9

/** So large a number is a length all the same where it is whole hours in milliseconds: of moments one second in 41 days is that. */
function isHoursInMilliseconds(number: number): boolean {
  return number < 1e11 && number % 3_600_000 === 0
}

/**
 * Seconds as number or text, or text with a unit ("72h", docs/systems/osais.md 2). Ms, or null. Nobody issues a
 * token that is over at once: 0 is how servers say that they do not know, or that it never ends. Nor one for decades:
 * so large a number is a moment, or counts milliseconds (expiry.ts).
 */
export function lifetimeIn(value: unknown): number | null {
  const ms = typeof value === 'string' ? readDuration(value) : typeof value === 'number' ? value * 1_000 : null
  if (ms === null || ms <= 0) return null
  return ms < FIRST_MOMENT_S * 1_000 || isHoursInMilliseconds(ms / 1_000) ? Math.round(ms) : null
}

/** ISO 8601, an HTTP date, or a number of seconds since 1970 (milliseconds when it would be past the year 5000). */
export function momentIn(value: unknown, zoneOffsetMinutes: number): number | null {
  const number = typeof value === 'string' && /^\d{9,13}(?:\.\d{1,9})?$/.test(value.trim()) ? Number(value) : value
  if (typeof number === 'number') {
    const at = number > 1e11 ? number : number * 1_000
    return number >= FIRST_MOMENT_S && !isHoursInMilliseconds(number) && isMoment(at) ? at : null
  }
  if (typeof number !== 'string') return null
  const instant = readInstant(number)
  if (instant === null) return readHttpDate(number)
  return instant.hasZone ? instant.at : instant.at - zoneOffsetMinutes * 60_000
}

/** The token's own `exp`, UTC ms. */
export function expOf(token: string): number | null {
  const exp = readJwt(token)?.exp ?? null
  return exp === null ? null : Math.floor(exp * 1_000)
}
