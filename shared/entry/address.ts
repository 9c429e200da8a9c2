import { z } from 'zod'
import { withoutEnd } from './trimming.ts'

/** Addresses as people type them. Pure, because the page, the command line and the core must judge alike. */

export type Address = {
  readonly scheme: 'http' | 'https'
  /** Lower case, with port when one was written. */
  readonly host: string
  /** Without the slash at its end; empty for the root. */
  readonly path: string
}

/** What the platform's own reader of addresses takes, through which all of them go in the end (`256.1.1.1` is none). */
const READABLE = z.url()

/** Null unless it is http(s) with a host and nothing after the path (no user, query or fragment). */
export function readAddress(text: string): Address | null {
  const parts = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9._~-]+)(:\d{1,5})?(\/[^\s?#]*)?$/i.exec(text.trim())
  if (parts === null) return null
  const port = parts[3] ?? ''
  if (port !== '' && !(Number(port.slice(1)) >= 1 && Number(port.slice(1)) <= 65_535)) return null
  const scheme = (parts[1] ?? '').toLowerCase() === 'http' ? 'http' : 'https'
  const host = `${parts[2] ?? ''}${port}`.toLowerCase()
  if (!READABLE.safeParse(`${scheme}://${host}`).success) return null
  return {
    scheme,
    host,
    path: withoutEnd(parts[4] ?? '', '/'),
  }
}

/** A typed address up to its first `?` or `#`, whose path can still be judged. */
export function withoutQuery(text: string): string {
  return text.split(/[?#]/, 1)[0] ?? ''
}

/**
 * The full URL of an endpoint: base and path meet with exactly one slash, whatever was typed on either side; the
 * slash at the end of an endpoint is kept, since Django servers redirect without it and lose the POST
 * (docs/systems/draw.md 2). An endpoint that is itself a full URL stands alone.
 */
export function joinUrl(baseUrl: string, endpoint: string): string {
  const trimmed = endpoint.trim()
  if (/^https?:\/\//i.test(trimmed)) return trimmed
  return `${withoutEnd(baseUrl.trim(), '/')}/${trimmed.replace(/^\/+/, '')}`
}

export function withoutEndSlashes(text: string): string {
  return withoutEnd(text, '/')
}

/** Marks that no address has (RFC 3986), and that templates put where a value belongs. */
export function holdsVariable(address: string): boolean {
  return /[{}<>"^`|\\]/.test(address)
}

const ORIGIN = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9._~-]+)(?::(\d{1,5}))?(?:[/?#]|$)/

const USUAL_PORT: Readonly<Record<string, string>> = { http: '80', https: '443' }

/**
 * `scheme://host[:port]` (RFC 6454) without the port that goes without saying: what a secret is bound to, and the unit
 * for which concurrency is bounded. Empty for whatever a URL reader could take for another host than one sees: a user,
 * a backslash, a line break or a tab in it.
 */
export function originOf(url: string): string {
  const parts = ORIGIN.exec(url.trim().toLowerCase())
  if (parts === null) return ''
  const [, scheme = '', host = '', typedPort] = parts
  const port = typedPort === undefined ? '' : String(Number(typedPort))
  return `${scheme}://${host}${port === '' || port === USUAL_PORT[scheme] ? '' : `:${port}`}`
}

/** Whatever follows the colon: URL readers take `http:host` and `http:\\host` for `http://host`. */
export function isPlainHttp(url: string): boolean {
  return /^http:/i.test(url.trim())
}
