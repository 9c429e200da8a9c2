import { describe, expect, it } from 'vitest'
import type { HttpOutcome, HttpReply } from '../../../../shared/http.ts'
import { Secret } from '../../../../shared/secret.ts'
import type { Known, SettingValue } from '../../../../shared/systems/system.ts'
import { textsFor } from '../../../../shared/text/language.ts'
import { faultMessage } from '../../../../shared/text/sentence.ts'
import { fc } from '../../../kit/properties.ts'
import { failureOf, HTML, oauth2, replyWith, settingsOf, tokenSet } from '../../samples.ts'
import { basicOf, fieldsOf } from '../requests.ts'

type Own = Record<string, SettingValue>

function known(own: Own = {}, clientId = 'client', secret: string | null = 'secret'): Known {
  return {
    settings: settingsOf({ baseUrl: 'https://id.example/realm', clientId, endpoints: { token: '/token' }, own }),
    credentials: secret === null ? {} : { clientSecret: new Secret(secret) },
    tokens: tokenSet({ accessToken: new Secret('access'), refreshToken: new Secret('re fresh+/=') }),
    learned: {},
  }
}

const CREDENTIALS = { grant: 'client_credentials' }
const REFRESH = { grant_type: 'refresh_token', refresh_token: 're fresh+/=' }

describe('the token request', () => {
  it.each<[string, Own, string | null, [string, string] | null, Record<string, string>]>([
    ['refresh, basic', {}, 'secret', ['client', 'secret'], REFRESH],
    [
      'refresh, post',
      { clientAuth: 'post' },
      'secret',
      null,
      { ...REFRESH, client_id: 'client', client_secret: 'secret' },
    ],
    ['refresh, none', { clientAuth: 'none' }, 'secret', null, { ...REFRESH, client_id: 'client' }],
    ['refresh, public client', {}, null, null, { ...REFRESH, client_id: 'client' }],
    ['refresh, public client that says post', { clientAuth: 'post' }, null, null, { ...REFRESH, client_id: 'client' }],
    ['credentials, basic', CREDENTIALS, 'secret', ['client', 'secret'], { grant_type: 'client_credentials' }],
    [
      'credentials, post',
      { ...CREDENTIALS, clientAuth: 'post' },
      'secret',
      null,
      { grant_type: 'client_credentials', client_id: 'client', client_secret: 'secret' },
    ],
    [
      'with scope, resource and audience',
      { ...CREDENTIALS, scope: 'read write', resource: 'https://api.example/', audience: 'api' },
      'secret',
      ['client', 'secret'],
      { grant_type: 'client_credentials', scope: 'read write', resource: 'https://api.example/', audience: 'api' },
    ],
    [
      'with extra parameters',
      { ...CREDENTIALS, extra: { tenant: 'a&b=c', empty: '' } },
      'secret',
      ['client', 'secret'],
      { grant_type: 'client_credentials', tenant: 'a&b=c', empty: '' },
    ],
    [
      'named settings win over extra ones',
      { ...CREDENTIALS, scope: 'read', extra: { scope: 'admin' } },
      'secret',
      ['client', 'secret'],
      { grant_type: 'client_credentials', scope: 'read' },
    ],
    [
      'extra ones fill what is not set',
      { ...CREDENTIALS, extra: { scope: 'admin' } },
      'secret',
      ['client', 'secret'],
      { grant_type: 'client_credentials', scope: 'admin' },
    ],
    [
      'extra ones never override the grant',
      {
        extra: { grant_type: 'password', refresh_token: 'other', client_id: 'other', client_secret: 'other' },
        clientAuth: 'post',
      },
      'secret',
      null,
      { ...REFRESH, client_id: 'client', client_secret: 'secret' },
    ],
  ])('%s', (_what, own, secret, basic, fields) => {
    const request = oauth2.renewalRequest(known(own, 'client', secret))
    expect(request).toMatchObject({ method: 'POST', url: 'https://id.example/realm/token' })
    expect(request.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    })
    expect(request.headers['authorization'] === undefined ? null : basicOf(request)).toEqual(basic)
    expect(fieldsOf(request)).toEqual(fields)
  })

  it.each([
    ['a colon', 'a:b', 'c:d'],
    ['space and plus', 'a b+c', ' d+e '],
    ['percent', '100%', '%41'],
    ['marks', "!'()*~&=?/", '#@;,$[]'],
    ['other scripts', 'Klinik Süd', '密码😀'],
    ['nothing', 'a', ''],
  ])('carries id and secret with %s by basic and by post', (_what, id, secret) => {
    expect(basicOf(oauth2.renewalRequest(known({}, id, secret)))).toEqual([id, secret])
    const fields = fieldsOf(oauth2.renewalRequest(known({ clientAuth: 'post' }, id, secret)))
    expect([fields['client_id'], fields['client_secret']]).toEqual([id, secret])
  })

  it('carries any id and secret, and writes headers in plain ASCII', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 })
    fc.assert(
      fc.property(text, text, (id, secret) => {
        const request = oauth2.renewalRequest(known({}, id, secret))
        expect(basicOf(request)).toEqual([id, secret])
        expect(request.headers['authorization']).toMatch(/^[ -~]+$/)
      }),
    )
  })

  it('survives half a character in an id', () => {
    expect(basicOf(oauth2.renewalRequest(known({}, 'a\ud83d', 's')))).toEqual(['a\ufffd', 's'])
  })

  it('is sent to a token endpoint at another host where one is set', () => {
    const settings = { ...known().settings, endpoints: { token: 'https://login.example/oauth/token' } }
    expect(oauth2.renewalRequest({ ...known(), settings }).url).toBe('https://login.example/oauth/token')
  })
})

const fault = (code: string, status: number, error?: string) => ({
  ok: false,
  fault: { code, params: { status, ...(error === undefined ? {} : { error }) } },
})

/** Every error code of RFC 6749 section 5.2 and RFC 8628/8707, and what it means for a renewal. */
const ERRORS = [
  ['invalid_grant', 'invalid_grant'],
  ['invalid_client', 'invalid_client'],
  ['unauthorized_client', 'invalid_client'],
  ['invalid_scope', 'invalid_scope'],
  ['invalid_target', 'invalid_scope'],
  ['invalid_request', 'bad_request'],
  ['unsupported_grant_type', 'bad_request'],
  ['temporarily_unavailable', 'server_busy'],
  ['server_error', 'server_busy'],
  ['slow_down', 'too_many_requests'],
] as const

const STATUSES: [number, string][] = [
  [300, 'redirected'],
  [301, 'redirected'],
  [302, 'redirected'],
  [303, 'redirected'],
  [304, 'redirected'],
  [307, 'redirected'],
  [308, 'redirected'],
  [400, 'bad_request'],
  [401, 'refused'],
  [403, 'refused'],
  [404, 'wrong_address'],
  [405, 'method_not_allowed'],
  [406, 'bad_request'],
  [407, 'proxy_sign_in'],
  [408, 'server_busy'],
  [410, 'wrong_address'],
  [415, 'bad_request'],
  [422, 'bad_request'],
  [425, 'server_busy'],
  [429, 'too_many_requests'],
  [500, 'server_busy'],
  [501, 'server_busy'],
  [502, 'server_busy'],
  [503, 'server_busy'],
  [504, 'server_busy'],
  [511, 'not_the_server'],
  [599, 'server_busy'],
]

/** As nginx 1.22 writes it. */
const nginx = (title: string): HttpReply =>
  replyWith(
    400,
    `<html>\r\n<head><title>400 ${title}</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>${title}</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
    { 'content-type': 'text/html' },
  )
const NO_CERTIFICATE = fault('client_certificate_needed', 400)

describe('a reply means', () => {
  const meaning = (reply: HttpReply) => oauth2.readRenewal(reply, { ...known(), hasRenewed: true })

  it.each(STATUSES)('%d: %s', (status, code) => {
    expect(meaning(replyWith(status, ''))).toEqual(fault(code, status))
    expect(meaning(replyWith(status, { message: 'no', error: 7 }))).toEqual(fault(code, status))
    expect(meaning(replyWith(status, { error: 'something of their own' }))).toEqual(fault(code, status))
    expect(meaning(replyWith(status, { error: 'constructor' }))).toEqual(fault(code, status))
  })

  it.each(STATUSES.filter(([status]) => status !== 403))('%d as a page: %s', (status, code) => {
    expect(meaning(replyWith(status, HTML))).toEqual(fault(code, status))
  })

  it.each(ERRORS)('%s: %s', (error, code) => {
    for (const status of [200, 400, 401, 403]) {
      const params = error === 'unauthorized_client' && status !== 401 ? { why: 'grant' } : {}
      const told = fault(code, status, error)
      const expected = { ...told, fault: { ...told.fault, params: { ...told.fault.params, ...params } } }
      expect(meaning(replyWith(status, { error, error_description: 'words' }))).toEqual(expected)
    }
  })

  it('of a client that may not have this grant: so it is told, and not as a wrong secret', () => {
    const reply = meaning(replyWith(400, { error: 'unauthorized_client' }))
    const told = reply.ok ? null : faultMessage(textsFor('en'), reply.fault, { name: 'portal' })
    expect(told?.say).toBe('The server does not let this client have a token by this grant (status 400).')
    expect(told?.next).toMatch(/^Allow the grant/)
  })

  it.each<[string, HttpReply, unknown]>([
    ['nginx that got no certificate', nginx('No required SSL certificate was sent'), NO_CERTIFICATE],
    ['nginx that got another one', nginx('The SSL certificate error'), NO_CERTIFICATE],
    ['a page in place of a no', replyWith(403, HTML), fault('not_the_server', 403)],
    ['a page in place of tokens', replyWith(200, HTML), fault('not_the_server', 200)],
    ['a 429, whatever it says', replyWith(429, { error: 'invalid_grant' }), fault('too_many_requests', 429)],
    ['a 500, whatever it says', replyWith(500, { error: 'invalid_grant' }), fault('server_busy', 500)],
    ['a redirect, whatever it says', replyWith(302, { error: 'invalid_grant' }), fault('redirected', 302)],
    ['nothing', replyWith(200, ''), fault('no_tokens_in_reply', 200)],
    [
      'a form in place of JSON',
      replyWith(200, 'access_token=a&token_type=bearer'),
      { ok: true, raw: { access_token: 'a', token_type: 'bearer' } },
    ],
    ['any other text', replyWith(200, 'OK'), fault('no_tokens_in_reply', 200)],
    ['broken JSON', replyWith(200, '{"access_token":'), fault('no_tokens_in_reply', 200)],
    ['null', replyWith(200, 'null'), fault('no_tokens_in_reply', 200)],
    ['tokens', replyWith(200, { access_token: 'a' }), { ok: true, raw: { access_token: 'a' } }],
    ['tokens, 201', replyWith(201, { access_token: 'a' }), { ok: true, raw: { access_token: 'a' } }],
    [
      'tokens beside an error',
      replyWith(200, { access_token: 'a', error: 'invalid_grant' }),
      { ok: true, raw: { access_token: 'a', error: 'invalid_grant' } },
    ],
    ['an unknown error beside nothing', replyWith(200, { error: 'odd' }), fault('refused', 200)],
  ])('%s', (_what, reply, answer) => {
    expect(meaning(reply)).toEqual(answer)
  })

  it('never what a server wrote, but for known codes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.json(), (status, body) => {
        const answer = meaning(replyWith(status, body))
        if (answer.ok) return
        const { error, why, ...params } = answer.fault.params
        expect(params).toEqual({ status })
        expect([undefined, 'declined']).toContain(why)
        expect([undefined, ...ERRORS.map(([name]) => name)]).toContain(error)
      }),
    )
  })
})

describe('the proofs', () => {
  const endpoints = { token: '/token', proof: '/me' }
  const withProof: Known = { ...known(), settings: { ...known().settings, endpoints } }
  const asked = (given: Known) =>
    oauth2
      .probes(given)
      .map(({ name, request }) => [name, request.method, request.url, request.headers['authorization']])
  const endpoint = ['token_endpoint', 'GET', 'https://id.example/realm/token', undefined]

  it.each<[string, Known, unknown[]]>([
    ['no proof address', known(), [endpoint]],
    ['no token', { ...withProof, tokens: null }, [endpoint]],
    [
      'no bearer',
      { ...withProof, tokens: tokenSet({ accessToken: new Secret('access'), tokenType: 'DPoP' }) },
      [endpoint],
    ],
    [
      'both',
      withProof,
      [
        endpoint,
        ['proof_without_token', 'GET', 'https://id.example/realm/me', undefined],
        ['proof_with_token', 'GET', 'https://id.example/realm/me', 'Bearer access'],
      ],
    ],
  ])('ask little and spend nothing: %s', (_what, given, requests) => {
    expect(asked(given)).toEqual(requests)
    const all = oauth2.probes(given)
    expect(all.every(({ request }) => request.body === undefined && request.timeoutMs === 10_000)).toBe(true)
    expect(JSON.stringify(all)).not.toMatch(/fresh\+|secret/)
  })

  const ALIVE = replyWith(405)
  const judged = (endpointOutcome?: HttpOutcome, without?: HttpOutcome, withToken?: HttpOutcome) => {
    const outcomes = { token_endpoint: endpointOutcome, proof_without_token: without, proof_with_token: withToken }
    const given = Object.entries(outcomes).flatMap(([name, outcome]) => (outcome ? [[name, outcome] as const] : []))
    return oauth2.judge(new Map(given), withProof)
  }

  it.each<[string, (HttpOutcome | undefined)[], string, string, unknown]>([
    ['nothing asked', [], 'unknown', 'unknown', null],
    [
      'no host of that name',
      [failureOf('unknown_host')],
      'no',
      'unknown',
      { code: 'unknown_host', params: { detail: 'ECODE' } },
    ],
    ['down', [replyWith(502)], 'no', 'unknown', { code: 'server_busy', params: { status: 502 } }],
    ['answers 405', [ALIVE], 'yes', 'unknown', null],
    ['answers 404, as some do to GET', [replyWith(404)], 'yes', 'unknown', null],
    ['guarded, and let in', [ALIVE, replyWith(401), replyWith(200)], 'yes', 'yes', null],
    ['guarded by 403, and let in', [ALIVE, replyWith(403), replyWith(204)], 'yes', 'yes', null],
    ['guarded, known but not allowed', [ALIVE, replyWith(401), replyWith(403)], 'yes', 'yes', null],
    ['forbidden either way', [ALIVE, replyWith(403), replyWith(403)], 'yes', 'unknown', null],
    ['open to everyone', [ALIVE, replyWith(200), replyWith(200)], 'yes', 'unknown', null],
    [
      'rejected',
      [ALIVE, replyWith(401), replyWith(401)],
      'yes',
      'no',
      { code: 'token_rejected', params: { status: 401 } },
    ],
    ['broken behind the guard', [ALIVE, replyWith(401), replyWith(500)], 'yes', 'unknown', null],
    ['not answered', [ALIVE, replyWith(401), failureOf('timed_out', true)], 'yes', 'unknown', null],
    ['not answered without', [ALIVE, failureOf('timed_out', true), replyWith(200)], 'yes', 'unknown', null],
  ])('prove: %s', (_what, outcomes, reached, tokenAccepted, trouble) => {
    expect(judged(...outcomes)).toEqual({ reached, tokenAccepted, fault: trouble })
  })
})
