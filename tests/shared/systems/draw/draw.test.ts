import { describe, expect, it } from 'vitest'
import type { HttpOutcome, HttpReply } from '../../../../shared/http.ts'
import { Secret } from '../../../../shared/secret.ts'
import type { Known } from '../../../../shared/systems/system.ts'
import { jwt } from '../../../kit/jwt.ts'
import { draw, failureOf, HTML, NOW, replyWith, SECOND, settingsOf, tokenSet } from '../../samples.ts'

function known(refresh?: string, baseUrl = 'https://draw.example/'): Known {
  const endpoints = refresh === undefined ? {} : { refresh }
  const tokens = tokenSet({ accessToken: new Secret('access'), refreshToken: new Secret('refresh') })
  return { settings: settingsOf({ baseUrl, endpoints }), credentials: {}, tokens, learned: {} }
}

const BARE = {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json', authorization: 'Bearer refresh' },
}
const WITH_ID = { ...BARE, body: '{"client_id":"Institute A"}' }

describe('the request for new tokens', () => {
  it.each([
    ['the current form', known(), { ...BARE, url: 'https://draw.example/api/token/refresh/' }],
    [
      'without slashes',
      known('api/token/refresh', 'https://draw.example'),
      { ...BARE, url: 'https://draw.example/api/token/refresh' },
    ],
    ['another path', known('/renew/'), { ...BARE, url: 'https://draw.example/renew/' }],
    ['the older form', known('auth/refresh'), { ...WITH_ID, url: 'https://draw.example/auth/refresh' }],
    ['the older form with slashes', known('/auth/refresh/'), { ...WITH_ID, url: 'https://draw.example/auth/refresh/' }],
    [
      'the older form deeper down',
      known('/v1/auth/refresh'),
      { ...WITH_ID, url: 'https://draw.example/v1/auth/refresh' },
    ],
    [
      'the older form at another host',
      known('https://sso.example/auth/refresh'),
      { ...WITH_ID, url: 'https://sso.example/auth/refresh' },
    ],
    ['what only sounds like it', known('/oauth/refresh'), { ...BARE, url: 'https://draw.example/oauth/refresh' }],
  ])('%s', (_what, given, request) => {
    expect(draw.renewalRequest(given)).toEqual(request)
  })

  it('keeps any Client ID whole', () => {
    const settings = settingsOf({ endpoints: { refresh: 'auth/refresh' }, clientId: 'Städt. "Klinik" \\ 北京' })
    const { body } = draw.renewalRequest({ ...known(), settings })
    expect(JSON.parse(body ?? '')).toEqual({ client_id: 'Städt. "Klinik" \\ 北京' })
  })
})

const PAIR = { access_token: 'a', refresh_token: 'r' }
const ok = (raw: object) => ({ ok: true, raw })
const no = (code: string, status: number, more: object = {}) => ({
  ok: false,
  fault: { code, params: { status, ...more } },
})

const REPLIES: [string, HttpReply, unknown][] = [
  [
    'a pair with expires_in',
    replyWith(200, { ...PAIR, expires_in: 2_592_000 }),
    ok({ ...PAIR, expires_in: 2_592_000 }),
  ],
  [
    'a pair with expires_at',
    replyWith(200, { ...PAIR, expires_at: '2026-12-21T12:00:00' }),
    ok({ ...PAIR, expires_at: '2026-12-21T12:00:00' }),
  ],
  [
    'no new refresh token',
    replyWith(200, { access_token: 'a', expires_in: 1 }),
    ok({ access_token: 'a', expires_in: 1 }),
  ],
  ['a pair without its end', replyWith(200, PAIR), ok(PAIR)],
  ['an object without tokens', replyWith(200, { detail: 'ok' }), ok({ detail: 'ok' })],
  ['JSON under the name of HTML', replyWith(200, JSON.stringify(PAIR), { 'content-type': 'text/html' }), ok(PAIR)],
  ['an empty 200', replyWith(200, ''), no('no_tokens_in_reply', 200)],
  ['a 204', replyWith(204, ''), no('no_tokens_in_reply', 204)],
  ['a list', replyWith(200, '[]'), no('no_tokens_in_reply', 200)],
  ['broken JSON', replyWith(200, '{"access_token":"a'), no('no_tokens_in_reply', 200)],
  ['a portal’s page', replyWith(200, HTML), no('not_the_server', 200)],
  ['a redirect', replyWith(302, '', { location: 'https://portal.example/' }), no('redirected', 302)],
  ['401', replyWith(401, { detail: 'Token is blacklisted' }), no('refused', 401)],
  ['401 as a page', replyWith(401, HTML), no('refused', 401)],
  ['403', replyWith(403, { detail: 'Client is not active' }), no('refused', 403)],
  ['403 as a page', replyWith(403, HTML), no('not_the_server', 403)],
  ['404', replyWith(404, { detail: 'Not found.' }), no('wrong_address', 404)],
  ['404 as a page', replyWith(404, HTML), no('wrong_address', 404)],
  ['405', replyWith(405, { detail: 'Method "POST" not allowed.' }), no('method_not_allowed', 405)],
  ['400', replyWith(400, { refresh: ['This field is required.'] }), no('bad_request', 400)],
  ['429', replyWith(429, { detail: 'Throttled' }, { 'retry-after': '30' }), no('too_many_requests', 429)],
  ['500', replyWith(500, HTML), no('server_busy', 500)],
  ['503', replyWith(503, ''), no('server_busy', 503)],
]

describe('a reply to it means', () => {
  it.each(REPLIES)('%s', (_what, reply, answer) => {
    expect(draw.readRenewal(reply, known())).toEqual(answer)
  })

  const HOUR_TAKEN_FOR_GRANTED = { ...PAIR, expires_in: 3_600 }
  const withExp = { access_token: jwt({ exp: NOW / SECOND }) }

  it.each<[string, object, object]>([
    ['an hour where it says nothing', PAIR, HOUR_TAKEN_FOR_GRANTED],
    [
      'an hour where it says null',
      { ...PAIR, expires_in: null, expires_at: null },
      { ...HOUR_TAKEN_FOR_GRANTED, expires_at: null },
    ],
    ['what it says, in expires_in', { ...PAIR, expires_in: 60 }, { ...PAIR, expires_in: 60 }],
    ['what it says, in expires_at', { ...PAIR, expires_at: '2026-12-21' }, { ...PAIR, expires_at: '2026-12-21' }],
    ['what the token says', withExp, withExp],
  ])('in the older form: %s', (_what, body, raw) => {
    expect(draw.readRenewal(replyWith(200, body), known('auth/refresh'))).toEqual(ok(raw))
  })
})

describe('the proofs', () => {
  const asked = (given: Known) => draw.probes(given).map(({ name, request }) => ({ name, ...request }))
  const get = { method: 'GET', timeoutMs: 10_000 }
  const headers = { accept: 'application/json', authorization: 'Bearer access' }

  it('ask for health and a made-up task, with the access token and never the refresh token', () => {
    expect(asked(known())).toEqual([
      { name: 'health', ...get, headers, url: 'https://draw.example/api/health/' },
      {
        name: 'made_up_task',
        ...get,
        headers,
        url: 'https://draw.example/api/upload/00000000-0000-4000-8000-000000000000/status/',
      },
    ])
    expect(JSON.stringify(asked(known()))).not.toContain('refresh')
  })

  it('ask for health alone where there is no access token', () => {
    const bare = {
      name: 'health',
      ...get,
      headers: { accept: 'application/json' },
      url: 'https://draw.example/api/health/',
    }
    expect(asked({ ...known(), tokens: null })).toEqual([bare])
    expect(asked({ ...known(), tokens: tokenSet({ accessToken: null }) })).toEqual([bare])
  })

  const HEALTHY = replyWith(200, { status: 'healthy', details: {} })
  const DEGRADED = replyWith(503, { status: 'degraded', details: {} })
  const UNKNOWN_TASK = replyWith(404, { detail: 'Not found.' })
  const fault = (code: string, status: number) => ({ code, params: { status } })

  it.each<[string, HttpOutcome | undefined, HttpOutcome | undefined, string, string, unknown]>([
    ['all is well', HEALTHY, UNKNOWN_TASK, 'yes', 'yes', null],
    ['the task exists after all', HEALTHY, replyWith(200, { status: 'FAILED' }), 'yes', 'yes', null],
    ['no path of that name at all', HEALTHY, replyWith(404, HTML), 'yes', 'unknown', null],
    [
      'the token is bad, says health',
      replyWith(401, { detail: 'no' }),
      UNKNOWN_TASK,
      'yes',
      'no',
      fault('token_rejected', 401),
    ],
    [
      'the token is bad, says the task',
      HEALTHY,
      replyWith(401, { detail: 'no' }),
      'yes',
      'no',
      fault('token_rejected', 401),
    ],
    ['the task may not be seen', HEALTHY, replyWith(403, { detail: 'no' }), 'yes', 'unknown', null],
    ['the task fails', HEALTHY, replyWith(500, ''), 'yes', 'unknown', null],
    ['the task is not answered', HEALTHY, failureOf('timed_out', true), 'yes', 'unknown', null],
    ['health alone', HEALTHY, undefined, 'yes', 'unknown', null],
    ['degraded, the token is good', DEGRADED, UNKNOWN_TASK, 'yes', 'yes', fault('server_busy', 503)],
    ['degraded, the token is bad', DEGRADED, replyWith(401), 'yes', 'no', fault('token_rejected', 401)],
    ['degraded, nothing more known', DEGRADED, undefined, 'yes', 'unknown', fault('server_busy', 503)],
    ['503 from something in between', replyWith(503, HTML), UNKNOWN_TASK, 'no', 'unknown', fault('server_busy', 503)],
    ['down', replyWith(500, ''), UNKNOWN_TASK, 'no', 'unknown', fault('server_busy', 500)],
    ['a portal', replyWith(200, HTML), replyWith(200, HTML), 'no', 'unknown', fault('not_the_server', 200)],
    ['another server', replyWith(200, { ok: true }), UNKNOWN_TASK, 'no', 'unknown', fault('not_its_answer', 200)],
    ['a wrong address', replyWith(404, HTML), replyWith(404, HTML), 'no', 'unknown', fault('wrong_address', 404)],
    [
      'offline',
      failureOf('offline'),
      failureOf('offline'),
      'no',
      'unknown',
      { code: 'offline', params: { detail: 'ECODE' } },
    ],
    [
      'a bad certificate',
      failureOf('certificate'),
      undefined,
      'no',
      'unknown',
      { code: 'certificate', params: { detail: 'ECODE' } },
    ],
    ['nothing asked', undefined, undefined, 'no', 'unknown', null],
  ])('prove: %s', (_what, health, task, reached, tokenAccepted, trouble) => {
    const outcomes = new Map<string, HttpOutcome>()
    if (health !== undefined) outcomes.set('health', health)
    if (task !== undefined) outcomes.set('made_up_task', task)
    expect(draw.judge(outcomes, known())).toEqual({ reached, tokenAccepted, fault: trouble })
  })
})
