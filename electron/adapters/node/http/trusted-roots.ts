import { createHash } from 'node:crypto'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import type { Network } from '../../../../shared/connections/network.ts'
import { clientIdentity } from './client-certificate.ts'

/** Node's own roots, those of the operating system (a company's own authority), and NODE_EXTRA_CA_CERTS. */
const SOURCES = ['default', 'system', 'extra'] as const

let loaded: SecureContext | null = null

/**
 * Whom TLS calls trust. Made once, at the first https call: reading some 300 certificates takes a noticeable moment,
 * too long to be spent on each call.
 */
export function trustedRoots(): SecureContext {
  loaded ??= createSecureContext({ ca: usualRoots() })
  return loaded
}

function usualRoots(): string[] {
  return [...new Set(SOURCES.flatMap((source) => getCACertificates(source)))]
}

/** What TLS needs for one way: the usual roots where nothing else is set. */
export type Trust = (way: Pick<Network, 'authorities' | 'client'> | null) => SecureContext

/** As many ways as a workstation has; one more, and the oldest is made anew when it is needed. */
const KEPT = 16
const made = new Map<string, SecureContext>()

/** The same with what was set: authorities beside the usual ones, and a certificate of our own. */
export const trustFor: Trust = (way) => {
  const { authorities = null, client = null } = way ?? {}
  if (authorities === null && client === null) return trustedRoots()
  const identity = client === null ? {} : clientIdentity(client)
  const key = createHash('sha256').update(`${authorities?.pem ?? ''} `)
  for (const part of [client?.certificate, client?.key, client?.passphrase]) key.update(`${part?.reveal() ?? ''} `)
  const name = key.digest('hex')
  const known = made.get(name)
  if (known !== undefined) return known
  const context = createSecureContext({
    ca: [...usualRoots(), ...(authorities === null ? [] : [authorities.pem])],
    ...identity,
  })
  const [oldest] = made.keys()
  if (made.size >= KEPT && oldest !== undefined) made.delete(oldest)
  made.set(name, context)
  return context
}
