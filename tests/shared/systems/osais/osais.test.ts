/** OSAIS as docs/systems/osais.md tells it. */
import { describe, expect, it } from 'vitest'
import type { HttpOutcome } from '../../../../shared/http.ts'
import { Secret } from '../../../../shared/secret.ts'
import { osais } from '../../../../shared/systems/osais/osais.ts'
import type { Draft, Known, SettingValue } from '../../../../shared/systems/system.ts'
import { readTokens } from '../../../../shared/tokens/token.ts'
import { failureOf, HOUR, HTML, NOW, replyWith, settingsOf, tokenSet } from '../../samples.ts'

const known: Known = {
  settings: settingsOf({ baseUrl: 'https://opensourceais.com', clientId: '' }),
  credentials: { clientToken: new Secret('0a1b'), clientSecret: new Secret('s3"cret') },
  tokens: tokenSet({ accessToken: new Secret('auth'), refreshToken: null }),
  learned: {},
}

describe('the login', () => {
  it('sends token and secret as JSON, and nothing in a header', () => {
    const request = osais.renewalRequest(known)
    expect(request).toEqual({
      method: 'POST',
      url: 'https://opensourceais.com/api/v1/public/client/login',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ token: '0a1b', secret: 's3"cret' }),
    })
  })

  it.each<[string, number, object, number]>([
    ['by the book', 201, { data: { token: 'a64..', authToken: 'jwt', duration: '72h' } }, 72 * HOUR],
    ['with another 2xx', 200, { data: { authToken: 'jwt', duration: '30m' } }, HOUR / 2],
    ['in words', 201, { data: { authToken: 'jwt', duration: '3 days' } }, 72 * HOUR],
    ['in whole words', 201, { data: { authToken: 'jwt', duration: '72 hours' } }, 72 * HOUR],
    ['as Go prints it', 201, { data: { authToken: 'jwt', duration: '72h0m0s' } }, 72 * HOUR],
    ['by ISO 8601', 201, { data: { authToken: 'jwt', duration: 'PT72H' } }, 72 * HOUR],
    ['in seconds', 201, { data: { authToken: 'jwt', duration: 259_200 } }, 72 * HOUR],
    ['in seconds as text', 201, { data: { authToken: 'jwt', duration: '259200' } }, 72 * HOUR],
    ['in words nobody can read: a day', 201, { data: { authToken: 'jwt', duration: 'drei Tage' } }, 24 * HOUR],
    ['without any: a day', 201, { data: { authToken: 'jwt' } }, 24 * HOUR],
    ['with null: a day', 201, { data: { authToken: 'jwt', duration: null } }, 24 * HOUR],
  ])('%s', (_what, status, body, life) => {
    const reply = replyWith(status, body)
    const answer = osais.readRenewal(reply, known)
    if (!answer.ok) throw new Error(answer.fault.code)
    const read = readTokens(answer.raw, reply, null, 0, osais.defaultLifetimeMs)
    if (!read.ok) throw new Error(read.fault.code)
    expect(read.tokens.accessToken?.reveal()).toBe('jwt')
    expect((read.tokens.expiresAt ?? 0) - reply.sentAt).toBe(life)
  })

  it.each<[string, number, unknown, string]>([
    ['wrong token', 404, { data: null, status: 404, message: 'x' }, 'client_token_unknown'],
    ['wrong secret', 401, { data: null, status: 401, message: 'x' }, 'client_secret_wrong'],
    ['a half is missing', 400, { data: null, status: 400, statusText: 'x' }, 'bad_request'],
    ['nothing at this address', 404, HTML, 'wrong_address'],
    ['a 404 of something in between', 404, { error: 'no route' }, 'wrong_address'],
    ['busy', 503, { data: null }, 'server_busy'],
    ['a portal', 200, HTML, 'not_the_server'],
  ])('%s', (_what, status, body, code) => {
    expect(osais.readRenewal(replyWith(status, body), known)).toMatchObject({ ok: false, fault: { code } })
  })

  it('a success without a token is no token reply', () => {
    const answer = osais.readRenewal(replyWith(201, { data: {} }), known)
    expect(answer.ok && readTokens(answer.raw, replyWith(201), null, 0)).toMatchObject({
      ok: false,
      fault: { code: 'no_tokens_in_reply' },
    })
  })
})

describe('the proof', () => {
  const record = {
    domain: 'myapp.com',
    uriNotify: 'public/notify',
    uriUpload: 'public/upload',
    validated_at: '2026-01-01',
  }

  it('is the client’s own record, and needs a token', () => {
    expect(osais.probes({ ...known, tokens: null })).toEqual([])
    expect(osais.probes(known)[0]?.request).toMatchObject({
      method: 'GET',
      url: 'https://opensourceais.com/api/v1/private/client',
      headers: { authorization: 'Bearer auth' },
    })
  })

  it.each<[string, HttpOutcome, string, string, string | null]>([
    ['accepted', replyWith(200, { data: record }), 'yes', 'yes', null],
    ['ended', replyWith(401, { data: null }), 'yes', 'no', 'token_rejected'],
    ['forbidden', replyWith(403, { data: null }), 'yes', 'no', 'token_rejected'],
    ['a server without this call', replyWith(404, { data: null }), 'yes', 'unknown', null],
    ['a page', replyWith(200, HTML, { 'content-type': 'text/html' }), 'no', 'unknown', 'not_the_server'],
    ['busy', replyWith(502, ''), 'no', 'unknown', 'server_busy'],
    ['offline', failureOf('offline'), 'no', 'unknown', 'offline'],
  ])('%s', (_what, outcome, reached, tokenAccepted, code) => {
    const judged = osais.judge(new Map([['osais_client', outcome]]), known)
    expect([judged.reached, judged.tokenAccepted, judged.fault?.code ?? null]).toEqual([reached, tokenAccepted, code])
  })

  it.each<[string, object, object]>([
    ['validated', record, { domain: 'myapp.com', validatedAt: '2026-01-01' }],
    ['not yet', { ...record, validated_at: null }, { domain: 'myapp.com', validatedAt: '' }],
  ])('tells what the server keeps: %s', (_what, data, facts) => {
    const judged = osais.judge(new Map([['osais_client', replyWith(200, { data })]]), known)
    expect(judged.learned).toMatchObject(facts)
  })
})

describe('mistakes', () => {
  const draft = (
    own: Record<string, SettingValue>,
    secrets: Draft['secrets'] = {},
    baseUrl = 'https://opensourceais.com/',
  ): Draft => ({
    settings: settingsOf({ baseUrl, clientId: '', own }),
    secrets: { clientToken: '0a1b', clientSecret: 's', ...secrets },
    typedExpiresAt: null,
    now: NOW,
  })
  const domain = 'MyApp.com'

  it.each<[string, Draft, string[]]>([
    ['none', draft({ domain, uriNotify: 'public/notify', uriUpload: 'public/upload' }), []],
    ['a domain with its scheme', draft({ domain: 'https://myapp.com/' }), []],
    [
      'the domain again, in other letters',
      draft({ domain, uriNotify: 'myapp.COM/notify' }),
      ['error uri_repeats_domain'],
    ],
    ['the domain again, after a slash', draft({ domain, uriUpload: '/myapp.com/up' }), ['error uri_repeats_domain']],
    ['a whole address', draft({ domain, uriNotify: 'https://myapp.com/notify' }), ['error uri_has_scheme']],
    ['a scheme without its slashes', draft({ domain, uriNotify: 'https:myapp.com/n' }), ['error uri_has_scheme']],
    ['a slash in front', draft({ domain, uriUpload: '/upload' }), ['error uri_begins_with_slash']],
    ['a domain with a path', draft({ domain: 'myapp.com/x' }), ['error invalid_domain']],
    ['a tunnel', draft({ domain: 'ab12.ngrok-free.app' }), ['warning tunnel_domain']],
    ['a picture in plain http', draft({ testImageUrl: 'http://a.example/x.png' }), ['error image_not_https']],
    [
      'the token of a login',
      draft({}, { clientToken: 'eyJhbGciOiJIUzI1NiJ9.eyJ1IjoxfQ.c2ln' }),
      ['warning client_token_is_login_token'],
    ],
    ['a page', draft({}, {}, 'https://opensourceais.com/profile/settings'), ['warning base_is_page']],
    ['one string twice', draft({}, { clientSecret: '0a1b' }), ['error secret_is_client_token']],
  ])('%s', (_what, given, found) => {
    expect(osais.mistakes(given).map(({ level, code }) => `${level} ${code}`)).toEqual(found)
  })
})
