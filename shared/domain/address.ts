/** Addresses as people type them. Pure, because the page, the command line and the core must judge alike. */

export type Address = {
  readonly scheme: 'http' | 'https'
  /** Lower case, with port when one was written. */
  readonly host: string
  /** Without the slash at its end; empty for the root. */
  readonly path: string
}

/** Null unless it is http(s) with a host and nothing after the path (no user, query or fragment). */
export function readAddress(text: string): Address | null {
  const parts = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9._~-]+)(:\d{1,5})?(\/[^\s?#]*)?$/i.exec(text.trim())
  if (parts === null) return null
  const port = parts[3] ?? ''
  if (port !== '' && Number(port.slice(1)) > 65_535) return null
  return {
    scheme: (parts[1] ?? '').toLowerCase() === 'http' ? 'http' : 'https',
    host: `${parts[2] ?? ''}${port}`.toLowerCase(),
    path: (parts[4] ?? '').replace(/\/+$/, ''),
  }
}

/**
 * The full URL of an endpoint: base and path meet with exactly one slash, whatever was typed on either side; the
 * slash at the end of an endpoint is kept, since Django servers redirect without it and lose the POST
 * (systems/draw.md section 2). An endpoint that is itself a full URL stands alone.
 */
export function joinUrl(baseUrl: string, endpoint: string): string {
  const trimmed = endpoint.trim()
  if (/^https?:\/\//i.test(trimmed)) return trimmed
  return `${baseUrl.trim().replace(/\/+$/, '')}/${trimmed.replace(/^\/+/, '')}`
}

/** `scheme://host[:port]`, the unit for which concurrency is bounded; empty when unreadable. */
export function originOf(url: string): string {
  const parts = /^(https?):\/\/([^/?#]+)/i.exec(url.trim())
  return parts === null ? '' : `${parts[1]}://${parts[2]}`.toLowerCase()
}

/** Loopback is where plain http is as good as https: nothing leaves the machine (design decision 15). */
export function isLoopback(url: string): boolean {
  const host = /^https?:\/\/(\[[^\]]*\]|[^/:?#]+)/i.exec(url.trim())?.[1]?.toLowerCase() ?? ''
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host) || host.endsWith('.localhost')
}

export function isPlainHttp(url: string): boolean {
  return /^http:\/\//i.test(url.trim())
}
