import { textFromBase64url } from '../encoding/base64url.ts'
import { isMoment } from '../time/instant.ts'

/**
 * What a JWT says of itself, read without checking its signature: it is our own token, and all we take from it
 * are hints (expiry, swapped fields). Times are seconds as in RFC 7519 section 4.1.
 */
export type JwtClaims = {
  readonly exp: number | null
  readonly iat: number | null
  /** DRAW writes "access" or "refresh" here (docs/systems/draw.md 1). */
  readonly tokenType: string | null
  /** OpenID Connect Core section 2. */
  readonly nonce: string | null
}

/** Issuer and subject of a token (RFC 7519 sections 4.1.1 and 4.1.2, OpenID Connect Core section 2); null where it lacks one. */
export function personIn(token: string): string | null {
  const payload = payloadIn(token)
  const [issuer, subject] = [textIn(payload?.['iss']), textIn(payload?.['sub'])]
  return issuer === null || subject === null ? null : JSON.stringify([issuer, subject])
}

/** Its audience (RFC 7519 section 4.1.3), sorted; null where it has none. */
export function audienceIn(token: string): readonly string[] | null {
  const audience = payloadIn(token)?.['aud']
  const audiences = (Array.isArray(audience) ? audience : [audience]).filter((each) => typeof each === 'string')
  return audiences.length === 0 ? null : audiences.sort()
}

/** Null for anything that is not three dot-joined parts with a JSON object in the middle. */
export function readJwt(token: string): JwtClaims | null {
  const payload = payloadIn(token)
  if (payload === null) return null
  return {
    exp: secondsIn(payload['exp']),
    iat: secondsIn(payload['iat']),
    tokenType: textIn(payload['token_type']),
    nonce: textIn(payload['nonce']),
  }
}

/** Header and payload as they are, for whoever takes what may be shown out of them; null for anything that is no JWT. */
export function jwtParts(token: string): { readonly header: Claims; readonly payload: Claims } | null {
  const payload = payloadIn(token)
  return payload === null ? null : { header: objectIn(textFromBase64url(token.split('.')[0] ?? '')) ?? {}, payload }
}

type Claims = Readonly<Record<string, unknown>>

function payloadIn(token: string): Record<string, unknown> | null {
  const parts = token.split('.')
  return parts.length === 3 ? objectIn(textFromBase64url(parts[1] ?? '')) : null
}

function objectIn(text: string | null): Record<string, unknown> | null {
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** 2001-09-09 in milliseconds: smaller numbers were never meant as milliseconds. */
const FIRST_MILLISECONDS = 1e12

/** Seconds as RFC 7519 wants them, or as some signers write them: in digits of a text, or in milliseconds. */
function secondsIn(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,13}(?:\.\d{1,9})?$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || number <= 0) return null
  // Beyond year 9999 a number of seconds is no date; .NET writes one second more for "never".
  if (isMoment(number * 1_000)) return number
  return number >= FIRST_MILLISECONDS && isMoment(number) ? number / 1_000 : null
}
