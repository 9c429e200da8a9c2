import { textFromBase64url } from '../encoding/base64url.ts'
import { jsonIn } from '../encoding/json-text.ts'
import { recordOrNull } from '../encoding/record.ts'

/**
 * Whether a token lost a part while it was copied. Only JSON Web Tokens tell: each part of one can be read by itself, and
 * its first part says how long the last one is. An opaque token may look like anything.
 */
export type Cut = 'sure' | 'likely'

/** `{"` in base64url: no opaque token begins so by chance. */
const BEGINNING = 'eyJ'
/** Letters of a signature by its algorithm (RFC 7518 section 3); those of RSA depend on the key, of 2,048 bits at the least. */
const SIGNATURES: Readonly<Record<string, number>> = {
  ...{ HS256: 43, HS384: 64, HS512: 86, ES256: 86, ES256K: 86, ES384: 128, ES512: 176, EdDSA: 86, Ed25519: 86 },
  ...{ RS256: 342, RS384: 342, RS512: 342, PS256: 342, PS384: 342, PS512: 342 },
}
const SIGNED_PARTS = 3
/** RFC 7516 section 3.1. */
const ENCRYPTED_PARTS = 5

/** `likely`: all of it can be read, and its end is shorter than its own first part says. Null for whatever is no JWT. */
export function detectCut(token: string): Cut | null {
  if (!token.startsWith(BEGINNING)) return null
  const parts = token.split('.')
  const header = recordIn(parts[0] ?? '')
  // A single part may be somebody's own record in base64; cut off, it is none.
  if (header === null) return 'sure'
  if (parts.length === 1) return typeof header['alg'] === 'string' ? 'sure' : null
  if (parts.length === ENCRYPTED_PARTS || typeof header['enc'] === 'string')
    return parts.length === ENCRYPTED_PARTS && parts.at(-1) !== '' ? null : 'sure'
  if (parts.length !== SIGNED_PARTS) return 'sure'
  // What is compressed, or a token within a token, is not JSON to begin with (RFC 7519 section 5.2).
  const isNotJson = header['zip'] !== undefined || header['cty'] !== undefined || header['b64'] === false
  if (!isNotJson && recordIn(parts[1] ?? '') === null) return 'sure'
  return signatureCut(header['alg'], parts[2] ?? '')
}

function signatureCut(algorithm: unknown, signature: string): Cut | null {
  if (algorithm === 'none') return null
  if (signature === '') return 'sure'
  const length = typeof algorithm === 'string' ? (SIGNATURES[algorithm] ?? 0) : 0
  return signature.length < length ? 'likely' : null
}

const recordIn = (part: string) => recordOrNull(jsonIn(textFromBase64url(part) ?? ''))
