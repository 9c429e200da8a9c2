import type { Refusal } from '../refusal.ts'

/** What of a request tells who sent it. */
export type Sender = {
  readonly method: string
  readonly url: string
  readonly header: (name: string) => string | null
}

/**
 * Checks Host, Origin and Sec-Fetch-Site: requests must name this run's own host and come from its own page. Null passes;
 * everything that reads or writes data needs a key besides.
 *
 * The exact Host defeats DNS rebinding and excludes whoever does not know the name. A page cannot forge Origin and
 * Sec-Fetch-*; older browsers and other programs may leave out the latter.
 */
export function refusalOfSender(sender: Sender, hostname: string, port: number): Refusal | null {
  const host = sender.header('host')
  if (host === null || !allowedHosts(hostname, port).includes(host)) return 'host'
  if (new URL(sender.url).host !== hostOf(host)) return 'host'
  if (!isOwnOrigin(sender, `http://${host}`)) return 'origin'
  return isAllowedSite(sender) ? null : 'origin'
}

/** Browsers leave out the default port. */
function allowedHosts(hostname: string, port: number): string[] {
  return port === 80 ? [hostname, `${hostname}:80`] : [`${hostname}:${port}`]
}

/** Normalized by URL, to compare with the host in an absolute-form target. */
function hostOf(host: string): string {
  return new URL(`http://${host}`).host
}

/** Browsers send no Origin with a GET of the same origin, and always one with a POST. */
function isOwnOrigin(sender: Sender, own: string): boolean {
  const origin = sender.header('origin')
  return origin === null ? isRead(sender) : origin === own
}

/**
 * Files may also be opened from the address bar, and the page itself from another site, since the redirect file that opens
 * it is one. Otherwise only `same-origin` passes: to a browser every other port of this machine is the *same* site.
 */
function isAllowedSite(sender: Sender): boolean {
  const site = sender.header('sec-fetch-site')
  if (site === null || site === 'same-origin') return true
  const path = new URL(sender.url).pathname
  if (!isRead(sender) || !isFile(path)) return false
  const navigation = sender.header('sec-fetch-mode') === 'navigate' && sender.header('sec-fetch-dest') === 'document'
  return navigation && (site === 'none' || path === '/')
}

/** Everything else reads or writes data. */
export function isFile(path: string): boolean {
  return !/^\/(api|v1)\/|^\/openapi\.json$/.test(path)
}

function isRead({ method }: Sender): boolean {
  return method === 'GET' || method === 'HEAD'
}
