/** "No" and "how long" in the words that servers have beside the standard's. */
import { expect, test } from 'vitest'
import type { FaultCode } from '../../../../shared/fault.ts'
import type { ScriptedAnswer } from '../../../kit/servers/scripted-http.ts'
import { clientCredentialsEntry, drawEntry, startKeeper, viewOf } from '../../started-keeper.ts'

function oauthEntry(grant: string): unknown {
  return {
    name: 'portal',
    system: 'oauth2',
    settings: {
      ...{ baseUrl: 'https://api.example/', clientId: 'desk', clientAuth: 'none', grant, maxRetries: 0 },
      endpoints: { token: '/token', device: '/device', authorization: '/authorize' },
    },
    secrets: { accessToken: 'access-0', refreshToken: 'refresh-0' },
  }
}

async function refused(grant: string, answers: readonly ScriptedAnswer[]) {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: oauthEntry(grant) })
  let code: FaultCode | null = null
  for (const answer of answers) {
    ports.http.answer(answer)
    await keeper.handlers['connections.refresh']({ name: 'portal' }).catch((thrown: { fault: { code: FaultCode } }) => {
      code = thrown.fault.code
    })
    await ports.clock.advance(3_000)
  }
  return { code, sends: ports.http.requests.length, state: (await viewOf(started, 'portal')).state }
}

const RENEWED = { json: { access_token: 'access-1', refresh_token: 'refresh-1', expires_in: 3_600 } }
const BARE = { status: 400, body: '' }
const INVALID = { status: 400, json: { error: 'invalid_request' } }

test.each<[string, string, readonly ScriptedAnswer[], FaultCode]>([
  ['a no with 200', 'refresh_token', [{ json: { error: 'bad_refresh_token' } }], 'refused'],
  ['a no with 200, to one who signed in', 'device_code', [{ json: { error: 'bad_refresh_token' } }], 'session_ended'],
  ['a no as an object', 'refresh_token', [{ json: { ok: false, error: { code: 17 } } }], 'refused'],
  ['a no by a status in the body', 'refresh_token', [{ json: { status: 401, message: 'Who?' } }], 'refused'],
  ['the same as a text', 'refresh_token', [{ json: { code: '403', data: null } }], 'refused'],
  ['a no in form encoding', 'refresh_token', [{ body: 'error=bad_refresh_token&error_uri=x' }], 'refused'],
  ['login_required', 'device_code', [{ status: 400, json: { error: 'login_required' } }], 'session_ended'],
  ['consent_required', 'device_code', [{ status: 400, json: { error: 'consent_required' } }], 'session_ended'],
  [
    'interaction_required',
    'authorization_code',
    [{ status: 400, json: { error: 'interaction_required' } }],
    'session_ended',
  ],
  [
    'the same with nobody to sign in',
    'refresh_token',
    [{ status: 400, json: { error: 'login_required' } }],
    'invalid_grant',
  ],
  ['an empty 400 after a renewal', 'device_code', [RENEWED, BARE], 'session_ended'],
  ['invalid_request after a renewal', 'device_code', [RENEWED, INVALID], 'session_ended'],
])('%s is a person’s matter, and sent once', async (_what, grant, answers, code) => {
  const result = await refused(grant, answers)
  expect(result).toMatchObject({ code, sends: answers.length, state: 'needs-person' })
})

test.each<[string, string, readonly ScriptedAnswer[], FaultCode]>([
  ['an empty 400 of settings that never renewed', 'device_code', [BARE], 'bad_request'],
  [
    'a 400 with a reason of its own',
    'device_code',
    [RENEWED, { status: 400, json: { error: 'nonce_needed' } }],
    'bad_request',
  ],
  ['an empty 400 where nobody signs in', 'refresh_token', [RENEWED, BARE], 'bad_request'],
])('%s still speaks of the settings', async (_what, grant, answers, code) => {
  expect(await refused(grant, answers)).toMatchObject({ code })
})

test.each(['internal_error', 'service_unavailable', 'request_timeout'])(
  'a 200 that says %s is no refusal: it is tried again',
  async (error) => {
    expect(await refused('refresh_token', [{ json: { error } }])).toMatchObject({ code: 'server_busy' })
  },
)

test.each<[object, FaultCode]>([
  [{ status: 503, message: 'back soon' }, 'server_busy'],
  [{ statusCode: 500 }, 'server_busy'],
  [{ code: 429, message: 'slowly' }, 'too_many_requests'],
  [{ code: 0, status: 200, data: null }, 'no_tokens_in_reply'],
])('a 200 with %j in its body is no refusal either', async (json, code) => {
  const answers: ScriptedAnswer[] = [{ json }, ...(code === 'no_tokens_in_reply' ? [{ json }] : [])]
  const { ports, keeper } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: oauthEntry('refresh_token') })
  for (const answer of answers) ports.http.answer(answer)
  await expect(keeper.handlers['connections.refresh']({ name: 'portal' })).rejects.toMatchObject({ fault: { code } })
})

test('a later reply without a life keeps the last told one; a typed date is of that token alone', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const refresh = async (json: object) => {
    ports.http.answer({ json })
    await ports.clock.advance(3_000)
    await keeper.handlers['connections.refresh']({ name: 'ward' })
    const { expiresAt, expirySource } = await viewOf(started, 'ward')
    return { lifeMs: expiresAt === null ? null : Date.parse(expiresAt) - ports.clock.now(), expirySource }
  }
  expect(await refresh({ access_token: 'a1' })).toEqual({ lifeMs: null, expirySource: 'none' })
  expect(await refresh({ access_token: 'a2', expires_in: 600 })).toEqual({
    lifeMs: 600_000,
    expirySource: 'expires_in',
  })
  for (const token of ['a3', 'a4'])
    expect(await refresh({ access_token: token })).toEqual({ lifeMs: 600_000, expirySource: 'last_told' })
})

/** An OSAIS connection whose server tells the life of its tokens in these words. */
async function loggedIn(duration: unknown) {
  const started = await startKeeper()
  const { keeper, ports } = started
  ports.http.answer({ status: 201, json: { data: { authToken: 'login-1', duration } } })
  const settings = { baseUrl: 'https://osais.example/' }
  const secrets = { clientToken: '0a1b2c3d4e5f', clientSecret: 'made-up-secret' }
  await keeper.handlers['connections.add']({ entry: { name: 'lab', system: 'osais', settings, secrets } })
  await ports.clock.advance(1_000)
  return started
}

test.each(['drei Tage', undefined])('a life told as %j is a day, and never "no expiry known"', async (duration) => {
  const started = await loggedIn(duration)
  const { keeper, ports } = started
  const { issuedAt, expiresAt, refreshAt, expirySource, state } = await viewOf(started, 'lab')
  const begun = Date.parse(issuedAt ?? '')
  expect({ life: Date.parse(expiresAt ?? '') - begun, expirySource, state }).toEqual({
    life: 24 * 3_600_000,
    expirySource: 'rule',
    state: 'valid',
  })
  expect(Date.parse(refreshAt ?? '') - begun).toBeLessThanOrEqual(12 * 3_600_000)
  expect(await keeper.handlers['connections.token']({ name: 'lab' })).toMatchObject({ token: 'login-1', warning: null })
  ports.http.answer({ status: 201, json: { data: { authToken: 'login-2', duration: '72h' } } })
  await ports.clock.advance(12 * 3_600_000)
  expect(await viewOf(started, 'lab')).toMatchObject({ generation: 2, expirySource: 'expires_in' })
  ports.http.answer({ status: 201, json: { data: { authToken: 'login-3' } } })
  await ports.clock.advance(36 * 3_600_000)
  expect(await viewOf(started, 'lab')).toMatchObject({ generation: 3, expirySource: 'last_told' })
})

test('whoever gets a token whose end nobody told is told that', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: clientCredentialsEntry('job') })
  ports.http.answer({ json: { access_token: 'machine-1' } })
  const granted = await keeper.handlers['connections.token']({ name: 'job' })
  expect(granted).toMatchObject({ token: 'machine-1', expiresAt: null, warning: { code: 'end_unknown' } })
  expect(await keeper.handlers['connections.token']({ name: 'job' })).toEqual(granted)
  expect(await viewOf(started, 'job')).toMatchObject({ state: 'unknown', expirySource: 'none' })
})

test('a scope that shrinks in a renewal is told: in view, list, journal and with the token, until it is whole again or another is asked', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  const entry = oauthEntry('refresh_token') as { settings: object }
  await keeper.handlers['connections.add']({
    entry: { ...entry, settings: { ...entry.settings, scope: 'read write' } },
  })
  const renewedWith = async (scope?: string) => {
    ports.http.answer({ json: { access_token: 'access-1', expires_in: 600, scope } })
    await ports.clock.advance(3_000)
    await keeper.handlers['connections.refresh']({ name: 'portal' })
    const { fault, scope: told, state } = await viewOf(started, 'portal')
    return { fault, told, state }
  }
  const journaled = async () => {
    const { entries } = await keeper.handlers['journal.read']({})
    return entries.filter(({ event }) => event === 'scope_shrank').map(({ params }) => params)
  }
  expect(await renewedWith('read write')).toMatchObject({ fault: null, told: { granted: ['read', 'write'], lost: [] } })
  const shrunk = {
    fault: { code: 'scope_shrank', params: { lost: 'write' } },
    told: { granted: ['read'], lost: ['write'] },
    state: 'valid',
  }
  expect(await renewedWith('read')).toMatchObject(shrunk)
  expect(await renewedWith()).toMatchObject(shrunk)
  expect(await journaled()).toEqual([{ count: 1 }])
  expect(await keeper.handlers['connections.list']({})).toMatchObject([{ fault: { code: 'scope_shrank' } }])
  // Whoever is handed the token learns it there too, before the first 403.
  const warned = async () => (await keeper.handlers['connections.token']({ name: 'portal' })).warning
  expect(await warned()).toMatchObject({ code: 'scope_shrank', params: { lost: 'write' } })
  await keeper.handlers['connections.edit']({ name: 'portal', entry: { settings: { scope: 'read' } } })
  expect(await viewOf(started, 'portal')).toMatchObject({ fault: null })
  expect(await renewedWith('read')).toMatchObject({ fault: null, told: { granted: ['read'], lost: [] } })
  expect(await warned()).toBeNull()
  expect(await journaled()).toEqual([{ count: 1 }])
})

test('a token of a type that no door sends is told: in view and list, and with the token', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: oauthEntry('refresh_token') })
  const told = { code: 'token_type_unknown', params: { name: 'portal', type: 'DPoP' } }
  ports.http.answer({ json: { access_token: 'access-1', expires_in: 600, token_type: 'DPoP' } })
  await keeper.handlers['connections.refresh']({ name: 'portal' })
  expect(await viewOf(started, 'portal')).toMatchObject({ state: 'valid', fault: told })
  expect(await keeper.handlers['connections.token']({ name: 'portal' })).toMatchObject({ warning: told })
  ports.http.answer({ json: { access_token: 'access-2', expires_in: 600, token_type: 'bearer' } })
  await ports.clock.advance(3_000)
  await keeper.handlers['connections.refresh']({ name: 'portal' })
  expect(await viewOf(started, 'portal')).toMatchObject({ fault: null })
  expect(await keeper.handlers['connections.token']({ name: 'portal' })).toMatchObject({ warning: null })
})

test('quick retries wait for as long as the server asks, never shorter', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  ports.http.answer({ status: 503, headers: { 'retry-after': '2' } })
  ports.http.answer({ json: { access_token: 'a1', expires_in: 600 } })
  const call = keeper.handlers['connections.refresh']({ name: 'ward' })
  await ports.clock.advance(1_999)
  expect(ports.http.requests).toHaveLength(1)
  await ports.clock.advance(1)
  await call
  expect(ports.http.requests).toHaveLength(2)
})
