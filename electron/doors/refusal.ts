import { type Fault, type FaultCode, fault } from '../../shared/fault.ts'
import { FAULT_KIND, type FaultKind } from '../../shared/faults/fault-kind.ts'
import type { TextAnswer } from '../../shared/http.ts'
import { explainedJson } from '../../shared/text/explained-json.ts'
import { textsFor } from '../../shared/text/language.ts'

/** Why a request is refused before its call is looked at. Each has its message in shared/text. */
export type Refusal =
  | 'host'
  | 'origin'
  | 'caller_host'
  | 'caller_origin'
  | 'method'
  | 'path'
  | 'media'
  | 'malformed'
  | 'head_too_large'
  | 'late'

const STATUS_OF_REFUSAL: Readonly<Record<Refusal, number>> = {
  host: 403,
  origin: 403,
  caller_host: 403,
  caller_origin: 403,
  method: 405,
  path: 404,
  media: 415,
  malformed: 400,
  head_too_large: 431,
  late: 408,
}

/** Where the status of the kind would mislead a program. */
const STATUS_OF_FAULT: Partial<Readonly<Record<FaultCode, number>>> = {
  ticket_unknown: 403,
  page_key_unknown: 401,
  input_too_large: 413,
  unknown_call: 404,
  call_refused: 403,
  too_many_streams: 429,
  too_many_requests: 429,
  consumer_key_unknown: 401,
  consumer_too_busy: 429,
  consumer_gateway_only: 403,
  consumer_not_given: 403,
  gateway_path_own: 403,
  gateway_loop: 508,
  edited_meanwhile: 409,
}

/**
 * As the exit codes of the command line do (docs/command-line.md "Exit codes"), a status says what kind of trouble it
 * is.
 */
const STATUS_OF_KIND: Readonly<Record<FaultKind, number>> = {
  bug: 500,
  input: 400,
  absent: 404,
  person: 409,
  'not-now': 503,
  vault: 423,
}

/** The response for a fault, with its HTTP status. */
export function faultResponse(trouble: Fault, headers?: Readonly<Record<string, string>>): Response {
  return responseOf(faultAnswer(trouble, headers))
}

export function faultAnswer(trouble: Fault, headers?: Readonly<Record<string, string>>): TextAnswer {
  return textAnswer(explainedJson(TEXTS, { ok: false, fault: trouble }), statusOf(trouble), headers)
}

export function refusalResponse(why: Refusal, headers?: Readonly<Record<string, string>>): Response {
  return faultResponse(fault('request_refused', { why }), headers)
}

/**
 * Status 200 also for a fault: the call was admitted and answered, and browsers log every other status in their console.
 * With message texts, for people who call it by hand; the page has its own, in the person's language.
 */
export function jsonAnswer(value: unknown): Response {
  return responseOf(textAnswer(explainedJson(TEXTS, value), 200))
}

/** The same, cached by object: for values that are answered again and never change. */
export function cachedAnswer(value: object): TextAnswer {
  const cached = answerCache.get(value)
  if (cached !== undefined) return cached
  const answer = textAnswer(explainedJson(TEXTS, value), 200)
  answerCache.set(value, answer)
  return answer
}

const answerCache = new WeakMap<object, TextAnswer>()

function textAnswer(text: string, status: number, headers?: Readonly<Record<string, string>>): TextAnswer {
  return { text, status, headers: headers === undefined ? JSON_HEADERS : { ...JSON_HEADERS, ...headers } }
}

export function responseOf({ text, status, headers }: TextAnswer): Response {
  return new Response(text, { status, headers })
}

const TEXTS = textsFor('')
const JSON_HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' }

function statusOf({ code, params }: Fault): number {
  if (code === 'request_refused') return STATUS_OF_REFUSAL[params['why'] as Refusal] ?? 400
  return STATUS_OF_FAULT[code] ?? STATUS_OF_KIND[FAULT_KIND[code]]
}
