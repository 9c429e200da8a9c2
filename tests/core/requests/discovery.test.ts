/** A server that tells its own addresses is asked for them once, on a test or at first use. */
// Loaded before the clock of the test counts: it is otherwise loaded when first needed, in real time.
import 'oauth4webapi'
import { constants, createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { NetworkChange } from '../../../shared/connections/network.ts'
import { en } from '../../../shared/text/en.ts'
import { faultMessage } from '../../../shared/text/sentence.ts'
import { readJwt } from '../../../shared/tokens/jwt.ts'
import { faultCodeOf } from '../../kit/fault-code.ts'
import { until } from '../../kit/processes/until.ts'
import { ownAuthority } from '../../kit/servers/own-authority.ts'
import type { ScriptedAnswer } from '../../kit/servers/scripted-http.ts'
import { type Started, startKeeper, viewOf } from '../started-keeper.ts'

const ISSUER = 'https://login.example/realms/a'
const OIDC = `${ISSUER}/.well-known/openid-configuration`
const RFC_8414 = 'https://login.example/.well-known/oauth-authorization-server/realms/a'
const BEHIND = `${ISSUER}/.well-known/oauth-authorization-server`
const METADATA = { issuer: ISSUER, token_endpoint: 'https://login.example/t' }
const TOKENS = { json: { access_token: 'a', expires_in: 3_600 } }

async function started(
  answers: Readonly<Record<string, ScriptedAnswer | ScriptedAnswer[]>>,
  own: object = {},
  secrets: object = { clientSecret: 'a secret' },
  site: object = {},
): Promise<Started> {
  const rig = await startKeeper()
  rig.ports.siteFiles.lay({ '10.json': { everbearer: 1, ...site } })
  const script = new Map(Object.entries(answers))
  rig.ports.http.otherwise(({ url }) => {
    const answer = script.get(url)
    if (Array.isArray(answer)) return (answer.length > 1 ? answer.shift() : answer[0]) ?? { status: 404 }
    return answer ?? { status: 404, json: {} }
  })
  const entry = {
    name: 'machine',
    system: 'oauth2',
    settings: { baseUrl: 'https://api.example/', issuer: ISSUER, clientId: 'm', grant: 'client_credentials', ...own },
    secrets,
  }
  await rig.keeper.handlers['connections.add']({ entry })
  await rig.ports.clock.advance(5_000)
  return rig
}

const asked = ({ ports }: Started, url: string) => ports.http.requests.filter((request) => request.url === url)

test('at first use, and never again', async () => {
  const rig = await started({ [OIDC]: { json: METADATA }, 'https://login.example/t': TOKENS })
  const view = await viewOf(rig, 'machine')
  expect(view).toMatchObject({ state: 'valid', urls: { token: 'https://login.example/t' } })
  await rig.ports.clock.advance(3_600_000)
  expect(asked(rig, OIDC)).toHaveLength(1)
  expect(asked(rig, 'https://login.example/t').length).toBeGreaterThan(1)
})

test('a server without OpenID tells them elsewhere', async () => {
  const rig = await started({ [RFC_8414]: { json: METADATA }, 'https://login.example/t': TOKENS })
  expect((await viewOf(rig, 'machine')).state).toBe('valid')
})

test.each<[string, ScriptedAnswer]>([
  ['a gateway’s 401', { status: 401 }],
  ['a gateway’s 403', { status: 403, json: {} }],
  [
    'a page for every address',
    { status: 200, body: '<!doctype html><title>App</title>', headers: { 'content-type': 'text/html' } },
  ],
  ['the way to a sign-in elsewhere', { status: 302, headers: { location: 'https://sso.example/login' } }],
])('%s at OpenID’s place says nothing of the other', async (_what, answer) => {
  const rig = await started({ [OIDC]: answer, [RFC_8414]: { json: METADATA }, 'https://login.example/t': TOKENS })
  expect((await viewOf(rig, 'machine')).state).toBe('valid')
})

test('a server that puts it behind the path is found', async () => {
  const rig = await started({ [BEHIND]: { json: METADATA }, 'https://login.example/t': TOKENS })
  expect((await viewOf(rig, 'machine')).state).toBe('valid')
})

test('a busy server is not asked at its other places', async () => {
  const rig = await started({ [OIDC]: { status: 503 }, [RFC_8414]: { json: METADATA } })
  expect(asked(rig, RFC_8414)).toHaveLength(0)
})

test('an endpoint that was set by hand counts before what the server tells', async () => {
  const rig = await started(
    { 'https://login.example/own': TOKENS },
    { endpoints: { token: 'https://login.example/own' } },
  )
  expect((await viewOf(rig, 'machine')).state).toBe('valid')
  expect(asked(rig, OIDC)).toEqual([])
})

test.each([301, 302, 307, 308])('a server that redirects to the same address with a slash (%i)', async (status) => {
  const rig = await started({
    [OIDC]: { status, headers: { location: `${OIDC}/` } },
    [`${OIDC}/`]: { json: METADATA },
    'https://login.example/t': TOKENS,
  })
  expect((await viewOf(rig, 'machine')).state).toBe('valid')
})

test('the same, where the runtime does not tell where a redirect leads', async () => {
  const rig = await started({
    [OIDC]: { trouble: 'redirected', sent: true },
    [`${OIDC}/`]: { json: METADATA },
    'https://login.example/t': TOKENS,
  })
  expect((await viewOf(rig, 'machine')).state).toBe('valid')
})

test.each([
  ['another origin', 'https://evil.example/.well-known/openid-configuration'],
  ['plain http', `http://login.example/realms/a/.well-known/openid-configuration`],
  ['another port', 'https://login.example:8443/'],
  ['what is no address', 'https://'],
  ['itself', OIDC],
])('a redirect to %s is not followed', async (_what, location) => {
  const rig = await started({ [OIDC]: { status: 302, headers: { location } } })
  expect((await viewOf(rig, 'machine')).fault?.code).toBe('redirected')
  expect(new Set(rig.ports.http.requests.map(({ url }) => url))).toEqual(new Set([OIDC, RFC_8414, BEHIND]))
})

test('a second redirect ends it', async () => {
  const rig = await started({
    [OIDC]: { status: 301, headers: { location: `${OIDC}/` } },
    [`${OIDC}/`]: { status: 301, headers: { location: `${OIDC}//` } },
  })
  expect((await viewOf(rig, 'machine')).fault?.code).toBe('redirected')
  expect(asked(rig, `${OIDC}//`)).toEqual([])
})

test('an address that is gone is asked for anew', async () => {
  const moved = { json: { ...METADATA, token_endpoint: 'https://login.example/t2' } }
  const rig = await started({
    [OIDC]: [{ json: METADATA }, moved],
    'https://login.example/t': [TOKENS, { status: 404, json: {} }],
    'https://login.example/t2': TOKENS,
  })
  await rig.keeper.handlers['connections.refresh']({ name: 'machine' }).catch(() => undefined)
  await rig.keeper.handlers['connections.refresh']({ name: 'machine' })
  expect(await viewOf(rig, 'machine')).toMatchObject({ state: 'valid', urls: { token: 'https://login.example/t2' } })
})

test.each([
  ['another issuer', { json: { ...METADATA, issuer: 'https://evil.example' } }, 'issuer_mismatch'],
  ['nothing there', { status: 404, json: {} }, 'no_discovery'],
  ['a web page', { headers: { 'content-type': 'text/html' }, body: '<html>' }, 'no_discovery'],
  ['no token endpoint', { json: { issuer: ISSUER } }, 'no_discovery'],
  ['an address that is none', { json: { ...METADATA, token_endpoint: 'javascript:1' } }, 'invalid_told_address'],
  ['one that URL refuses', { json: { ...METADATA, token_endpoint: 'https://256.1.1.1/t' } }, 'invalid_told_address'],
  ['a list in its place', { json: { ...METADATA, token_endpoint: [METADATA.token_endpoint] } }, 'invalid_told_address'],
  ['a busy server', { status: 503 }, 'server_busy'],
  ['too many requests', { status: 429 }, 'too_many_requests'],
  ['an unknown host', { trouble: 'unknown_host', sent: false }, 'unknown_host'],
] as const)('%s: %o', async (_what, answer, code) => {
  const rig = await started({ [OIDC]: answer })
  expect((await viewOf(rig, 'machine')).fault?.code).toBe(code)
  const result = await rig.keeper.handlers['connections.test']({ name: 'machine' })
  expect(result).toMatchObject({ fault: { code }, steps: [{ name: 'discovery', url: ISSUER }] })
})

describe('an issuer that the server does not call itself by: a fault, and a step that a person can follow', () => {
  const OTHER = 'https://other.example/realms/a'
  test.each<[string, string, string, object, RegExp]>([
    [
      'a slash too few',
      ISSUER,
      `${ISSUER}/`,
      { why: 'slash', told: `${ISSUER}/` },
      /exactly that: https:\/\/login.example\/realms\/a\/\./,
    ],
    [
      'a slash too many',
      `${ISSUER}/`,
      ISSUER,
      { why: 'slash', told: ISSUER },
      /exactly that: https:\/\/login.example\/realms\/a\./,
    ],
    [
      'another realm',
      ISSUER,
      'https://login.example/realms/b',
      { why: 'path', told: 'https://login.example/realms/b' },
      /exactly that/,
    ],
    ['the host without its path', 'https://login.example', ISSUER, { why: 'path', told: ISSUER }, /exactly that/],
    [
      'many tenants',
      'https://login.example/common/v2.0',
      'https://login.example/{tenantid}/v2.0',
      { why: 'tenants', part: 'common' },
      /own tenant’s ID/,
    ],
    [
      'a tenant by its name',
      'https://login.example/contoso.example/v2.0',
      'https://login.example/{tenantid}/v2.0',
      { why: 'tenants', part: 'contoso.example' },
      /own tenant’s ID/,
    ],
    ['another server', ISSUER, OTHER, { told: OTHER }, /server you mean/],
    ['words that lead astray', ISSUER, 'https://login.example@evil.example/?a', {}, /server you mean/],
  ])('%s', async (_what, issuer, told, params, next) => {
    const place = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const rig = await started({ [place]: { json: { ...METADATA, issuer: told } } }, { issuer })
    const { fault } = await viewOf(rig, 'machine')
    expect(fault).toEqual({ code: 'issuer_mismatch', params })
    expect(faultMessage(en, fault ?? { code: 'bug', params: {} }).next).toMatch(next)
  })

  test.each(['common', 'organizations', 'consumers'])('Entra ID’s %s is told while it is typed', async (word) => {
    const issuer = `https://login.microsoftonline.com/${word}/v2.0`
    await expect(started({}, { issuer })).rejects.toMatchObject({ fault: { code: 'issuer_of_many' } })
  })
})

test('an address that is none is told by its field, unless it was set by hand', async () => {
  const bad = { json: { ...METADATA, token_endpoint: 'https://256.1.1.1/t' } }
  const rig = await started({ [OIDC]: bad, 'https://login.example/own': TOKENS })
  const { fault } = await viewOf(rig, 'machine')
  expect(fault).toMatchObject({ code: 'invalid_told_address', params: { field: 'token_endpoint' } })
  const entry = { settings: { endpoints: { token: 'https://login.example/own' } }, secrets: { clientSecret: 'b' } }
  await rig.keeper.handlers['connections.edit']({ name: 'machine', entry })
  await rig.ports.clock.advance(5_000)
  expect((await viewOf(rig, 'machine')).state).toBe('valid')
})

test('one that is not needed hinders nothing, and is told in the journal', async () => {
  const extra = { introspection_endpoint: 'https://256.1.1.1/', revocation_endpoint: 7, authorization_endpoint: '' }
  const rig = await started({ [OIDC]: { json: { ...METADATA, ...extra } }, 'https://login.example/t': TOKENS })
  expect((await viewOf(rig, 'machine')).state).toBe('valid')
  const { entries } = await rig.keeper.handlers['journal.read']({ name: 'machine' })
  const params = { fields: 'revocation_endpoint, introspection_endpoint' }
  expect(entries).toContainEqual(expect.objectContaining({ event: 'invalid_told_address', params }))
})

test('an https server that names a plain http address is not believed', async () => {
  const rig = await started({ [OIDC]: { json: { ...METADATA, token_endpoint: 'http://login.example/t' } } })
  expect(rig.ports.http.requests.filter(({ url }) => url.startsWith('http:'))).toEqual([])
})

test('nor does one on this computer lead anywhere else over plain http', async () => {
  const here = 'http://127.0.0.1:9/realm'
  const rig = await startKeeper()
  rig.ports.http.otherwise(({ url }) =>
    url.startsWith(here) ? { json: { issuer: here, token_endpoint: 'http://login.example/t' } } : TOKENS,
  )
  const settings = { baseUrl: here, issuer: here, clientId: 'm', grant: 'client_credentials' }
  const entry = { system: 'oauth2', settings, secrets: { clientSecret: 'a secret' } }
  expect(await rig.keeper.handlers['connections.testDraft']({ entry })).toMatchObject({
    fault: { code: 'invalid_told_address', params: { field: 'token_endpoint' } },
  })
  expect(rig.ports.http.requests.filter(({ url }) => url.startsWith('http://login'))).toEqual([])
})

test.each([
  ['takes the secret in the body alone', ['client_secret_post', 'none'], true],
  ['takes it in HTTP Basic as well', ['client_secret_post', 'client_secret_basic'], false],
])('where the server says that it %s, that is where it is sent', async (_what, methods, inBody) => {
  const rig = await startKeeper()
  rig.ports.http.otherwise(({ url }) =>
    url === OIDC ? { json: { ...METADATA, token_endpoint_auth_methods_supported: methods } } : TOKENS,
  )
  const settings = {
    baseUrl: 'https://api.example/',
    issuer: ISSUER,
    clientId: 'm',
    grant: 'client_credentials',
  }
  await rig.keeper.handlers['connections.add']({
    entry: { name: 'machine', system: 'oauth2', settings, secrets: { clientSecret: 'a-secret' } },
  })
  await rig.keeper.handlers['connections.token']({ name: 'machine' })
  const asked = rig.ports.http.requests.find(({ body }) => body?.includes('grant_type'))
  expect(asked?.body?.includes('client_secret=a-secret')).toBe(inBody)
  expect(asked?.headers['authorization'] === undefined).toBe(inBody)
})

test('a test of what is typed asks too, and remembers nothing', async () => {
  const rig = await startKeeper()
  rig.ports.http.otherwise(({ url }) => (url === OIDC ? { json: METADATA } : TOKENS))
  const result = await rig.keeper.handlers['connections.testDraft']({
    entry: {
      system: 'oauth2',
      settings: { baseUrl: 'https://api.example/', issuer: ISSUER, clientId: 'm', grant: 'client_credentials' },
      secrets: { clientSecret: 'a secret' },
    },
  })
  expect(result.canRenew).toBe('yes')
  expect(result.steps.map(({ name }) => name)).toEqual(['discovery', 'token_request', 'token_endpoint'])
})

test.each(['rsa', 'ec', 'ed25519', 'jwk'] as const)(
  'a client with a key signs each request anew (%s)',
  async (kind) => {
    const { privateKey } =
      kind === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2_048 })
        : kind === 'ed25519'
          ? generateKeyPairSync('ed25519')
          : generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key =
      kind === 'jwk'
        ? JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'key-7' })
        : // A form loses the line breaks on the way.
          privateKey
            .export({ type: 'pkcs8', format: 'pem' })
            .toString()
            .replaceAll('\n', kind === 'ec' ? '' : '\n')
    const rig = await started(
      { [OIDC]: { json: METADATA }, 'https://login.example/t': TOKENS },
      { clientAuth: 'private_key_jwt' },
      { privateKey: key },
    )
    // Signing happens outside of the test's clock.
    await until('a token', async () => (await viewOf(rig, 'machine')).state === 'valid')
    await rig.keeper.handlers['connections.refresh']({ name: 'machine' })
    const bodies = asked(rig, 'https://login.example/t').map(({ body }) => new URLSearchParams(body))
    const assertions = bodies.map((body) => body.get('client_assertion') ?? '')
    expect(bodies[0]?.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    expect(new Set(assertions).size).toBe(assertions.length)
    const [head = '', payload = ''] = (assertions[0] ?? '')
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString())
    expect(JSON.parse(payload)).toMatchObject({ iss: 'm', sub: 'm', aud: ISSUER })
    expect(readJwt(assertions[0] ?? '')).not.toBeNull()
    const { alg, kid } = JSON.parse(head) as { alg: string; kid?: string }
    expect({ alg, kid }).toEqual({
      alg: { rsa: 'RS256', ec: 'ES256', ed25519: 'EdDSA', jwk: 'ES256' }[kind],
      kid: kind === 'jwk' ? 'key-7' : undefined,
    })
  },
)

const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const jwk = (key: KeyObject, alg: string) => JSON.stringify({ ...key.export({ format: 'jwk' }), alg })

/** How node:crypto looks at what each of them has signed. */
const LOOKED_AT = {
  RS256: { hash: 'sha256', padding: constants.RSA_PKCS1_PADDING },
  RS512: { hash: 'sha512', padding: constants.RSA_PKCS1_PADDING },
  PS256: { hash: 'sha256', padding: constants.RSA_PKCS1_PSS_PADDING },
  EdDSA: { hash: null, padding: undefined },
  Ed25519: { hash: null, padding: undefined },
}

test.each([
  ['what the server takes, where the key could do several', ['ES256', 'PS256'], rsa, pem, 'PS256'],
  ['what most take, where the server takes that too', ['PS256', 'RS256'], rsa, pem, 'RS256'],
  ['what most take, where the server names nothing of the kind', ['ES256', 'XX1', 7], rsa, pem, 'RS256'],
  ['what the key says itself', ['RS256'], rsa, (key: KeyObject) => jwk(key, 'PS256'), 'PS256'],
  ['what the key says itself, unheard of', undefined, rsa, (key: KeyObject) => jwk(key, 'RS512'), 'RS512'],
  ['the older name', ['EdDSA', 'Ed25519'], () => generateKeyPairSync('ed25519').privateKey, pem, 'EdDSA'],
  ['the newer name alone', ['Ed25519'], () => generateKeyPairSync('ed25519').privateKey, pem, 'Ed25519'],
] as const)('a key signs with %s', async (_what, told, made, written, alg) => {
  const key = made()
  const metadata = { ...METADATA, token_endpoint_auth_signing_alg_values_supported: told }
  const rig = await started(
    { [OIDC]: { json: metadata }, 'https://login.example/t': TOKENS },
    { clientAuth: 'private_key_jwt' },
    { privateKey: written(key) },
  )
  await until('a token', async () => (await viewOf(rig, 'machine')).state === 'valid')
  const [request] = asked(rig, 'https://login.example/t')
  const assertion = new URLSearchParams(request?.body).get('client_assertion') ?? ''
  const [head = '', payload = '', signature = ''] = assertion.split('.')
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg })
  const { hash, padding } = LOOKED_AT[alg]
  const means = { key: createPublicKey(key), padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  expect(verify(hash, Buffer.from(`${head}.${payload}`), means, Buffer.from(signature, 'base64url'))).toBe(true)
})

test('a key that cannot be read is told with its next step, and nothing is sent', async () => {
  const rig = await started(
    { [OIDC]: { json: METADATA } },
    { clientAuth: 'private_key_jwt' },
    { privateKey: '-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----' },
  )
  await until('a fault', async () => (await viewOf(rig, 'machine')).fault?.code === 'invalid_private_key')
  expect(asked(rig, 'https://login.example/t')).toEqual([])
})

describe('a certificate of the client’s own', () => {
  const [PLAIN, ALIAS] = ['https://login.example/t', 'https://login.example/mtls/t']
  const ward = ownAuthority().issue('Ward 3')
  const client = { form: 'pem', certificate: ward.certificate, key: ward.key } as const

  async function withAlias(alias: unknown, change: NetworkChange, name: string | undefined): Promise<Started> {
    const metadata = { ...METADATA, mtls_endpoint_aliases: alias }
    const places = { [OIDC]: { json: metadata }, [PLAIN]: TOKENS, [ALIAS]: TOKENS, 'https://mtls.example/t': TOKENS }
    const rig = await started(places)
    await rig.keeper.handlers['network.set']({ name, change })
    await rig.ports.clock.advance(5_000)
    return rig
  }
  const renewedAt = async (rig: Started) => {
    await rig.keeper.handlers['connections.refresh']({ name: 'machine' })
    return rig.ports.http.requests.at(-1)?.url
  }

  test('is shown where the server wants to see one, until it is taken away again', async () => {
    const rig = await withAlias({ token_endpoint: ALIAS }, { client }, 'machine')
    expect(await renewedAt(rig)).toBe(ALIAS)
    await rig.keeper.handlers['network.set']({ name: 'machine', change: { client: null } })
    await rig.ports.clock.advance(5_000)
    expect(await renewedAt(rig)).toBe(PLAIN)
  })

  test.each([
    ['all connections have', { token_endpoint: ALIAS }, { client }, undefined],
    ['no server asks for elsewhere', undefined, { client }, 'machine'],
    ['is to be shown at no address', { token_endpoint: 'mtls' }, { client }, 'machine'],
    ['was not set', { token_endpoint: ALIAS }, { proxy: null }, 'machine'],
  ] as const)('that %s leads nowhere else', async (_what, alias, change, name) => {
    expect(await renewedAt(await withAlias(alias, change, name))).toBe(PLAIN)
  })

  test('on another host the secrets go there once a person has allowed it', async () => {
    const rig = await withAlias({ token_endpoint: 'https://mtls.example/t' }, { client }, 'machine')
    expect(await faultCodeOf(rig.keeper.handlers['connections.refresh']({ name: 'machine' }))).toBe('origin_told')
    await rig.keeper.handlers['connections.allowOrigins']({ name: 'machine', allowOrigins: ['https://mtls.example'] })
    expect(await renewedAt(rig)).toBe('https://mtls.example/t')
  })
})

describe('addresses of another server', () => {
  const elsewhere = {
    ...METADATA,
    token_endpoint: 'https://tokens.example/t',
    revocation_endpoint: 'https://tokens.example/r',
  }

  test('are bound with the issuer that tells them first, which the journal says', async () => {
    const rig = await started({ [OIDC]: { json: elsewhere }, 'https://tokens.example/t': TOKENS })
    expect((await viewOf(rig, 'machine')).state).toBe('valid')
    const { entries } = await rig.keeper.handlers['journal.read']({ name: 'machine' })
    expect(entries).toContainEqual(
      expect.objectContaining({ event: 'origins_told', params: { to: 'https://tokens.example' } }),
    )
  })

  /** Told once, then gone; from then on the issuer names a server of somebody else. */
  async function moved(site: object = {}): Promise<Started> {
    const script = {
      [OIDC]: [{ json: METADATA }, { json: elsewhere }],
      'https://login.example/t': [TOKENS, { status: 404, json: {} }],
      'https://tokens.example/t': TOKENS,
    }
    const rig = await started(script, {}, { clientSecret: 'a secret' }, site)
    await rig.keeper.handlers['connections.refresh']({ name: 'machine' }).catch(() => undefined)
    return rig
  }

  test('that are told later get nothing before somebody outside of the page has said yes', async () => {
    const rig = await moved()
    const question = {
      fault: {
        code: 'origin_told',
        params: {
          name: 'machine',
          wanted: 'https://tokens.example',
          bound: expect.stringContaining('https://login.example'),
        },
      },
    }
    await expect(rig.keeper.handlers['connections.refresh']({ name: 'machine' })).rejects.toMatchObject(question)
    await expect(rig.keeper.handlers['connections.allowOrigins']({ name: 'machine' })).rejects.toMatchObject(question)
    await rig.ports.clock.advance(3_600_000)
    expect(asked(rig, 'https://tokens.example/t')).toEqual([])
    expect((await viewOf(rig, 'machine')).fault?.code).toBe('origin_told')

    const yes = { name: 'machine', allowOrigins: ['https://tokens.example'] }
    await rig.keeper.handlers['connections.allowOrigins'](yes)
    await rig.ports.clock.advance(1_000)
    expect(await viewOf(rig, 'machine')).toMatchObject({ state: 'valid', fault: null })
    expect(asked(rig, 'https://tokens.example/t').length).toBeGreaterThan(0)
    await expect(rig.keeper.handlers['connections.allowOrigins']({ name: 'machine' })).rejects.toMatchObject({
      fault: { code: 'nothing_to_allow' },
    })
  })

  test('that the site allows need nobody’s yes, and any other still does', async () => {
    const others = await moved({ allowedOrigins: ['https://login.example', 'https://others.example'] })
    expect(asked(others, 'https://tokens.example/t')).toEqual([])
    const rig = await moved({ allowedOrigins: ['https://tokens.example'] })
    await rig.keeper.handlers['connections.refresh']({ name: 'machine' })
    expect(await viewOf(rig, 'machine')).toMatchObject({ state: 'valid', fault: null })
    expect(asked(rig, 'https://tokens.example/t').length).toBeGreaterThan(0)
    const { entries } = await rig.keeper.handlers['journal.read']({ name: 'machine' })
    const told = { event: 'origins_told', params: { to: 'https://tokens.example' } }
    expect(entries).toContainEqual(expect.objectContaining(told))
  })

  test('of an issuer that was entered without the secrets are asked about at once', async () => {
    const other = 'https://login.example/realms/b'
    const rig = await started({
      [OIDC]: { json: METADATA },
      'https://login.example/t': TOKENS,
      [`${other}/.well-known/openid-configuration`]: { json: { ...elsewhere, issuer: other } },
    })
    const entry = { settings: { issuer: other } }
    await rig.keeper.handlers['connections.edit']({ name: 'machine', entry })
    await expect(rig.keeper.handlers['connections.refresh']({ name: 'machine' })).rejects.toMatchObject({
      fault: { code: 'origin_told' },
    })
    const tested = await rig.keeper.handlers['connections.testDraft']({ name: 'machine', entry })
    expect(tested.fault?.code).toBe('origin_told')
    expect(asked(rig, 'https://tokens.example/t')).toEqual([])
  })
})
