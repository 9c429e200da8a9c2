import { X509Certificate } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
import { isIP } from 'node:net'
import { createSecureContext } from 'node:tls'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import { errorCode } from '../error-code.ts'
import { whyUntrusted } from '../files/secret-file.ts'

/** Full paths; one file may hold both. */
export type TlsFiles = { readonly certificate: string; readonly key: string }

/** A certificate with its key, read together. */
export type TlsPair = {
  /** PEM, the certificate with its chain. */
  readonly cert: string
  readonly key: string
  /** UTC ms. */
  readonly endsAt: number
  /** Its subject alternative names: `DNS:keeper.example, IP Address:192.0.2.7`. */
  readonly names: string
  /** Whether the certificate names this host: by subject alternative names only (RFC 9525), wildcards included. */
  isNamed(host: string): boolean
}

/** RFC 9325 section 3.1.1. */
export const LEAST_TLS = 'TLSv1.2'

const LONGEST_FILE = 256 * 1_024
const OTHERS_WRITE = 0o022

/**
 * Raises tls_file_unsafe {file, why} for a key that others can read, or either that others can write; tls_file_broken
 * {file, why}; tls_pair_differs {certificate, key}. Symlinks are followed, since certbot uses them; the file read is the one checked.
 */
export function readTlsPair({ certificate, key }: TlsFiles): TlsPair {
  const pair = { cert: readChecked(certificate, writableByOthers), key: readChecked(key, whyUntrusted) }
  const x509 = parseCertificate(pair.cert) ?? raiseBroken(certificate, 'no_certificate')
  if (!x509.subjectAltName) raiseBroken(certificate, 'no_names')
  // Node takes an empty key as none and raises nothing; every handshake would fail.
  if (pair.key === '') raiseBroken(key, 'no_key')
  try {
    createSecureContext({ ...pair, minVersion: LEAST_TLS })
  } catch (thrown) {
    const code = errorCode(thrown)
    if (/KEY_VALUES_MISMATCH|KEY_TYPE_MISMATCH/.test(code)) raise('tls_pair_differs', { certificate, key })
    raiseBroken(/NO_START_LINE|CERT|EE_KEY_TOO_SMALL|CA_MD/.test(code) ? certificate : key, code || 'unreadable')
  }
  return {
    ...pair,
    endsAt: Date.parse(x509.validTo),
    names: x509.subjectAltName,
    isNamed: (host) => isNamedIn(x509, host),
  }
}

function isNamedIn(x509: X509Certificate, host: string): boolean {
  if (isIP(host) === 0) return x509.checkHost(host, { subject: 'never' }) !== undefined
  // An address with a zone is link-local, which no certificate can name; OpenSSL raises for it.
  return !host.includes('%') && x509.checkIP(host) !== undefined
}

type CheckStats = (stats: Stats) => string | null

function readChecked(file: string, check: CheckStats): string {
  try {
    // Non-blocking: opening a pipe would otherwise block the whole keeper.
    const open = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stats = fstatSync(open)
      if (!stats.isFile()) raiseBroken(file, 'no_file')
      const why = check(stats)
      if (why !== null) raise('tls_file_unsafe', { file, why })
      if (stats.size > LONGEST_FILE) raiseBroken(file, 'input_too_large')
      return readFileSync(open, 'utf8')
    } finally {
      closeSync(open)
    }
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    return raiseBroken(file, errorCode(thrown))
  }
}

/** Whoever can write the certificate decides under which names this computer is trusted. */
function writableByOthers({ uid, mode }: Stats): string | null {
  const own = process.getuid?.()
  if (own === undefined) return null
  if (uid !== own && uid !== 0) return 'owner'
  return (mode & OTHERS_WRITE) === 0 ? null : 'mode'
}

function parseCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}

function raiseBroken(file: string, why: string): never {
  throw new FaultError(fault('tls_file_broken', { file, why }))
}
