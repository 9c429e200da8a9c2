/**
 * Security headers of every response of the page's door (docs/decisions.md 17). Without them another page could frame this
 * one, read what it loads, or run its own script in it.
 */

/**
 * `nonce` allows the page's own style elements for this load; null where no page is served. `importMaps` are hash sources of
 * the only inline scripts, which hold integrity hashes of modules.
 */
export function contentPolicy(nonce: string | null, importMaps: readonly string[] = []): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...importMaps].join(' '),
    nonce === null ? "style-src 'self'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** No-store unless an answer says better: what a page showed must not lie in a browser's cache. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': contentPolicy(null),
  // A script counts only where the page names its content (page-integrity.ts); browsers know no such rule for styles yet.
  'integrity-policy': 'blocked-destinations=(script)',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // A token that is copied goes past the page, also in a browser that would let it read the clipboard.
  'permissions-policy': 'camera=(), clipboard-read=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cache-control': 'no-store',
}

/** Adds the headers that the response does not set itself. */
export function withPageHeaders(answer: Response): Response {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) {
    if (!answer.headers.has(name)) answer.headers.set(name, value)
  }
  return answer
}
