import type { HttpReply } from './http.ts'

/**
 * A page instead of an answer: a captive portal, a proxy's notice, a server's error page. A body that begins like JSON
 * or is one form is none, whatever its type says: text/html is the default of some servers' languages.
 */
export function isHtml(reply: Pick<HttpReply, 'headers' | 'body'>): boolean {
  const type = reply.headers['content-type'] ?? ''
  if (/^\s*[{["]/.test(reply.body) || /^\w+=\S*$/.test(reply.body)) return false
  return /html/i.test(type) || isPage(reply.body)
}

/** By what it begins with. PHP writes warnings in HTML before whatever its program answers, so that marks alone make no page. */
export function isPage(body: string): boolean {
  return /^\s*<(!doctype|html|head|body)/i.test(body)
}
