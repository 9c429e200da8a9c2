import type { IncomingMessage } from 'node:http'

/** Of a target with its host in front, the host and the rest; one with a user in it is no address of a server. */
const ABSOLUTE = /^(https?):\/\/([^/?#@\s]+)([/?].*)?$/is

/**
 * A target in absolute form, which every server accepts (RFC 9112 section 3.2.2), as if the path alone had come with that host:
 * so whoever judges the Host judges the one that is meant. What is of another scheme, or has no one Host beside it, stays as it
 * is, and is refused as that.
 */
export function toOriginForm(incoming: IncomingMessage, scheme: 'http' | 'https'): void {
  const { url: target = '', rawHeaders } = incoming
  if (target.startsWith('/')) return
  const [, said = '', host = '', rest = '/'] = ABSOLUTE.exec(target) ?? []
  const places = rawHeaders.flatMap((name, at) => (at % 2 === 0 && name.toLowerCase() === 'host' ? [at + 1] : []))
  const [place] = places
  if (said.toLowerCase() !== scheme || place === undefined || places.length > 1) return
  incoming.url = rest.startsWith('/') ? rest : `/${rest}`
  rawHeaders[place] = host
  incoming.headers.host = host
}
