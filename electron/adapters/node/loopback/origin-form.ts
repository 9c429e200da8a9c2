import type { IncomingMessage } from 'node:http'

/** An absolute-form target: scheme, authority without a user, and the rest. */
const ABSOLUTE_FORM = /^(https?):\/\/([^/?#@\s]+)([/?].*)?$/is

/**
 * Rewrites a target in absolute form, which every server must accept (RFC 9112 section 3.2.2), to origin form with its host
 * as the Host header, so that the check of Host sees the host that counts. A target of another scheme, or without exactly
 * one Host header, stays as it is and is refused later.
 */
export function toOriginForm(incoming: IncomingMessage, scheme: 'http' | 'https'): void {
  const { url: target = '', rawHeaders } = incoming
  if (target.startsWith('/')) return
  const [, targetScheme = '', host = '', rest = '/'] = ABSOLUTE_FORM.exec(target) ?? []
  const hostIndexes = rawHeaders.flatMap((name, at) => (at % 2 === 0 && name.toLowerCase() === 'host' ? [at + 1] : []))
  const [hostIndex] = hostIndexes
  if (targetScheme.toLowerCase() !== scheme || hostIndex === undefined || hostIndexes.length > 1) return
  incoming.url = rest.startsWith('/') ? rest : `/${rest}`
  rawHeaders[hostIndex] = host
  incoming.headers.host = host
}
