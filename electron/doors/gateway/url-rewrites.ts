import { withoutEnd } from '../../../shared/entry/trimming.ts'

/** Rewrites a server's response headers that hold its own URLs to URLs of the gateway. Pure. */

export type RewriteContext = {
  /** `http://127.0.0.1:4711/g/ward`, as the consumer calls it. */
  readonly mount: string
  readonly baseUrl: string
  /** The address that was asked. */
  readonly asked: string
  readonly parameter: string | undefined
}

/** Null leaves the header out. */
type Rewrite = (value: string, coming: RewriteContext) => string | null

/** By their names in small letters. */
export const URL_REWRITES: ReadonlyMap<string, Rewrite> = new Map<string, Rewrite>([
  ['location', rewriteUrl],
  ['content-location', rewriteUrl],
  ['link', rewriteLinks],
  ['refresh', rewriteRefresh],
  ['set-cookie', rewriteCookie],
])

/**
 * A URL below the base URL becomes one of the gateway. Any other becomes absolute, so that a program does not resolve it
 * against the gateway and send its key to `/g/other/`. A server that names the gateway itself gets null. The token's query
 * parameter is removed.
 */
function rewriteUrl(value: string, { mount, baseUrl, asked, parameter }: RewriteContext): string | null {
  const target = URL.parse(value, asked)
  if (target === null || target.origin === URL.parse(mount)?.origin) return null
  const base = new URL(baseUrl)
  const root = withoutEnd(base.pathname, '/')
  if (parameter !== undefined) target.search = withoutParameter(target.search.slice(1), parameter).join('&')
  const below = target.origin === base.origin && (target.pathname === root || target.pathname.startsWith(`${root}/`))
  return below ? `${mount}${target.pathname.slice(root.length)}${target.search}${target.hash}` : target.href
}

/** Link headers (RFC 8288), used for paging; anything but their URLs stays as it is. */
function rewriteLinks(value: string, coming: RewriteContext): string {
  return value.replace(/"(?:[^"\\]|\\.)*"|<([^<>"]*)>/g, (whole, place?: string) =>
    place === undefined ? whole : `<${rewriteUrl(place, coming) ?? ''}>`,
  )
}

function rewriteRefresh(value: string, coming: RewriteContext): string | null {
  const [, before = '', quote = '', place = ''] = /^([^;,]*[;,]\s*url\s*=\s*)(["']?)([^"']*)/is.exec(value) ?? []
  if (before === '') return value
  const url = rewriteUrl(place.trim(), coming)
  return url === null ? null : `${before}${quote}${url}${quote}`
}

/**
 * Limits a cookie's path to this connection: all connections share the gateway's host, so a cookie for `/` would be sent to
 * every server. Domain is dropped, and Secure too, unless the gateway is served over TLS.
 */
function rewriteCookie(value: string, { mount, baseUrl }: RewriteContext): string {
  const [pair = '', ...attributes] = value.split(';').map((part) => part.trim())
  const { protocol, pathname } = new URL(mount)
  const root = withoutEnd(new URL(baseUrl).pathname, '/')
  const named = (name: string) => (part: string) => part.toLowerCase().split('=', 1)[0]?.trim() === name
  const path = attributes.findLast(named('path'))?.replace(/^[^=]*=?\s*/, '') ?? ''
  const below = root !== '' && !path.startsWith(`${root}/`) ? '' : path.slice(root.length)
  const dropped = ['path', 'domain', ...(protocol === 'https:' ? [] : ['secure'])]
  const kept = attributes.filter((part) => !dropped.some((name) => named(name)(part)))
  return [pair, ...kept, `Path=${pathname}${below === '/' ? '' : below}`].join('; ')
}

/** The name is compared after percent-decoding. */
export function withoutParameter(query: string, parameter: string): string[] {
  const own = parameter.toLowerCase()
  return query
    .split('&')
    .filter((each) => each !== '' && new URLSearchParams(each).keys().next().value?.toLowerCase() !== own)
}
