/** Run:AI as docs/systems/runai.md tells it: every form of the request, every spelling of the reply, every "no". */
import { describe, expect, it, test } from 'vitest'
import { formEncode, type HttpOutcome } from '../../../../shared/http.ts'
import { Secret } from '../../../../shared/secret.ts'
import { runai } from '../../../../shared/systems/runai/runai.ts'
import type { Draft, Known, SettingValue } from '../../../../shared/systems/system.ts'
import { failureOf, HTML, replyWith as json, NOW, settingsOf, tokenSet } from '../../samples.ts'

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

  /** Follows the search as the core does; each step is the status at which one of the paths answered. */
  function search(answer: (path: string, body: string) => number, own: Record<string, SettingValue> = {}) {
    const asked: string[] = []
    for (let facts = known(own); ; ) {
      const request = runai.renewalRequest(facts)
      const body = request.body ?? ''
      const path = new URL(request.url).pathname
      const form = body.includes('app_token') ? 'app-token' : body.includes('grantType') ? 'v1' : path
      asked.push(form)
      const status = answer(path, form)
      const reply =
        status === 200 ? json(200, { accessToken: 'a' }) : json(status, status === 401 ? {} : { code: status })
      const read = runai.readRenewal(reply, facts)
      const learned = Object.fromEntries(
        Object.entries({ ...facts.learned, ...(read.ok ? {} : read.tryWith), ...read.learned }).filter(([, v]) => v),
      )
      if (read.ok || read.tryWith === undefined) return { asked, learned, fault: read.ok ? null : read.fault.code }
      facts = { ...facts, learned }
    }
  }
  const V2 = '/api/v2/token'

  it.each([400, 401, 404, 405])('finds app_token on a server that answers %d to the other body there', (status) => {
    expect(search((path, form) => (path === V2 ? 404 : form === 'app-token' ? 200 : status))).toEqual({
      asked: [V2, 'v1', 'app-token'],
      learned: { tokenRequest: 'app-token' },
      fault: null,
    })
  })

  it.each([
    [400, 400],
    [401, 400],
    [400, 404],
    [401, 405],
  ])('says that the secret is refused only when no other body is left (%d, then %d)', (first, second) => {
    const found = search((path, form) => (path === V2 ? 404 : form === 'v1' ? first : second))
    expect(found).toMatchObject({ asked: [V2, 'v1', 'app-token'], learned: {} })
    expect(['invalid_client', 'refused']).toContain(found.fault)
  })

  it('tries every form at an address that was set by hand', () => {
    const typed = known({}, {})
    const facts = { ...typed, settings: { ...typed.settings, endpoints: { token: '/own/token' } } }
    expect(runai.readRenewal(json(400, { code: 400 }), facts)).toMatchObject({
      tryWith: { tokenRequest: 'client-credentials-v1', tried: 'oauth-v2' },
    })
  })

  it('does not search where the form was chosen by hand', () => {
    expect(search(() => 400, { tokenRequest: 'client-credentials-v1' })).toMatchObject({
      asked: ['v1'],
      fault: 'invalid_client',
    })
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
    expect(answer).toEqual({ ok: true, raw: { ...raw }, learned: { tokenRequest: 'oauth-v2', tried: '', refusal: '' } })
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
  const judged = (rules: HttpOutcome, clusters: HttpOutcome, first: HttpOutcome) =>
    runai.judge(
      new Map([
        ['access_rules', rules],
        ['clusters', clusters],
        ['first_clusters', first],
      ]),
      known(),
    )
  const HTML_TYPE = { 'content-type': 'text/html' }
  const page = json(200, HTML, HTML_TYPE)

  it.each<[string, HttpOutcome, HttpOutcome, string, string, string | null, HttpOutcome?]>([
    ['rules', json(200, [{ role: 'x' }]), json(200, []), 'yes', 'yes', null],
    ['rules, and no right to see clusters', json(200, { accessRules: [{}] }), json(403, {}), 'yes', 'yes', null],
    ['no rule yet', json(200, { accessRules: [] }), json(403, {}), 'yes', 'yes', 'permission_missing'],
    ['not even its own rules', json(403, {}), json(403, {}), 'yes', 'yes', 'permission_missing'],
    ['a token it does not take', json(401, {}), json(401, {}), 'yes', 'no', 'token_rejected'],
    ['older, and clusters seen', json(404, {}), json(200, []), 'yes', 'yes', null],
    ['older, and clusters not for a researcher', json(404, {}), json(403, {}), 'yes', 'unknown', null],
    ['older, and the token not taken', json(404, {}), json(401, {}), 'yes', 'no', 'token_rejected'],
    ['another server', json(404, {}), json(404, {}), 'no', 'unknown', 'wrong_address'],
    ['a web page', page, page, 'no', 'unknown', 'not_the_server', page],
    ['older, with a web page in place of rules', page, json(200, []), 'yes', 'yes', null],
    [
      'older, with a web page for what is not there',
      json(404, HTML, HTML_TYPE),
      json(401, {}),
      'yes',
      'no',
      'token_rejected',
    ],
    ['the oldest', page, page, 'yes', 'yes', null, json(200, [{ uuid: 'c' }])],
    ['the oldest, and the token not taken', json(404, {}), json(404, {}), 'yes', 'no', 'token_rejected', json(401, {})],
    ['an empty object', json(200, {}), json(404, {}), 'no', 'unknown', 'not_its_answer'],
    ['OK', json(200, 'OK'), json(404, {}), 'no', 'unknown', 'not_its_answer'],
    ['busy', json(503, {}), json(503, {}), 'no', 'unknown', 'server_busy'],
    ['offline', failureOf('offline'), failureOf('offline'), 'no', 'unknown', 'offline'],
  ])('%s', (_what, rules, clusters, reached, tokenAccepted, code, first = json(404, {})) => {
    const { fault, ...verdicts } = judged(rules, clusters, first)
    expect([verdicts, fault?.code ?? null]).toEqual([{ reached, tokenAccepted }, code])
  })
})

test('without a token the server is reached, and nothing is said of a token', () => {
  const bare = { ...known(), tokens: null }
  expect(runai.probes(bare).map(({ name }) => name)).toEqual(['access_rules'])
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
    ['the way to sign-in pages as base', draft({ baseUrl: 'https://runai.example/auth/' }), ['error base_holds_realm']],
    ['a page', draft({ baseUrl: 'https://runai.example/authors/' }), ['warning base_is_page']],
    ['no path', draft({ baseUrl: 'https://runai.example' }), []],
    ['the API as base', draft({ baseUrl: 'https://runai.example/api/v1' }), ['warning base_holds_endpoint']],
    ['the cloud', draft({ baseUrl: 'https://app.run.ai' }), ['warning runai_host']],
    ['a tenant in the cloud', draft({ baseUrl: 'https://acme.run.ai/' }), ['warning runai_host']],
    ['a name that only ends like it', draft({ baseUrl: 'https://grun.ai/' }), []],
    ['no secret at all', draft({}, {}), ['error required_missing']],
    ['neither ID nor secret', draft({ clientId: '' }, {}), ['error required_missing', 'error required_missing']],
    ['a pasted token alone', draft({ clientId: '' }, { accessToken: 't' }), ['warning bearer_only']],
    ['a secret without its ID', draft({ clientId: '' }), ['error required_missing']],
    ['the ID twice', draft({ clientId: 'same' }, { clientSecret: 'same' }), ['error secret_is_client_id']],
    ['no realm where one is needed', draft({ own: { tokenRequest: 'keycloak' } }), ['error required_missing']],
  ])('%s', (_what, given, found) => {
    expect(runai.mistakes(given).map(({ level, code }) => `${level} ${code}`)).toEqual(found)
  })
})
