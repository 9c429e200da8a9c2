import { type Fault, type FaultCode, fault } from '../fault.ts'
import { isHtml } from '../html-reply.ts'
import type { HttpFailure, HttpReply } from '../http.ts'
import { fieldsIn } from '../tokens/reply-fields.ts'
import { accessTokenIn, type RawTokens, refreshTokenIn } from '../tokens/token-fields.ts'
import {
  refusalWords,
  saysDeclined,
  saysFirewall,
  saysLoop,
  saysTokenInvalid,
  saysTokenInvalidByPhrase,
  saysTokenInvalidNotRequest,
  saysTooMany,
} from './refusal-words.ts'

/** Error codes of RFC 6749 section 5.2 (and RFC 8628) and what each means for a renewal. */
const OAUTH_ERRORS: Readonly<Record<string, FaultCode>> = {
  invalid_grant: 'invalid_grant',
  invalid_client: 'invalid_client',
  unauthorized_client: 'invalid_client',
  // GitHub, Slack, Salesforce and Google in their own words.
  incorrect_client_credentials: 'invalid_client',
  bad_client_secret: 'invalid_client',
  invalid_client_id: 'invalid_client',
  invalid_client_credentials: 'invalid_client',
  deleted_client: 'invalid_client',
  disabled_client: 'invalid_client',
  invalid_scope: 'invalid_scope',
  invalid_target: 'invalid_scope',
  invalid_resource: 'invalid_scope',
  invalid_request: 'bad_request',
  unsupported_grant_type: 'bad_request',
  invalid_grant_type: 'bad_request',
  temporarily_unavailable: 'server_busy',
  slow_down: 'too_many_requests',
  server_error: 'server_busy',
  // Salesforce and Google, with status 400.
  unknown_error: 'server_busy',
  internal_failure: 'server_busy',
  // OpenID Connect Core section 3.1.2.6, said by token endpoints too: nothing goes on without a person.
  interaction_required: 'invalid_grant',
  login_required: 'invalid_grant',
  consent_required: 'invalid_grant',
  account_selection_required: 'invalid_grant',
  unmet_authentication_requirements: 'invalid_grant',
}

const STATUS_FAULTS: Readonly<Record<number, FaultCode>> = {
  401: 'refused',
  403: 'refused',
  404: 'wrong_address',
  405: 'method_not_allowed',
  407: 'proxy_sign_in',
  408: 'server_busy',
  410: 'wrong_address',
  425: 'server_busy',
  429: 'too_many_requests',
}

/** A portal that says so (RFC 6585 section 6). */
const NETWORK_SIGN_IN = 511

/**
 * What a renewal's reply means when it brings no tokens; null for a 2xx with fields in it, which are the
 * system's to read. Server text is never taken over: only known error codes pass.
 */
export function replyFault(reply: HttpReply): Fault | null {
  const { status } = reply
  if (isRedirect(reply)) return fault('redirected', { status })
  if (status === NETWORK_SIGN_IN) return fault('not_the_server', { status })
  if (status >= 500) return fault('server_busy', { status })
  if (status >= 400) return refusalFault(reply)
  const body = fieldsIn(reply)
  const bringsToken = body !== null && (accessTokenIn(body) !== null || refreshTokenIn(body) !== null)
  if (bringsToken) return null
  if (isFirewall(reply, body)) return fault('not_the_server', { status, why: 'firewall' })
  if (isHtml(reply)) return fault('not_the_server', { status })
  if (body === null) return fault('no_tokens_in_reply', { status })
  // Some servers say no with a 200; were that taken for a lost reply, it would be asked again and again.
  const words = refusalWords(body)
  return oauthFault(words, status) ?? nonStandardError(body, words, status)
}

/** Words of a server that is in trouble for a while: the same request may succeed later. */
const TRANSIENT =
  /busy|fatal|internal|limit|maintenance|overload|pending|retry|server_?error|slow|temporar|throttl|timeout|unavailable/i

/** An error in a server's own words (GitHub's `bad_refresh_token`): it has answered, and the answer is no. */
function nonStandardError(body: RawTokens, words: readonly string[], status: number): Fault | null {
  if (saysTooMany(words)) return fault('too_many_requests', { status })
  const error = body['error'] ?? sentenceInTokenField(body)
  const isNamed = typeof error === 'string' ? error.trim() !== '' : typeof error === 'object' && error !== null
  if (!isNamed && !saysTokenInvalid(words)) return statusInBody(body, status)
  return fault(typeof error === 'string' && TRANSIENT.test(error) ? 'server_busy' : 'refused', { status })
}

/** Gateways that answer everything with 200 and have the status in the body. */
function statusInBody({ status: told, code, statusCode }: RawTokens, status: number): Fault | null {
  const within = [told, code, statusCode].map(Number)
  if (within.some((each) => each === 401 || each === 403)) return fault('refused', { status })
  if (within.includes(429)) return fault('too_many_requests', { status })
  return within.some((each) => each >= 500 && each <= 599) ? fault('server_busy', { status }) : null
}

/** Casdoor puts its error where the token belongs. */
function sentenceInTokenField({ access_token: said }: RawTokens): string | undefined {
  return typeof said === 'string' && /\S\s\S/.test(said) ? said : undefined
}

/** Statuses of a plain no; at the others the word may be a gateway's or an address's. */
const REFUSAL_STATUSES = [400, 401, 403, 422]

/** Nothing is wrong with the request: a bill is open, something else goes on, an account is locked, a law is against it. */
const DECLINED_STATUSES = [402, 409, 423, 451]

/** nginx lets the connection come about, and says by a page with status 400 that it got no client certificate, or no good one. */
const WANTS_CERTIFICATE = /no required ssl certificate was sent|the ssl certificate error/i
/** nginx, Apache, Go, Tomcat: each says so with status 400 where TLS should begin. */
const WANTS_TLS =
  /plain http request was sent to https port|plain http to an ssl-enabled server port|http request to an https server|host and port requires tls/i
const PAGE_HEAD_LETTERS = 1_024

function refusalFault(reply: HttpReply): Fault {
  const { status } = reply
  const fields = fieldsIn(reply)
  const words = wordsOf(reply, fields)
  if (status === 400 && WANTS_TLS.test(reply.body.slice(0, PAGE_HEAD_LETTERS)))
    return fault('wrong_address', { status, why: 'wants_tls' })
  const isPlain = REFUSAL_STATUSES.includes(status)
  const said = status === 429 ? null : oauthFault(words, status)
  if (said !== null) return said
  const asksForPause = status === 403 && reply.headers['retry-after'] !== undefined
  if (asksForPause || (isPlain && saysTooMany(words))) return fault('too_many_requests', { status })
  if (status !== 429 && (isFirewall(reply, fields) || (status === 403 && saysFirewall(words))))
    return fault('not_the_server', { status, why: 'firewall' })
  if (isPlain && saysTokenInvalid(words)) return fault('refused', { status })
  if (isHtml(reply) && WANTS_CERTIFICATE.test(reply.body.slice(0, PAGE_HEAD_LETTERS)))
    return fault('client_certificate_needed', { status })
  // A portal or filter in between forbids with a page of its own; the real server's "no" is not HTML (it may be for 401).
  if (status === 403 && isHtml(reply)) return fault('not_the_server', { status })
  if (DECLINED_STATUSES.includes(status) || (status === 400 && saysDeclined(words)))
    return fault('bad_request', { status, why: 'declined' })
  return fault(STATUS_FAULTS[status] ?? 'bad_request', { status })
}

/** Cloudflare, which answers in JSON whoever asks for that, and AWS: neither has asked the server behind it. */
function isFirewall({ headers }: HttpReply, fields: RawTokens | null): boolean {
  return FIREWALLS.some((name) => headers[name] !== undefined) || fields?.['cloudflare_error'] === true
}

const FIREWALLS = ['cf-mitigated', 'x-amzn-waf-action']

/** The standard's own words (RFC 6749 section 5.2), which nobody but a token endpoint would write into a page. */
const STANDARD_WORD =
  /(?<!\w)(?:invalid_(?:grant|client|scope|request)|unauthorized_client|unsupported_grant_type)(?!\w)/
/** A page begins with its styles: the word comes after them. */
const PAGE_LETTERS = 8_192

/** Where a server writes the code alone, and no JSON around it, that is its word; so is the one in its error page. */
function wordsOf(reply: HttpReply, fields: RawTokens | null): readonly string[] {
  if (fields === null && (reply.status === 400 || reply.status === 401) && isHtml(reply))
    return STANDARD_WORD.exec(reply.body.slice(0, PAGE_LETTERS)) ?? []
  const word = reply.body.slice(0, PAGE_HEAD_LETTERS).trim()
  return fields === null && Object.hasOwn(OAUTH_ERRORS, word) ? [word] : refusalWords(fields ?? {})
}

function oauthFault(words: readonly string[], status: number): Fault | null {
  const error = words.find((word) => Object.hasOwn(OAUTH_ERRORS, word))
  if (error === undefined) return null
  if (saysLoop(words)) return fault('too_many_requests', { status })
  const isPlain = status < 300 || REFUSAL_STATUSES.includes(status)
  if (isPlain && INVALID_TOKEN_IN_OTHER_WORDS[error]?.(words, status) === true) return fault('refused', { status })
  return fault(OAUTH_ERRORS[error] ?? 'bad_request', { status, error, ...grantNotAllowed(error, status) })
}

/**
 * Words that stand for a token that is over: Laravel Passport, Authlib, LinkedIn and more call the request invalid where the
 * token in it is, Atlassian the client unauthorized, and ServiceNow says 401 with an error of its own server.
 */
const INVALID_TOKEN_IN_OTHER_WORDS: Readonly<Record<string, (words: readonly string[], status: number) => boolean>> = {
  invalid_request: saysTokenInvalidNotRequest,
  unauthorized_client: saysTokenInvalidByPhrase,
  server_error: (words, status) => status === 401 && saysTokenInvalid(words),
}

/** The client is known and not allowed this grant (RFC 6749 section 5.2); with 401 Keycloak means a wrong secret by it. */
function grantNotAllowed(error: string, status: number): { readonly why?: 'grant' } {
  return error === 'unauthorized_client' && status !== 401 ? { why: 'grant' } : {}
}

/** What proxies, gateways and a server in trouble say with any server behind them (RFC 9110 section 15). */
const INTERMEDIARY_CODES: readonly FaultCode[] = [
  ...(['redirected', 'proxy_sign_in', 'too_many_requests'] as const),
  ...(['server_busy', 'client_certificate_needed'] as const),
]

/** For any call, not only a token request, and by the status alone: what answered before the server; null where it has answered itself. */
export function intermediaryFault(reply: HttpReply): Fault | null {
  const trouble = replyFault(isHtml(reply) ? reply : { ...reply, body: '' })
  return trouble !== null && INTERMEDIARY_CODES.includes(trouble.code) ? trouble : null
}

export function isRedirect({ status }: Pick<HttpReply, 'status'>): boolean {
  return status >= 300 && status < 400
}

/** By Node's parser and by Chromium: what came does not begin as HTTP does. A mail or SSH server's port, most often. */
const NOT_HTTP = ['HPE_INVALID_CONSTANT', 'ERR_INVALID_HTTP_RESPONSE']

/** The fault of a call that got no reply at all. */
export function failureFault(failure: Partial<HttpFailure> & Pick<HttpFailure, 'trouble' | 'detail'>): Fault {
  const { trouble, detail, via, silentPlain } = failure
  const proxy = trouble.startsWith('proxy_') ? via?.['proxy'] : undefined
  const why = silentPlain === true ? { why: 'perhaps_tls' } : whyOf(trouble, detail)
  return fault(trouble, { detail, ...why, ...(proxy === undefined ? {} : { proxy }) })
}

/** By Node's TLS: what came is none, which a port for plain http answers most often. Chromium says so of much else too. */
const NOT_TLS =
  /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_LAYER_FAILURE|HTTP_REQUEST|PROTOCOL_ERROR)$/

/** An old server that knows TLS 1.1 at most, or one for HTTP/2 alone. */
const NO_COMMON_TLS =
  /ALERT_PROTOCOL_VERSION|ALERT_HANDSHAKE_FAILURE|NO_APPLICATION_PROTOCOL|UNSUPPORTED_PROTOCOL|VERSION_OR_CIPHER_MISMATCH/

/** Which sentence fits, by the detail of what went wrong. */
export function whyOf(trouble: FaultCode, detail: string): { readonly why?: string } {
  if (trouble === 'reply_lost' && NOT_HTTP.includes(detail)) return { why: 'no_http' }
  if (trouble !== 'certificate') return {}
  if (NOT_TLS.test(detail)) return { why: 'no_tls' }
  return NO_COMMON_TLS.test(detail) ? { why: 'nothing_in_common' } : {}
}
