import { FaultError, fault } from '../../shared/fault.ts'

/**
 * The address as it will be called, once it is known to lie below the base URL: the same scheme, host and port, and a
 * path that begins with the base's own. What has no host is one below it. Raises outside_base_url {name, baseUrl}.
 */
export function addressBelow(baseUrl: string, input: string | URL, name: string): URL {
  const base = folderOf(baseUrl)
  const address = parseBelow(input, base)
  const isBelow =
    address !== null &&
    address.origin === base.origin &&
    address.username === '' &&
    address.password === '' &&
    `${address.pathname}/`.startsWith(base.pathname)
  if (isBelow) return address
  throw new FaultError(fault('outside_base_url', { name, baseUrl }))
}

/** With a slash at its end, so that `/api` is no base of `/apiary`, and what is relative is put below it. */
function folderOf(baseUrl: string): URL {
  const base = new URL(baseUrl)
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return base
}

/** `/api/health/` is meant below the base as well, whatever folder that is in: endpoints are written so. */
function parseBelow(input: string | URL, base: URL): URL | null {
  const text = String(input).trim()
  const isRelative = !/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[\\/]{2}/.test(text)
  const below = isRelative ? `${base.href.slice(0, -1)}/${text.replace(/^[\\/]/, '')}` : text
  return URL.canParse(below) ? new URL(below) : null
}
