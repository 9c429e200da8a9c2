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
  ['GitHub, for its second limit', 403, { message: 'You have exceeded a secondary rate limit' }, 'too_many_requests'],
  [
    'Google',
    403,
    { error: { errors: [{ reason: 'rateLimitExceeded' }], code: 403, message: 'Slow' } },
    'too_many_requests',
  ],
  ['Cognito', 400, { message: 'TooManyRequestsException' }, 'too_many_requests'],
  ['nobody in particular', 403, { message: 'no' }, 'refused'],
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

test.each([402, 409, 423, 451])('%i is no fault of the request', (status) => {
  expect(replyFault(reply(status, { message: 'Your licence has ended' }))).toEqual({
    code: 'bad_request',
    params: { status, why: 'declined' },
  })
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
