import { isHtml } from '../domain/content.ts'
import { recordIn } from '../domain/token.ts'
import { type Fault, type FaultCode, fault } from '../fault.ts'
import type { HttpFailure, HttpReply } from '../http.ts'

/** Error codes of RFC 6749 section 5.2 (and RFC 8628) and what each means for a renewal. */
const OAUTH_ERRORS: Readonly<Record<string, FaultCode>> = {
  invalid_grant: 'invalid_grant',
  invalid_client: 'invalid_client',
  unauthorized_client: 'invalid_client',
  invalid_scope: 'invalid_scope',
  invalid_target: 'invalid_scope',
  invalid_request: 'bad_request',
  unsupported_grant_type: 'bad_request',
  temporarily_unavailable: 'server_busy',
  slow_down: 'too_many_requests',
  server_error: 'server_busy',
}

const STATUS_FAULTS: Readonly<Record<number, FaultCode>> = {
  401: 'refused',
  403: 'refused',
  404: 'wrong_address',
  405: 'method_not_allowed',
  407: 'proxy_refused',
  408: 'server_busy',
  410: 'wrong_address',
  425: 'server_busy',
  429: 'too_many_requests',
}

/**
 * What a renewal's reply means when it brings no tokens; null for a 2xx with a JSON object in it, which is the
 * system's to read. Server text is never taken over: only known error codes pass.
 */
export function replyFault(reply: HttpReply): Fault | null {
  const { status } = reply
  if (status >= 300 && status < 400) return fault('redirected', { status })
  if (status >= 500) return fault('server_busy', { status })
  if (status >= 400) return refusal(reply)
  if (isHtml(reply)) return fault('not_the_server', { status })
  return recordIn(reply) === null ? fault('no_tokens_in_reply', { status }) : null
}

function refusal(reply: HttpReply): Fault {
  const { status } = reply
  const error = recordIn(reply)?.['error']
  const code = typeof error === 'string' && Object.hasOwn(OAUTH_ERRORS, error) ? OAUTH_ERRORS[error] : undefined
  if (code !== undefined && status !== 429) return fault(code, { status, error: String(error) })
  // A portal or filter in between forbids with a page of its own; the real server's "no" is not HTML (it may be for 401).
  if (status === 403 && isHtml(reply)) return fault('not_the_server', { status })
  return fault(STATUS_FAULTS[status] ?? 'bad_request', { status })
}

/** The fault of a call that got no reply at all. */
export function failureFault(failure: HttpFailure): Fault {
  return fault(failure.trouble, { detail: failure.detail })
}
