import { type Fault, fault } from '../fault.ts'
import { isHtml } from '../html-reply.ts'
import type { HttpReply, HttpRequest } from '../http.ts'
import { intermediaryFault } from './reply-fault.ts'

/** A call that is made with a token. */
export function bearerRequest(method: HttpRequest['method'], url: string, token: string, body?: object): HttpRequest {
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` }
  const plain: HttpRequest = { method, url, headers, timeoutMs: 10_000 }
  if (body === undefined) return plain
  return { ...plain, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** The path to offer where this one was wrong. */
export function otherPath(paths: readonly string[], tried: string): string {
  return paths[(paths.indexOf(tried) + 1) % paths.length] ?? tried
}

/** The fault of a reply that is not the server's own, or that passes by itself; null for its own. */
export function foreignReplyFault(reply: HttpReply): Fault | null {
  const { status } = reply
  return intermediaryFault(reply) ?? (status < 300 && isHtml(reply) ? fault('not_the_server', { status }) : null)
}
