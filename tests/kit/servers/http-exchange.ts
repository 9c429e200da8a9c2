/** One request and its reply on a server for tests, with what node:http leaves to do by hand. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** The token of an `Authorization: Bearer` header, or null. */
  readonly bearer: string | null
}

export function exchangeOf(request: IncomingMessage, response: ServerResponse): Exchange {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  // As written: libraries compare the word letter by letter (simplejwt), though RFC 9110 section 11.1 would not.
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null
  return { request, response, method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, bearer }
}

/** The whole body, or null when it is longer than `limit` bytes; it is read to its end either way. */
export async function bodyOf(exchange: Exchange, limit = 8 * 1024 * 1024): Promise<Buffer | null> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of exchange.request as AsyncIterable<Buffer>) {
    length += part.length
    if (length <= limit) parts.push(part)
  }
  return length <= limit ? Buffer.concat(parts) : null
}

/** The body as JSON of unknown shape; undefined when it is empty or none. */
export async function jsonBodyOf(exchange: Exchange): Promise<unknown> {
  const body = await bodyOf(exchange)
  try {
    return JSON.parse(body?.toString('utf8') ?? '') as unknown
  } catch {
    return undefined
  }
}

export function sendJson(exchange: Exchange, status: number, value: unknown): void {
  exchange.response.statusCode = status
  exchange.response.setHeader('Content-Type', 'application/json')
  exchange.response.end(JSON.stringify(value))
}

/** Cuts the connection without another byte. */
export function cut(exchange: Exchange): void {
  exchange.response.destroy()
  exchange.request.socket.destroy()
}
