/**
 * A self-signed X.509 certificate with its key, made by hand (RFC 5280, in DER), so that TLS tests need neither
 * openssl nor a key in the repository.
 *
 *   const { key, cert } = certificate({ hosts: ['localhost'] })
 *   certificate({ hosts: ['localhost'], from: lastYear, until: yesterday })     // expired
 */
import { createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const DAY_MS = 86_400_000

type Wanted = { readonly hosts: readonly string[]; readonly from?: number; readonly until?: number }

export function certificate({ hosts, from = Date.now() - DAY_MS, until = Date.now() + DAY_MS }: Wanted): {
  key: string
  cert: string
} {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const name = sequence(set(sequence(COMMON_NAME, utf8('everbearer test'))))
  const content = sequence(
    tagged(0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    name,
    sequence(moment(from), moment(until)),
    name,
    publicKey,
    tagged(3, sequence(subjectNames(hosts))),
  )
  const signature = sign('sha256', content, privateKey)
  const whole = sequence(content, ECDSA_WITH_SHA256, der(0x03, Buffer.concat([Buffer.of(0), signature])))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  }
}

const COMMON_NAME = der(0x06, Buffer.of(0x55, 4, 3))
/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = sequence(der(0x06, Buffer.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2)))
const SUBJECT_ALTERNATIVE_NAME = der(0x06, Buffer.of(0x55, 0x1d, 0x11))

function subjectNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  )
  return sequence(SUBJECT_ALTERNATIVE_NAME, der(0x04, sequence(...names)))
}

/** One DER value: tag, length, content. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  if (length < 0x100) return Buffer.concat([Buffer.of(tag, 0x81, length), content])
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), content])
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function set(...parts: Buffer[]): Buffer {
  return der(0x31, Buffer.concat(parts))
}

function tagged(number: number, content: Buffer): Buffer {
  return der(0xa0 + number, content)
}

function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes)
}

function utf8(text: string): Buffer {
  return der(0x0c, Buffer.from(text))
}

/** GeneralizedTime, to the second. */
function moment(utcMs: number): Buffer {
  const text = new Date(utcMs).toISOString().replace(/[-:T]|\.\d+/g, '')
  return der(0x18, Buffer.from(text))
}
