/** A request and its outcome as plain data: systems build and read them without ever touching the network. */

import type { EffectiveNetwork, Via } from './connections/network.ts'

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE'

export type HttpRequest = {
  readonly method: HttpMethod
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Time-out of the whole exchange; the port's own default is 30 s. */
  readonly timeoutMs?: number
  /** Where set, the exchange also ends when no byte has come for so long; while bytes come it goes on. */
  readonly silenceMs?: number
  /** How it travels, where that is set and not left to the surroundings. */
  readonly way?: EffectiveNetwork
}

/** Of a request whose reply must not be lost, since it spends what it sends (docs/decisions.md 15). */
export const RENEWAL_TIME = { silenceMs: 30_000, timeoutMs: 120_000 } as const

export type HttpReply = {
  readonly kind: 'reply'
  readonly status: number
  /** Names in lower case; repeated headers joined with a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** UTC ms by this machine's clock, taken just before sending and just after the last byte. */
  readonly sentAt: number
  readonly receivedAt: number
  /** By which way it went, where that is not simply the direct one. */
  readonly via?: Via
}

/** Why no reply came. */
export type HttpTrouble =
  | 'offline'
  | 'unknown_host'
  | 'connection_refused'
  | 'timed_out'
  | 'reply_lost'
  | 'reply_too_large'
  | 'certificate'
  | 'client_certificate_needed'
  | 'proxy_refused'
  | 'proxy_sign_in'
  | 'redirected'

export type HttpFailure = {
  readonly kind: 'failure'
  readonly trouble: HttpTrouble
  /**
   * False only when it is certain that no byte of the request left this machine. Where it is true, a server
   * may have acted on the request (rotated a refresh token) although nobody saw its reply.
   */
  readonly sent: boolean
  readonly sentAt: number
  readonly receivedAt: number
  /** System error code such as ECONNRESET or CERT_HAS_EXPIRED; never free text. */
  readonly detail: string
  readonly via?: Via
  /** Went out without TLS, and not a byte came back: so a port for https answers to that. */
  readonly silentPlain?: true
  /** What of a reply had come before it broke off, at least its head. */
  readonly begun?: BegunReply
}

export type BegunReply = Pick<HttpReply, 'status' | 'headers' | 'body'>

export type HttpOutcome = HttpReply | HttpFailure

/** application/x-www-form-urlencoded, as RFC 6749 appendix B asks for. */
export function formEncode(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${formPart(name)}=${formPart(value)}`)
    .join('&')
}

/** One name or value in form encoding; also what RFC 6749 section 2.3.1 wants inside HTTP Basic. */
export function formPart(text: string): string {
  // Half a character (an unpaired surrogate) cannot be encoded; it becomes the replacement character instead of a crash.
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+')
}

/** A reply's body as JSON of unknown shape, or undefined when it is none. Some servers put a byte order mark first. */
export function jsonOf(reply: HttpReply): unknown {
  try {
    return JSON.parse(reply.body.replace(/^\ufeff/, '')) as unknown
  } catch {
    return undefined
  }
}

/**
 * The reply that broke off, or stood still, after its last word: JSON tells by itself where it ends. Null where more may have
 * been to come. A number or a word could be half of one.
 */
export function wholeReplyOf({ begun, sentAt, receivedAt, via }: HttpFailure): HttpReply | null {
  if (begun === undefined) return null
  const reply = { kind: 'reply', ...begun, sentAt, receivedAt, ...(via === undefined ? {} : { via }) } as const
  const told = jsonOf(reply)
  return typeof told === 'object' && told !== null ? reply : null
}

/** An answer of our own, before it is put on a line. */
export type TextAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}
