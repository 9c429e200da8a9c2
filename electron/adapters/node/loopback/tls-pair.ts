import { X509Certificate } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
import { isIP } from 'node:net'
import { createSecureContext } from 'node:tls'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import { errorCode } from '../error-code.ts'
import { untrusted } from '../files/secret-file.ts'

/** Where they lie, by full paths; one file may hold both. */
export type TlsFiles = { readonly certificate: string; readonly key: string }

/** A certificate with its key, as they were read together. */
export type TlsPair = {
  /** PEM, the certificate with those that vouch for it. */
  readonly cert: string
  readonly key: string
  /** UTC ms. */
  readonly endsAt: number
  /** As the certificate has them: `DNS:keeper.example, IP Address:192.0.2.7`. */
  readonly names: string
  /** Whether this is a host that the certificate names: its subject alternative names alone (RFC 9525), with their stars. */
  isNamed(host: string): boolean
}

/** RFC 9325 section 3.1.1. */
export const LEAST_TLS = 'TLSv1.2'

const LONGEST_FILE = 256 * 1_024
const OTHERS_WRITE = 0o022

/**
 * Raises tls_file_unsafe {file, why} for a key that others can read, or either that others can write; tls_file_broken
 * {file, why}; tls_pair_differs {certificate, key}. Links are followed, as certbot lays them: what is judged is what is read.
 */
export function readTlsPair({ certificate, key }: TlsFiles): TlsPair {
  const pair = { cert: textOf(certificate, writable), key: textOf(key, untrusted) }
  const read = certificateIn(pair.cert) ?? broken(certificate, 'no_certificate')
  if (!read.subjectAltName) broken(certificate, 'no_names')
  // To Node an empty key is none, and nothing wrong: the port would go on with a certificate that it cannot use.
  if (pair.key === '') broken(key, 'no_key')
  try {
    createSecureContext({ ...pair, minVersion: LEAST_TLS })
  } catch (thrown) {
    const code = errorCode(thrown)
    if (/KEY_VALUES_MISMATCH|KEY_TYPE_MISMATCH/.test(code)) raise('tls_pair_differs', { certificate, key })
    broken(/NO_START_LINE|CERT|EE_KEY_TOO_SMALL|CA_MD/.test(code) ? certificate : key, code || 'unreadable')
  }
  return {
    ...pair,
    endsAt: Date.parse(read.validTo),
    names: read.subjectAltName,
    isNamed: (host) => isNamedIn(read, host),
  }
}

function isNamedIn(read: X509Certificate, host: string): boolean {
  if (isIP(host) === 0) return read.checkHost(host, { subject: 'never' }) !== undefined
  // An address with a zone is one of this computer alone, which no certificate can name; OpenSSL raises for it.
  return !host.includes('%') && read.checkIP(host) !== undefined
}

type Judge = (look: Stats) => string | null

function textOf(file: string, judge: Judge): string {
  try {
    // A pipe in its place would otherwise be waited for, with all of the keeper.
    const open = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const look = fstatSync(open)
      if (!look.isFile()) broken(file, 'no_file')
      const why = judge(look)
      if (why !== null) raise('tls_file_unsafe', { file, why })
      if (look.size > LONGEST_FILE) broken(file, 'input_too_large')
      return readFileSync(open, 'utf8')
    } finally {
      closeSync(open)
    }
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    return broken(file, errorCode(thrown))
  }
}

/** Whoever writes it says under which names this computer is called. */
function writable({ uid, mode }: Stats): string | null {
  const own = process.getuid?.()
  if (own === undefined) return null
  if (uid !== own && uid !== 0) return 'owner'
  return (mode & OTHERS_WRITE) === 0 ? null : 'mode'
}

function certificateIn(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}

function broken(file: string, why: string): never {
  throw new FaultError(fault('tls_file_broken', { file, why }))
}
