import type { webcrypto } from 'node:crypto'
import { raise } from '../../../../shared/fault.ts'
import type { Secret } from '../../../../shared/secret.ts'
import { ASSERTION_ALGORITHMS, type AssertionAlgorithm } from '../../../../shared/systems/assertion-algorithms.ts'

export type SigningKey = {
  readonly key: webcrypto.CryptoKey
  readonly algorithm: AssertionAlgorithm
  readonly kid?: string
}

type Kind = webcrypto.Algorithm | webcrypto.RsaHashedImportParams | webcrypto.EcKeyImportParams
type KeyImport = (kind: Kind) => Promise<webcrypto.CryptoKey>

/**
 * A private key as people have it: PKCS #8 in PEM, also with its line breaks lost on the way through a form, or a JWK,
 * whose `kid` goes along. What it signs with is what it says itself, else the first of `accepted` that it can, else the
 * first of all. Raises invalid_private_key.
 */
export async function signingKey(secret: Secret, accepted: readonly AssertionAlgorithm[]): Promise<SigningKey> {
  const text = secret.reveal().trim()
  if (text.startsWith('{')) return fromJwk(text, accepted)
  const base64 = /-----BEGIN PRIVATE KEY-----([\s\S]+)-----END PRIVATE KEY-----/.exec(text)?.[1]
  if (base64 === undefined) raise('invalid_private_key')
  const bytes = Buffer.from(base64.replace(/\s/g, ''), 'base64')
  return importKey(accepted, (kind) => crypto.subtle.importKey('pkcs8', bytes, kind, false, ['sign']))
}

async function fromJwk(text: string, accepted: readonly AssertionAlgorithm[]): Promise<SigningKey> {
  // A key that says what it is for else (or that it must not leave) is meant for this all the same.
  const { kid, alg, use: _use, key_ops: _ops, ext: _ext, ...rest } = jwkIn(text)
  const own = ASSERTION_ALGORITHMS.filter((algorithm) => algorithm === alg)
  const read: KeyImport = (kind) => crypto.subtle.importKey('jwk', rest, kind, false, ['sign'])
  const found = await importKey(own.length > 0 ? own : accepted, read)
  return typeof kid === 'string' ? { ...found, kid } : found
}

function jwkIn(text: string): webcrypto.JsonWebKey & { kid?: unknown } {
  try {
    return JSON.parse(text) as webcrypto.JsonWebKey
  } catch {
    raise('invalid_private_key')
  }
}

/** The kind is not asked of the person: what can be read as one is one. */
async function importKey(first: readonly AssertionAlgorithm[], read: KeyImport): Promise<SigningKey> {
  for (const algorithm of [...first, ...ASSERTION_ALGORITHMS]) {
    const key = await read(kindOf(algorithm)).catch(() => null)
    if (key !== null) return { key, algorithm }
  }
  raise('invalid_private_key')
}

const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }

function kindOf(algorithm: AssertionAlgorithm): Kind {
  const namedCurve = CURVES[algorithm]
  if (namedCurve !== undefined) return { name: 'ECDSA', namedCurve }
  if (algorithm.startsWith('Ed')) return { name: 'Ed25519' }
  const name = algorithm.startsWith('PS') ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5'
  return { name, hash: `SHA-${algorithm.slice(2)}` }
}
