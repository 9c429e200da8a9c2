import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'

/** Node's own roots, those of the operating system (a company's own authority), and NODE_EXTRA_CA_CERTS. */
const SOURCES = ['default', 'system', 'extra'] as const

let loaded: SecureContext | null = null

/**
 * Whom TLS calls trust. Made once, at the first https call: reading some 300 certificates takes a noticeable moment,
 * too long to be spent on each call.
 */
export function trustedRoots(): SecureContext {
  loaded ??= createSecureContext({ ca: [...new Set(SOURCES.flatMap((source) => getCACertificates(source)))] })
  return loaded
}
