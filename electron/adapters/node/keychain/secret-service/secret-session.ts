/**
 * How secrets travel over the session bus (Secret Service specification, "Transfer of Secrets"): agreed by Diffie-Hellman
 * in the 1024-bit group of RFC 2409, HKDF with SHA-256, AES-128-CBC; plain where a keyring cannot do that. It keeps secrets
 * out of recordings of the bus; programs of the same user could ask the keyring themselves.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

export const SESSION_ALGORITHM = 'dh-ietf1024-sha256-aes128-cbc-pkcs7'
export const PLAIN_ALGORITHM = 'plain'

/** RFC 2409, section 6.2. Computed here, since the crypto library of Electron has no such small group. */
const PRIME = BigInt(
  [
    '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74',
    '020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437',
    '4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED',
    'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF',
  ].join(''),
)
const GROUP_BYTES = 128
/** An exponent of 256 bits is more than the group's own strength. */
const EXPONENT_BYTES = 32
const KEY_BYTES = 16
const TEXT = 'text/plain'

/** A secret as the Secret Service takes and gives it: session, parameters (the IV), value, content type; `(oayays)`. */
export type WireSecret = readonly [session: string, parameters: Uint8Array, value: Uint8Array, type: string]

export type SecretSession = {
  readonly path: string
  seal(text: string): WireSecret
  /** Throws on what this session has not sealed. */
  open(secret: WireSecret): string
}

export function plainSession(path: string): SecretSession {
  const none = Buffer.alloc(0)
  return {
    path,
    seal: (text) => [path, none, Buffer.from(text), TEXT],
    open: ([, , value]) => Buffer.from(value).toString('utf8'),
  }
}

/** Our half of the agreement: `publicKey` goes out, the service's comes in. */
export function beginKeyAgreement(): {
  publicKey: Buffer
  session(path: string, theirs: Uint8Array): SecretSession | null
} {
  const [secret, publicKey] = keyPair()
  return {
    publicKey,
    /** Null for an empty key, or where the shared secret begins with a zero byte, which keyrings read differently. */
    session(path, theirs) {
      const shared = bytesOf(power(numberOf(theirs), secret))
      if (theirs.length === 0 || shared[0] === 0) return null
      return sealedSession(path, Buffer.from(hkdfSync('sha256', shared, Buffer.alloc(0), Buffer.alloc(0), KEY_BYTES)))
    },
  }
}

function sealedSession(path: string, key: Buffer): SecretSession {
  return {
    path,
    seal(text) {
      const iv = randomBytes(16)
      const cipher = createCipheriv('aes-128-cbc', key, iv)
      return [path, iv, Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]), TEXT]
    },
    open([, iv, value]) {
      const decipher = createDecipheriv('aes-128-cbc', key, iv)
      return Buffer.concat([decipher.update(value), decipher.final()]).toString('utf8')
    },
  }
}

function keyPair(): [secret: bigint, publicKey: Buffer] {
  for (;;) {
    const secret = numberOf(randomBytes(EXPONENT_BYTES))
    const publicKey = bytesOf(power(2n, secret))
    // Some libraries strip leading zeros, others do not.
    if (publicKey[0] !== 0) return [secret, publicKey]
  }
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base % PRIME
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % PRIME
    square = (square * square) % PRIME
  }
  return result
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
}

function bytesOf(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(2 * GROUP_BYTES, '0'), 'hex')
}
