import { createHash } from 'node:crypto'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import type { Network } from '../../../../shared/connections/network.ts'
import { clientIdentity } from './client-certificate.ts'

/** Node's own roots, those of the operating system (a company's own authority), and NODE_EXTRA_CA_CERTS. */
const SOURCES = ['default', 'system', 'extra'] as const

let rootsContext: SecureContext | null = null

/**
 * Whom TLS calls trust. Made once, at the first https call: reading some 300 certificates takes a noticeable moment,
 * too long to be spent on each call.
 */
export function trustedRoots(): SecureContext {
  rootsContext ??= createSecureContext({ ca: usualRoots() })
  return rootsContext
}

function usualRoots(): string[] {
  return [...new Set(SOURCES.flatMap((source) => getCACertificates(source)))]
}

/** What TLS needs for one way: the usual roots where nothing else is set. */
export type Trust = (way: Pick<Network, 'authorities' | 'client'> | null) => SecureContext

/** More than a workstation uses; beyond these the oldest is dropped and made again when needed. */
const MAX_CONTEXTS = 16
const contexts = new Map<string, SecureContext>()

/** The same with what was set: authorities beside the usual ones, and a certificate of our own. */
export const trustFor: Trust = (way) => {
  const { authorities = null, client = null } = way ?? {}
  if (authorities === null && client === null) return trustedRoots()
  const identity = client === null ? {} : clientIdentity(client)
  const key = createHash('sha256').update(`${authorities?.pem ?? ''} `)
  for (const part of [client?.certificate, client?.key, client?.passphrase]) key.update(`${part?.reveal() ?? ''} `)
  const name = key.digest('hex')
  const known = contexts.get(name)
  if (known !== undefined) return known
  const context = createSecureContext({
    ca: [...usualRoots(), ...(authorities === null ? [] : [authorities.pem])],
    ...identity,
  })
  const [oldest] = contexts.keys()
  if (contexts.size >= MAX_CONTEXTS && oldest !== undefined) contexts.delete(oldest)
  contexts.set(name, context)
  return context
}
