import type { HttpReply } from '../http.ts'

/** A page instead of an answer: a captive portal, a proxy's notice, a server's error page. */
export function isHtml(reply: Pick<HttpReply, 'headers' | 'body'>): boolean {
  const type = reply.headers['content-type'] ?? ''
  return /html/i.test(type) || /^\s*<(!doctype|html|head|body)/i.test(reply.body)
}
