import type { Refusal } from '../refusal.ts'

/** What a request says about itself and about who sent it. */
export type Sender = {
  readonly method: string
  readonly url: string
  readonly header: (name: string) => string | null
}

/**
 * Who may speak to the page's door: programs that name it by its own address, and pages that came from it. Null lets
 * the request in to be looked at; everything that gives or takes data needs a key besides.
 *
 * The Host header is the one name of this run: that defeats DNS rebinding, and keeps out who does not know it. A page
 * cannot forge Origin and Sec-Fetch-*; older browsers and other programs may leave the latter away.
 */
export function refusalOfSender(sender: Sender, hostname: string, port: number): Refusal | null {
  const host = sender.header('host')
  if (host === null || !ownHosts(hostname, port).includes(host)) return 'host'
  if (new URL(sender.url).host !== hostOf(host)) return 'host'
  if (!originFits(sender, `http://${host}`)) return 'origin'
  return siteFits(sender) ? null : 'origin'
}

/** Browsers leave the default port away. */
function ownHosts(hostname: string, port: number): string[] {
  return port === 80 ? [hostname, `${hostname}:80`] : [`${hostname}:${port}`]
}

/** As URL writes it, since a request may name its host a second time in its target. */
function hostOf(host: string): string {
  return new URL(`http://${host}`).host
}

/** Browsers send no Origin with a GET of the same origin, and always one with a POST. */
function originFits(sender: Sender, own: string): boolean {
  const origin = sender.header('origin')
  return origin === null ? reads(sender) : origin === own
}

/**
 * Files may also be asked for from the address bar, and the page itself from anywhere that is allowed to lead here: the
 * redirect file that opens it is another site. Any other port of this machine is the *same* site to a browser, so only
 * the same origin will do.
 */
function siteFits(sender: Sender): boolean {
  const site = sender.header('sec-fetch-site')
  if (site === null || site === 'same-origin') return true
  const path = new URL(sender.url).pathname
  if (!reads(sender) || !isFile(path)) return false
  const navigation = sender.header('sec-fetch-mode') === 'navigate' && sender.header('sec-fetch-dest') === 'document'
  return navigation && (site === 'none' || path === '/')
}

/** What is no file of the page gives or takes data. */
export function isFile(path: string): boolean {
  return !/^\/(api|v1)\/|^\/openapi\.json$/.test(path)
}

function reads({ method }: Sender): boolean {
  return method === 'GET' || method === 'HEAD'
}
