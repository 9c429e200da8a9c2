/** Run:AI by its sheet (systems/runai.md): every form of the request, every spelling of the reply, every "no". */
import { describe, expect, it, test } from 'vitest'
import { formEncode, type HttpOutcome } from '../../../shared/http.ts'
import { Secret } from '../../../shared/secret.ts'
import { runai } from '../../../shared/systems/runai.ts'
import type { Draft, Known, SettingValue } from '../../../shared/systems/system.ts'
import { failureOf, HTML, replyWith as json, NOW, settingsOf, tokenSet } from '../samples.ts'

function known(own: Record<string, SettingValue> = {}, learned: Record<string, string> = {}): Known {
  return {
    settings: settingsOf({ baseUrl: 'https://runai.example/', clientId: 'trainer', own: { realm: 'runai', ...own } }),
    credentials: { clientSecret: new Secret('s3cret+') },
    tokens: tokenSet({ accessToken: new Secret('bearer'), refreshToken: null }),
    learned,
  }
}

const standard = { grant_type: 'client_credentials', client_id: 'trainer', client_secret: 's3cret+' }

describe('the token request', () => {
  it.each<[string, string, string]>([
    ['oauth-v2', '/api/v2/token', formEncode(standard)],
    [
      'client-credentials-v1',
      '/api/v1/token',
      JSON.stringify({ grantType: 'client_credentials', clientId: 'trainer', clientSecret: 's3cret+' }),
    ],
    ['app-token', '/api/v1/token', JSON.stringify({ grantType: 'app_token', AppId: 'trainer', AppSecret: 's3cret+' })],
    [
      'keycloak',
      '/auth/realms/runai/protocol/openid-connect/token',
      formEncode({ ...standard, scope: 'openid', response_type: 'id_token' }),
    ],
  ])('as %s', (form, path, body) => {
    const request = runai.renewalRequest(known({ tokenRequest: form }))
    expect(request).toMatchObject({ method: 'POST', url: `https://runai.example${path}`, body })
    expect(request.headers['content-type']).toBe(
      body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded',
    )
    expect(runai.renewalRequest(known({ tokenRequest: 'auto' }, { tokenRequest: form }))).toEqual(request)
  })

  it('puts an odd realm into the address safely', () => {
    const { url } = runai.renewalRequest(known({ tokenRequest: 'keycloak', realm: 'a b/../c' }))
    expect(url).toBe('https://runai.example/auth/realms/a%20b%2F..%2Fc/protocol/openid-connect/token')
  })
})

describe('finding the form', () => {
  it('goes from new to old, and each only once', () => {
    const seen: string[] = []
    for (let facts = known(), more = true; more; ) {
      seen.push(new URL(runai.renewalRequest(facts).url).pathname)
      const answer = runai.readRenewal(json(404, {}), facts)
      if (answer.ok) throw new Error('404 is no token')
      more = answer.tryWith !== undefined
      if (!more) expect(answer.fault).toEqual({ code: 'no_token_request', params: { status: 404 } })
      facts = { ...facts, learned: { ...facts.learned, ...answer.tryWith } }
    }
    expect(seen).toEqual([
      '/api/v2/token',
      '/api/v1/token',
      '/api/v1/token',
      '/auth/realms/runai/protocol/openid-connect/token',
    ])
  })

  it('begins with what worked before, and looks again after an update of the server', () => {
    const answer = runai.readRenewal(json(405, {}), known({}, { tokenRequest: 'keycloak' }))
    expect(answer).toMatchObject({ ok: false, tryWith: { tokenRequest: 'oauth-v2', tried: 'keycloak' } })
  })

  it('ends with what was chosen by hand', () => {
    expect(runai.readRenewal(json(404, {}), known({ tokenRequest: 'app-token' }))).toEqual({
      ok: false,
      fault: { code: 'wrong_address', params: { status: 404 } },
    })
  })

  it.each([400, 401, 403, 429, 500, 503])('stops at %d, which a server of this form says', (status) => {
    expect(runai.readRenewal(json(status, { code: status }), known())).not.toHaveProperty('tryWith')
  })
})

describe('the reply', () => {
  it.each<[string, object, Record<string, SettingValue>, object]>([
    [
      'v2',
      { access_token: 'a', token_type: 'Bearer', expires_in: 3600 },
      {},
      { access_token: 'a', token_type: 'Bearer', expires_in: 3600 },
    ],
    ['v1', { accessToken: 'a', expiresIn: 3600 }, {}, { access_token: 'a', expires_in: 3600 }],
    ['v1 as its page shows it', { accessToken: 'a' }, {}, { access_token: 'a' }],
    ['keycloak', { access_token: 'a', id_token: 'i', expires_in: 36000 }, {}, { access_token: 'a', expires_in: 36000 }],
    ['keycloak, id_token wanted', { access_token: 'a', id_token: 'i' }, { bearer: 'id_token' }, { access_token: 'i' }],
    ['an id token alone', { idToken: 'i' }, {}, { access_token: 'i' }],
    ['a refresh token that nobody needs', { access_token: 'a', refresh_token: 'r' }, {}, { access_token: 'a' }],
  ])('%s', (_what, body, own, raw) => {
    const answer = runai.readRenewal(json(200, body), known(own, { tokenRequest: 'oauth-v2', tried: 'keycloak' }))
    expect(answer).toEqual({ ok: true, raw: { ...raw }, learned: { tokenRequest: 'oauth-v2', tried: '' } })
  })

  it.each<[string, number, unknown, string]>([
    ['wrong secret, v2', 401, { error: 'invalid_client' }, 'invalid_client'],
    ['wrong secret, v2 with 400', 400, { error: 'unauthorized_client' }, 'invalid_client'],
    ['wrong secret, v1', 400, { code: 400, message: 'whatever it says' }, 'invalid_client'],
    ['a request it does not like', 400, { error: 'invalid_request' }, 'bad_request'],
    ['unknown realm', 404, { error: 'Realm does not exist' }, 'unknown_realm'],
    ['busy', 503, { code: 503, message: 'try again in a few minutes' }, 'server_busy'],
    ['a redirect to a sign-in page', 302, {}, 'redirected'],
  ])('%s', (_what, status, body, code) => {
    expect(runai.readRenewal(json(status, body), known())).toMatchObject({ ok: false, fault: { code } })
  })
})

describe('the proof', () => {
  const judged = (rules: HttpOutcome, clusters: HttpOutcome) =>
    runai.judge(
      new Map([
        ['access_rules', rules],
        ['clusters', clusters],
      ]),
      known(),
    )
  const page = json(200, HTML, { 'content-type': 'text/html' })

  it.each<[string, HttpOutcome, HttpOutcome, string, string, string | null]>([
    ['rules', json(200, [{ role: 'x' }]), json(200, []), 'yes', 'yes', null],
    ['rules, and no right to see clusters', json(200, { accessRules: [{}] }), json(403, {}), 'yes', 'yes', null],
    ['no rule yet', json(200, { accessRules: [] }), json(403, {}), 'yes', 'yes', 'permission_missing'],
    ['not even its own rules', json(403, {}), json(403, {}), 'yes', 'yes', 'permission_missing'],
    ['a token it does not take', json(401, {}), json(401, {}), 'yes', 'no', 'token_rejected'],
    ['older, and clusters seen', json(404, {}), json(200, []), 'yes', 'yes', null],
    ['older, and clusters forbidden', json(404, {}), json(403, {}), 'yes', 'yes', 'permission_missing'],
    ['older, and the token not taken', json(404, {}), json(401, {}), 'yes', 'no', 'token_rejected'],
    ['another server', json(404, {}), json(404, {}), 'no', 'unknown', 'wrong_address'],
    ['a web page', page, page, 'no', 'unknown', 'not_the_server'],
    ['busy', json(503, {}), json(503, {}), 'no', 'unknown', 'server_busy'],
    ['offline', failureOf('offline'), failureOf('offline'), 'no', 'unknown', 'offline'],
  ])('%s', (_what, rules, clusters, reached, tokenAccepted, code) => {
    const { fault, ...verdicts } = judged(rules, clusters)
    expect([verdicts, fault?.code ?? null]).toEqual([{ reached, tokenAccepted }, code])
  })
})

test('without a token the server is reached, and nothing is said of a token', () => {
  const bare = { ...known(), tokens: null }
  expect(runai.proofs(bare).map(({ name }) => name)).toEqual(['access_rules'])
  expect(runai.judge(new Map([['access_rules', json(401, {})]]), bare)).toEqual({
    reached: 'yes',
    tokenAccepted: 'unknown',
    fault: null,
  })
})

describe('mistakes', () => {
  const draft = (changes: Partial<Draft['settings']>, secrets: Draft['secrets'] = { clientSecret: 's' }): Draft => ({
    settings: settingsOf({
      baseUrl: 'https://runai.example/',
      clientId: 'trainer',
      own: { realm: 'runai' },
      ...changes,
    }),
    secrets,
    typedExpiresAt: null,
    now: NOW,
  })

  it.each<[string, Draft, string[]]>([
    ['none', draft({}), []],
    [
      'the sign-in page as base',
      draft({ baseUrl: 'https://runai.example/auth/realms/x/' }),
      ['error base_holds_realm'],
    ],
    ['the API as base', draft({ baseUrl: 'https://runai.example/api/v1' }), ['warning base_holds_endpoint']],
    ['the cloud', draft({ baseUrl: 'https://app.run.ai' }), ['warning runai_host']],
    ['a tenant in the cloud', draft({ baseUrl: 'https://acme.run.ai/' }), ['warning runai_host']],
    ['a name that only ends like it', draft({ baseUrl: 'https://grun.ai/' }), []],
    ['no secret at all', draft({}, {}), ['error required_missing']],
    ['a pasted token alone', draft({ clientId: '' }, { accessToken: 't' }), ['warning bearer_only']],
    ['a secret without its ID', draft({ clientId: '' }), ['error required_missing']],
    ['the ID twice', draft({ clientId: 'same' }, { clientSecret: 'same' }), ['error secret_is_client_id']],
    ['no realm where one is needed', draft({ own: { tokenRequest: 'keycloak' } }), ['error required_missing']],
  ])('%s', (_what, given, found) => {
    expect(runai.mistakes(given).map(({ level, code }) => `${level} ${code}`)).toEqual(found)
  })
})
