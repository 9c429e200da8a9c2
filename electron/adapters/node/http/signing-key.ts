import type { webcrypto } from 'node:crypto'
import { raise } from '../../../../shared/fault.ts'
import type { Secret } from '../../../../shared/secret.ts'

export type SigningKey = { readonly key: webcrypto.CryptoKey; readonly kid?: string }

/** What each kind of key signs with, first what most servers know (RFC 7518, RFC 8037). */
const ALGORITHMS = [
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  { name: 'ECDSA', namedCurve: 'P-256' },
  { name: 'ECDSA', namedCurve: 'P-384' },
  { name: 'ECDSA', namedCurve: 'P-521' },
  { name: 'Ed25519' },
] as const

/**
 * A private key as people have it: PKCS #8 in PEM, also with its line breaks lost on the way through a form, or a JWK,
 * whose `kid` goes along. Raises invalid_private_key.
 */
export async function signingKey(secret: Secret): Promise<SigningKey> {
  const text = secret.reveal().trim()
  if (text.startsWith('{')) return fromJwk(text)
  const base64 = /-----BEGIN PRIVATE KEY-----([\s\S]+)-----END PRIVATE KEY-----/.exec(text)?.[1]
  if (base64 === undefined) raise('invalid_private_key')
  const bytes = Buffer.from(base64.replace(/\s/g, ''), 'base64')
  return { key: await imported((algorithm) => crypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign'])) }
}

async function fromJwk(text: string): Promise<SigningKey> {
  const jwk = jwkIn(text)
  // A key that says what it is for else (or that it must not leave) is meant for this all the same.
  const { kid, use: _use, key_ops: _ops, ext: _ext, ...rest } = jwk
  const key = await imported((algorithm) => crypto.subtle.importKey('jwk', rest, algorithm, false, ['sign']))
  return typeof kid === 'string' ? { key, kid } : { key }
}

function jwkIn(text: string): webcrypto.JsonWebKey & { kid?: unknown } {
  try {
    return JSON.parse(text) as webcrypto.JsonWebKey
  } catch {
    raise('invalid_private_key')
  }
}

/** The kind is not asked of the person: what can be read as one is one. */
async function imported(
  read: (algorithm: (typeof ALGORITHMS)[number]) => Promise<webcrypto.CryptoKey>,
): Promise<webcrypto.CryptoKey> {
  for (const algorithm of ALGORITHMS) {
    const key = await read(algorithm).catch(() => null)
    if (key !== null) return key
  }
  raise('invalid_private_key')
}
