import { type Fault, type FaultCode, fault } from '../../shared/fault.ts'
import { textsFor } from '../../shared/text/language.ts'
import { toldJson } from '../../shared/text/told-json.ts'

/** Why a request is not let in, before anybody looks at what it asks for. Each has its sentence in shared/text. */
export type Refusal = 'host' | 'origin' | 'method' | 'path' | 'media' | 'malformed' | 'late'

const STATUS_OF_REFUSAL: Readonly<Record<Refusal, number>> = {
  host: 403,
  origin: 403,
  method: 405,
  path: 404,
  media: 415,
  malformed: 400,
  late: 408,
}

/** The door's own troubles. What a keeper answers, fault or not, comes with 200: it was let in. */
const STATUS_OF_FAULT: Partial<Readonly<Record<FaultCode, number>>> = {
  ticket_unknown: 403,
  page_key_unknown: 401,
  input_too_large: 413,
  not_json: 400,
  bad_shape: 400,
  unknown_call: 404,
  call_refused: 403,
  too_many_streams: 429,
  too_many_requests: 429,
  keeper_leaving: 503,
}

/** An answer that says no: the fault as a value, with the HTTP status that goes with it. */
export function refusal(trouble: Fault, headers: Readonly<Record<string, string>> = {}): Response {
  return answerOf({ ok: false, fault: trouble }, statusOf(trouble), headers)
}

export function refusedFor(why: Refusal, headers: Readonly<Record<string, string>> = {}): Response {
  return refusal(fault('request_refused', { why }), headers)
}

/** In words as well, for whoever calls it by hand; the page has its own, in the person's language. */
export function answerOf(reply: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(toldJson(textsFor(''), reply), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

export function statusOf({ code, params }: Fault): number {
  if (code !== 'request_refused') return STATUS_OF_FAULT[code] ?? 500
  return STATUS_OF_REFUSAL[params['why'] as Refusal] ?? 400
}
