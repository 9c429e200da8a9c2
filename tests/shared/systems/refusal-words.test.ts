import { expect, test } from 'vitest'
import type { HttpReply } from '../../../shared/http.ts'
import { failureFault, replyFault } from '../../../shared/systems/reply-fault.ts'
import { readTokenReply } from '../../../shared/systems/token-requests.ts'
import { NOW } from '../samples.ts'

const reply = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply => ({
  kind: 'reply',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  sentAt: NOW,
  receivedAt: NOW,
})

/** As these servers are known to write it. */
const REFUSALS: readonly [who: string, status: number, body: unknown, code: string][] = [
  [
    'a record in place of the word',
    400,
    { error: { code: 'invalid_grant', message: 'Session expired' } },
    'invalid_grant',
  ],
  [
    'Fitbit',
    401,
    { errors: [{ errorType: 'invalid_grant', message: 'Refresh token invalid' }], success: false },
    'invalid_grant',
  ],
  ['the word alone, without JSON', 400, 'invalid_grant\n', 'invalid_grant'],
  ['a word alone that is none of the standard’s', 400, 'toString', 'bad_request'],
  ['capitals', 400, { error: 'INVALID_GRANT' }, 'invalid_grant'],
  ['another key', 400, { Error: 'invalid_grant' }, 'invalid_grant'],
  ['a code beside a message', 400, { code: 'invalid_grant', message: 'x' }, 'invalid_grant'],
  [
    'Facebook',
    400,
    { error: { message: 'Error validating access token: Session has expired', type: 'OAuthException' } },
    'refused',
  ],
  ['Firebase', 400, { error: { code: 400, message: 'TOKEN_EXPIRED', status: 'INVALID_ARGUMENT' } }, 'refused'],
  ['HubSpot', 400, { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' }, 'refused'],
  ['Twitch', 400, { error: 'Bad Request', status: 400, message: 'Invalid refresh token' }, 'refused'],
  [
    'Strava',
    400,
    { message: 'Bad Request', errors: [{ resource: 'RefreshToken', field: 'code', code: 'invalid' }] },
    'refused',
  ],
  ['Okta', 400, { errorCode: 'E0000011', errorSummary: 'Invalid token provided' }, 'refused'],
  ['WeChat, with status 200', 200, { errcode: 40_030, errmsg: 'invalid refresh_token' }, 'refused'],
  ['Casdoor, with status 200', 200, { access_token: 'error: token is expired by 23m58s', expires_in: 0 }, 'refused'],
  ['one that repeats what it was sent', 200, { error: 'odd', request: { access_token: 'abc' } }, 'refused'],
  ['a settings mistake', 400, { error: 'Bad Request', message: 'missing refresh_token parameter' }, 'bad_request'],
  ['a field that is required', 422, { detail: 'refresh_token required' }, 'bad_request'],
  [
    'Laravel Passport',
    401,
    { error: 'invalid_request', message: 'The refresh token is invalid.', hint: 'Token has been revoked' },
    'refused',
  ],
  ['Authlib', 400, { error: 'invalid_request', error_description: 'Invalid "refresh_token" in request.' }, 'refused'],
  [
    'LinkedIn',
    400,
    {
      error: 'invalid_request',
      error_description: 'The provided authorization grant or refresh token is invalid, expired or revoked.',
    },
    'refused',
  ],
  [
    'one that may mean either',
    400,
    { error: 'invalid_request', error_description: 'Missing or invalid refresh token' },
    'bad_request',
  ],
  ['Django REST framework', 400, { non_field_errors: ['Token is invalid or expired'] }, 'refused'],
  ['RFC 9457', 400, { type: 'about:blank', title: 'Refresh token expired', status: 400 }, 'refused'],
  ['a list of words', 400, { errors: ['invalid_grant'] }, 'invalid_grant'],
  ['a list whose second says it', 400, { errors: [{ code: 'odd' }, { code: 'invalid_grant' }] }, 'invalid_grant'],
  ['space around the word', 400, { error: ' invalid_grant\n' }, 'invalid_grant'],
  ['GitHub, of the client', 200, { error: 'incorrect_client_credentials' }, 'invalid_client'],
  ['Slack, of the client', 200, { ok: false, error: 'bad_client_secret' }, 'invalid_client'],
  ['Slack, of itself', 200, { ok: false, error: 'fatal_error' }, 'server_busy'],
  ['Salesforce, of the client', 400, { error: 'invalid_client_credentials' }, 'invalid_client'],
  ['Google, of the client', 401, { error: 'deleted_client' }, 'invalid_client'],
  ['GitHub, for its second limit', 403, { message: 'You have exceeded a secondary rate limit' }, 'too_many_requests'],
  [
    'Google',
    403,
    { error: { errors: [{ reason: 'rateLimitExceeded' }], code: 403, message: 'Slow' } },
    'too_many_requests',
  ],
  ['Cognito', 400, { message: 'TooManyRequestsException' }, 'too_many_requests'],
  ['nobody in particular', 403, { message: 'no' }, 'refused'],
  ['Atlassian', 403, { error: 'unauthorized_client', error_description: 'refresh_token is invalid' }, 'refused'],
  [
    'Auth0, of a grant',
    403,
    { error: 'unauthorized_client', error_description: 'Grant type "refresh_token" not allowed for the client.' },
    'invalid_client',
  ],
  ['Auth0, of another factor', 403, { error: 'mfa_required', mfa_token: 'abc' }, 'refused'],
  ['Dropbox, of the client', 400, { error: 'invalid_client: Invalid client_id or client_secret' }, 'invalid_client'],
  ['ServiceNow', 401, { error: 'server_error', error_description: 'access_denied' }, 'refused'],
  ['ServiceNow, in trouble', 401, { error: 'server_error', error_description: 'try later' }, 'server_busy'],
  [
    'Entra, for a loop',
    400,
    {
      error: 'invalid_grant',
      error_description:
        'AADSTS50196: The server terminated an operation because it encountered a client request loop.',
      error_codes: [50_196],
    },
    'too_many_requests',
  ],
  ['Entra, in passing', 400, { error: 'temporarily_unavailable' }, 'server_busy'],
  ['Entra, of a resource', 400, { error: 'invalid_resource' }, 'invalid_scope'],
  [
    'Entra, of a tenant',
    400,
    { error: 'invalid_request', error_description: 'AADSTS90002: Tenant "x" not found.' },
    'bad_request',
  ],
  ['Google, of itself', 400, { error: 'internal_failure', error_description: 'Backend Error' }, 'server_busy'],
  ['Google, of an account', 403, { error: 'access_denied', error_description: 'Account Restricted' }, 'refused'],
  ['Okta, of a policy', 400, { error: 'access_denied', error_description: 'Policy evaluation failed' }, 'refused'],
  ['Keycloak, of http', 403, { error: 'invalid_request', error_description: 'HTTPS required' }, 'bad_request'],
  ['Keycloak, of a realm', 404, { error: 'Realm does not exist' }, 'wrong_address'],
  ['Salesforce, of itself', 400, { error: 'unknown_error', error_description: 'retry your request' }, 'server_busy'],
  ['Slack, of the request', 200, { ok: false, error: 'invalid_grant_type' }, 'bad_request'],
  ['Slack, for its limit', 200, { ok: false, error: 'ratelimited' }, 'too_many_requests'],
  ['Zoom', 401, { reason: 'Invalid Token!', error: 'invalid_request' }, 'refused'],
  ['X', 400, { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' }, 'refused'],
  ['Withings', 200, { status: 503, body: {}, error: 'Invalid Params: invalid refresh_token' }, 'refused'],
  ['Withings, for its limit', 200, { status: 601, body: {}, error: 'Too Many Requests' }, 'too_many_requests'],
  [
    'ArcGIS',
    200,
    { error: { code: 498, error: 'invalid_request', message: 'Invalid refresh_token', details: [] } },
    'refused',
  ],
  [
    'ArcGIS, of the request',
    200,
    { error: { code: 400, error: 'invalid_request', message: 'redirect_uri not specified' } },
    'bad_request',
  ],
  ['Feishu', 200, { code: 20_037, msg: 'the refresh_token has expired' }, 'refused'],
  ['Douyin', 200, { data: { error_code: 10_010, description: 'Refresh token expired' }, message: 'error' }, 'refused'],
  ['one that says err', 400, { status: 400, err: 'Invalid refresh token' }, 'refused'],
  ['Supabase', 400, { code: 400, error_code: 'refresh_token_already_used', msg: 'x' }, 'refused'],
  [
    'Shopify',
    400,
    { error: 'invalid_request', error_description: 'This request requires an active refresh_token' },
    'refused',
  ],
  ['OpenID Connect', 400, { error: 'unmet_authentication_requirements' }, 'invalid_grant'],
]

test.each(REFUSALS)('a refusal in the words of %s', (_who, status, body, code) => {
  expect(replyFault(reply(status, body))?.code).toBe(code)
})

test('a 403 that says when to come back asks for a pause', () => {
  expect(replyFault(reply(403, '', { 'retry-after': '60' }))?.code).toBe('too_many_requests')
  expect(replyFault(reply(401, '', { 'retry-after': '60' }))?.code).toBe('refused')
})

test.each<[where: string, body: unknown]>([
  ['in a record of its own', { data: { access_token: 'abc', refresh_token: 'next' } }],
  ['two deep', { code: 0, result: { tokens: { access_token: 'abc', refresh_token: 'next' } } }],
  ['beside an empty one', { access_token: null, authed_user: { access_token: 'abc', refresh_token: 'next' } }],
  ['alone in a list', [{ access_token: 'abc', refresh_token: 'next' }]],
  ['encoded twice', JSON.stringify(JSON.stringify({ access_token: 'abc', refresh_token: 'next' }))],
  ['as a form that is called a page', 'access_token=abc&refresh_token=next'],
])('tokens are found %s', (_where, body) => {
  const told = reply(200, body, { 'content-type': 'text/html' })
  expect(replyFault(told)).toBeNull()
  expect(readTokenReply(told)).toMatchObject({ ok: true, raw: { access_token: 'abc', refresh_token: 'next' } })
})

test('what a record of a person calls a token is none of the answer’s', () => {
  const body = { user: { token: 'abcdefghijkl', access: 'administrator' } }
  expect(readTokenReply(reply(200, body))).toEqual({ ok: true, raw: body })
})

test.each([
  ['Salesforce', { error: 'inactive_user', error_description: 'user is inactive' }],
  ['Salesforce, of an app', { error: 'invalid_app_access' }],
  ['Firebase', { error: { code: 400, message: 'USER_DISABLED', status: 'INVALID_ARGUMENT' } }],
  ['Google', { error: 'admin_policy_enforced' }],
])('in the words of %s nothing is wrong with the request either', (_who, body) => {
  expect(replyFault(reply(400, body))).toEqual({ code: 'bad_request', params: { status: 400, why: 'declined' } })
})

/** Before the server, in words of its own: whoever asks for JSON gets it as JSON, and takes it for the server's. */
const CLOUDFLARE = {
  ...{
    type: 'https://developers.cloudflare.com/support/troubleshooting/http-status-codes/',
    title: 'Error: Access denied',
  },
  ...{ status: 403, detail: 'The owner has blocked access.', error_code: 1020, error_name: 'access_denied' },
  ...{ error_category: 'access_denied', cloudflare_error: true, retryable: false, owner_action_required: true },
}

test.each<[string, number, unknown, Record<string, string>]>([
  ['Cloudflare’s, of an access rule', 403, CLOUDFLARE, { 'content-type': 'application/problem+json' }],
  ['Cloudflare’s, of its DNS', 409, { ...CLOUDFLARE, status: 409, error_code: 1001 }, {}],
  ['Cloudflare’s challenge', 403, '<html>Just a moment...', { 'cf-mitigated': 'challenge' }],
  ['that of AWS, which wants to see a browser', 202, '', { 'x-amzn-waf-action': 'challenge' }],
  ['that of AWS, which wants to see a person', 405, '', { 'x-amzn-waf-action': 'captcha' }],
  ['a tax office’s', 403, { title: 'Request blocked', detail: '', status: 403, security: { incidentId: 'x' } }, {}],
  ['one that says what it is', 403, { message: 'Request not allowed due to WAF block.' }, {}],
])('a firewall’s no is none of the server’s: %s', (_whose, status, body, headers) => {
  expect(replyFault(reply(status, body, headers))).toEqual({
    code: 'not_the_server',
    params: { status, why: 'firewall' },
  })
})

test.each<[string, number, unknown, Record<string, string>, string]>([
  ['a pause that it asks for', 429, { ...CLOUDFLARE, status: 429, error_code: 1015 }, {}, 'too_many_requests'],
  ['a server behind it that does not answer', 530, { ...CLOUDFLARE, error_code: 1033 }, {}, 'server_busy'],
  ['a server that blocks a user', 403, { error: 'unauthorized', error_description: 'user is blocked' }, {}, 'refused'],
  [
    'a server that says no in the standard’s words',
    400,
    { error: 'invalid_grant', title: 'Request blocked' },
    {},
    'invalid_grant',
  ],
])('and what is said as ever: %s', (_what, status, body, headers, code) => {
  expect(replyFault(reply(status, body, headers))?.code).toBe(code)
})

test('tokens count whatever stands beside them', () => {
  const body = { access_token: 'a-token-of-16-letters' }
  expect(replyFault(reply(202, body, { 'x-amzn-waf-action': 'challenge' }))).toBe(null)
})

test.each([402, 409, 423, 451])('%i is no fault of the request', (status) => {
  expect(replyFault(reply(status, { message: 'Your licence has ended' }))).toEqual({
    code: 'bad_request',
    params: { status, why: 'declined' },
  })
})

test.each([
  ['nginx', '<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>'],
  ['Apache', "<p>Reason: You're speaking plain HTTP to an SSL-enabled server port.</p>"],
  ['Go', 'Client sent an HTTP request to an HTTPS server.\n'],
  ['Tomcat', 'Bad Request\r\nThis combination of host and port requires TLS.\r\n'],
])('%s wants TLS where the address has none', (_who, body) => {
  expect(replyFault(reply(400, body))).toEqual({ code: 'wrong_address', params: { status: 400, why: 'wants_tls' } })
})

const page = (body: string) =>
  reply(400, `<!doctype html><html><head><title>Error</title></head><body>${body}</body></html>`, {
    'content-type': 'text/html;charset=utf-8',
  })

test.each([
  ['Tomcat', '<h1>HTTP Status 400</h1><p><b>Message</b> invalid_grant</p>', 'invalid_grant'],
  ['a template', '<p>error=<code>invalid_client</code></p>', 'invalid_client'],
  ['JSON in a page', '<pre>{"error":"invalid_grant"}</pre>', 'invalid_grant'],
  ['a framework', '<p>Error: unsupported_grant_type</p>', 'bad_request'],
])('%s says the standard’s word in a page', (_who, body, code) => {
  expect(replyFault(page(body))?.code).toBe(code)
  expect(replyFault({ ...page(body), status: 503 })?.code).toBe('server_busy')
  expect(replyFault({ ...page(body), status: 403 })?.code).toBe('not_the_server')
  expect(replyFault({ ...page(body), status: 200 })?.code).toBe('not_the_server')
})

test.each(['<p>Your server_error report</p>', '<a href="/faq#invalid_grants">', '<p>not_invalid_grant_</p>', ''])(
  'a page with %s says nothing of a token',
  (body) => {
    expect(replyFault(page(body))).toEqual({ code: 'bad_request', params: { status: 400 } })
  },
)

test('a line that breaks without a word, where there was no TLS, may be a port for https', () => {
  const failure = { kind: 'failure', trouble: 'reply_lost', sent: true, detail: 'ECONNRESET', sentAt: NOW } as const
  expect(failureFault({ ...failure, receivedAt: NOW, silentPlain: true }).params['why']).toBe('perhaps_tls')
})

test.each(['HPE_INVALID_CONSTANT', 'ERR_INVALID_HTTP_RESPONSE'])('%s is another kind of server', (detail) => {
  const failure = { kind: 'failure', trouble: 'reply_lost', sent: true, detail, sentAt: NOW, receivedAt: NOW } as const
  expect(failureFault(failure)).toEqual({ code: 'reply_lost', params: { detail, why: 'no_http' } })
  expect(failureFault({ ...failure, detail: 'ECONNRESET' }).params).toEqual({ detail: 'ECONNRESET' })
})

test.each([
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'no_tls'],
  ['ERR_SSL_PROTOCOL_ERROR', 'no_tls'],
  ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'nothing_in_common'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'nothing_in_common'],
  ['ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'nothing_in_common'],
  ['CERT_HAS_EXPIRED', undefined],
])('%s is a matter of %s', (detail, why) => {
  const failure = {
    kind: 'failure',
    trouble: 'certificate',
    sent: false,
    detail,
    sentAt: NOW,
    receivedAt: NOW,
  } as const
  expect(failureFault(failure).params['why']).toBe(why)
})
