import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls'
import type { Network } from '../../../../shared/connections/network.ts'
import { raise } from '../../../../shared/fault.ts'
import type { Certificates } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'

type Client = NonNullable<Network['client']>

/** As Node's TLS takes it; the only place where the key of a client certificate is revealed to the network. */
export function clientIdentity({ form, certificate, key, passphrase }: ClientParts): SecureContextOptions {
  const passphraseOption = passphrase === null ? {} : { passphrase: passphrase.reveal() }
  return form === 'pem'
    ? { cert: certificate.reveal(), key: (key ?? certificate).reveal(), ...passphraseOption }
    : { pfx: Buffer.from(certificate.reveal(), 'base64'), ...passphraseOption }
}

type ClientParts = Pick<Client, 'form' | 'certificate' | 'key' | 'passphrase'>

/** Certificates as people hand them in, tried before they are kept. */
export const nodeCertificates: Certificates = {
  authorities(pem) {
    const blocks = pem.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g)
    if (blocks === null) raise('invalid_authorities')
    const read = blocks.map((block) => certificateIn(block) ?? raise('invalid_authorities'))
    return {
      pem: read.map((each) => each.toString()).join(''),
      names: read.map(({ subject }) => nameIn(subject)),
      endsAt: Math.min(...read.map(({ validTo }) => Date.parse(validTo))),
    }
  },
  client(parts) {
    try {
      const secureContext = createSecureContext(clientIdentity(parts))
      // A socket that is never connected: what it would show is what the bundle holds.
      const shown = new TLSSocket(null as never, { secureContext }).getCertificate()
      if (shown === null || !('raw' in shown) || shown.raw === undefined) raise('invalid_client_certificate')
      const { subject, validTo } = new X509Certificate(shown.raw)
      return { name: nameIn(subject), endsAt: Date.parse(validTo) }
    } catch (thrown) {
      const code = errorCode(thrown)
      const text = thrown instanceof Error ? thrown.message : ''
      if (
        isKeyLocked(parts) ||
        /PASSPHRASE|INTERRUPTED_OR_CANCELLED|BAD_PASSWORD/i.test(code) ||
        /mac verify failure|bad decrypt/i.test(text)
      )
        raise(parts.passphrase === null ? 'client_passphrase_needed' : 'client_passphrase_wrong')
      raise(/KEY_VALUES_MISMATCH/.test(code) ? 'client_key_mismatch' : 'invalid_client_certificate')
    }
  },
}

/**
 * True where the key is encrypted and our passphrase does not open it. Checked on the key itself: one wrong passphrase in 256
 * gives a valid padding by chance, and TLS then reports a bad key instead.
 */
function isKeyLocked({ form, certificate, key, passphrase }: ClientParts): boolean {
  const text = (key ?? certificate).reveal()
  if (form !== 'pem' || !/ENCRYPTED/.test(text)) return false
  if (passphrase === null) return true
  try {
    createPrivateKey({ key: text, passphrase: passphrase.reveal() })
    return false
  } catch {
    return true
  }
}

function certificateIn(block: string): X509Certificate | null {
  try {
    return new X509Certificate(block)
  } catch {
    return null
  }
}

function nameIn(subject: string | undefined): string {
  const lines = (subject ?? '').split('\n')
  const line = ['CN=', 'O=', 'OU='].map((field) => lines.find((each) => each.startsWith(field))).find(Boolean) ?? '?'
  return printableName(line.replace(/^[A-Z]+=/, ''))
}

const MAX_NAME_LENGTH = 64

/** Whoever made the certificate chose these words. */
export function printableName(words: string): string {
  return words.replace(/[^\x20-\x7e\u00a0-\u024f]/g, '?').slice(0, MAX_NAME_LENGTH)
}
