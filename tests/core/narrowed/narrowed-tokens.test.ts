/** Tokens for a resource or scope that one call names, beside the connection's own (docs/decisions.md 36). */

import { describe, expect, it, test } from 'vitest'
import type { TokenAnswer } from '../../../shared/api/contract/contract.ts'
import type { FaultCode } from '../../../shared/fault.ts'
import type { HttpRequest } from '../../../shared/http.ts'
import { faultCodeOf } from '../../kit/fault-code.ts'
import { jwt } from '../../kit/jwt.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import type { ScriptedAnswer } from '../../kit/servers/scripted-http.ts'
import { clientCredentialsEntry, drawEntry, type Started, startKeeper } from '../started-keeper.ts'

const MINUTE = 60_000
const API = 'https://api.example/'

type Own = Readonly<Record<string, unknown>>

const refreshEntry = (own: Own = {}) => ({
  name: 'login',
  system: 'oauth2',
  settings: {
    baseUrl: 'https://api.example/',
    clientId: 'desk',
    clientAuth: 'none',
    maxRetries: 1,
    endpoints: { token: 'https://login.example/token' },
    ...own,
  },
  secrets: { refreshToken: 'refresh-0' },
})

async function started(entry: unknown): Promise<Started> {
  const rig = await startKeeper(memoryPorts())
  await rig.keeper.handlers['connections.add']({ entry })
  return rig
}

const form = ({ body = '' }: HttpRequest) => Object.fromEntries(new URLSearchParams(body))
const sent = ({ ports }: Started) => ports.http.requests.map(form)
const own = (rig: Started, name = 'login') => rig.keeper.handlers['connections.token']({ name })
const narrow = (rig: Started, asked: Own, name = 'login') =>
  rig.keeper.handlers['connections.token']({ name, ...asked })

/**
 * A server that keeps its refresh tokens, until it is asked for a resource or scope where `begins`: then each answer brings
 * the next one, and the one before counts no more.
 */
function server(rig: Started, { begins = false, lifeS = 3_600 } = {}) {
  let next = 0
  let rotates = false
  let answered = 0
  const wrong: string[] = []
  const underWay = new Set<string>()
  rig.ports.http.otherwise(async (request) => {
    const { refresh_token: refreshToken = '', resource, scope } = form(request)
    const isNarrow = resource !== undefined || scope !== undefined
    if (refreshToken !== `refresh-${next}` || underWay.has(refreshToken)) wrong.push(refreshToken)
    underWay.add(refreshToken)
    await rig.ports.clock.settle()
    underWay.delete(refreshToken)
    rotates ||= begins && isNarrow
    if (rotates) next += 1
    answered += 1
    const token = { access_token: `for-${resource ?? 'own'}-${answered}`, expires_in: lifeS }
    return {
      json: { ...token, ...(rotates ? { refresh_token: `refresh-${next}` } : {}), ...(scope && { scope }) },
    }
  })
  return { wrong }
}

const plain = (access: string, more: Own = {}): ScriptedAnswer => ({
  json: { access_token: access, expires_in: 3_600, ...more },
})

describe('client credentials', () => {
  it('are asked again with the resource and the scope, and the connection’s own set stays', async () => {
    const rig = await started(clientCredentialsEntry('machine'))
    rig.ports.http.answer(plain('own'))
    const before = await own(rig, 'machine')
    rig.ports.http.answer(plain('narrow'))
    const got = await narrow(rig, { resource: API, scope: 'read write read' }, 'machine')
    expect(got).toMatchObject({ token: 'narrow', generation: 1, warning: null, baseUrl: before.baseUrl })
    const [first, second] = sent(rig)
    expect(second).toEqual({ ...first, resource: API, scope: 'read write' })
    expect(await own(rig, 'machine')).toBe(before)
    // From memory, in whatever order the words are asked for, and not another request.
    expect(await narrow(rig, { resource: API, scope: 'write read' }, 'machine')).toBe(got)
    expect(rig.ports.http.requests).toHaveLength(2)
  })

  it('name an audience where the connection does so', async () => {
    const entry = clientCredentialsEntry('machine') as { settings: object }
    const rig = await started({ ...entry, settings: { ...entry.settings, audience: 'https://first.example/' } })
    rig.ports.http.answer(plain('narrow'))
    await narrow(rig, { resource: API }, 'machine')
    expect(sent(rig)[0]).toMatchObject({ audience: API })
    expect(sent(rig)[0]).not.toHaveProperty('resource')
  })

  it('are sent once for many callers, and again when the life is over', async () => {
    const rig = await started(clientCredentialsEntry('machine'))
    rig.ports.http.answer(plain('one'))
    const many = await Promise.all(Array.from({ length: 50 }, () => narrow(rig, { resource: API }, 'machine')))
    expect(new Set(many.map(({ token }) => token))).toEqual(new Set(['one']))
    rig.ports.http.otherwise(({ body = '' }) => plain(body.includes('resource') ? 'two' : 'own'))
    await rig.ports.clock.advance(59.5 * MINUTE)
    expect(await narrow(rig, { resource: API }, 'machine')).toMatchObject({ token: 'two', generation: 2 })
  })
})

describe('a refresh token', () => {
  it('is used again for a resource, in turn with the renewals, whoever asks at once', async () => {
    const rig = await started(refreshEntry())
    const { wrong } = server(rig, { lifeS: 400 })
    await own(rig)
    const asked = ['a', 'b', 'c'].map((each) => ({ resource: `${API}${each}` }))
    for (let turn = 0; turn < 10; turn++) {
      const work = [
        own(rig),
        rig.keeper.handlers['connections.refresh']({ name: 'login' }),
        ...asked.map((each) => narrow(rig, each)),
        ...asked.map((each) => narrow(rig, { ...each, scope: 'read' })),
      ]
      expect((await Promise.all(work)).length).toBe(8)
      await rig.ports.clock.advance(3 * MINUTE)
    }
    expect(wrong).toEqual([])
    expect(sent(rig).length).toBeGreaterThanOrEqual(40)
  })

  it('that is replaced all the same is saved as the connection’s own before anything else', async () => {
    const rig = await started(refreshEntry())
    const { wrong } = server(rig, { begins: true })
    const before = await own(rig)
    const writes: string[] = []
    const { vault } = rig.ports
    const write = vault.write.bind(vault)
    vault.write = async (key, text) => {
      if (text.includes('"tokens"')) writes.push(text)
      return write(key, text)
    }
    const { token } = await narrow(rig, { resource: API })
    expect(writes.map((text) => JSON.parse(text) as unknown)).toMatchObject([
      { asked: { generation: 2, unanswered: false }, tokens: { refreshToken: 'refresh-0' } },
      { asked: null, tokens: { refreshToken: 'refresh-1', accessToken: before.token } },
    ])
    // Nothing of the other token lies in the vault.
    expect(writes.join('')).not.toContain(token)
    expect(await own(rig)).toMatchObject({ token: before.token, expiresAt: before.expiresAt })
    // What it has shown counts: nothing more is asked of it that way.
    expect(await faultCodeOf(narrow(rig, { scope: 'read' }))).toBe('narrowing_spends')
    await rig.ports.clock.advance(MINUTE)
    await rig.keeper.handlers['connections.refresh']({ name: 'login' })
    expect(await own(rig)).toMatchObject({ token: 'for-own-3' })
    expect(wrong).toEqual([])
  })

  it('that is replaced with each renewal is not sent for a resource, which could lose it', async () => {
    const rig = await started(refreshEntry())
    rig.ports.http.answer({ json: { access_token: 'a', refresh_token: 'refresh-1', expires_in: 3_600 } })
    // Nobody knows it of this server yet: its own renewal shows it.
    expect(await faultCodeOf(narrow(rig, { resource: API }))).toBe('narrowing_spends')
    expect(await faultCodeOf(narrow(rig, { resource: API }))).toBe('narrowing_spends')
    expect(sent(rig)).toMatchObject([{ refresh_token: 'refresh-0' }])
    expect(sent(rig)[0]).not.toHaveProperty('resource')
    expect(await own(rig)).toMatchObject({ token: 'a', warning: null })
  })

  it('is sent once more where no answer came, as a renewal does it, and what is lost is said', async () => {
    const rig = await started(refreshEntry())
    server(rig)
    await own(rig)
    rig.ports.http.answerTo('/token', { trouble: 'reply_lost', sent: true })
    rig.ports.http.answerTo('/token', { status: 400, json: { error: 'invalid_grant' } })
    expect(await faultCodeOf(narrow(rig, { resource: API }))).toBe('refresh_reply_lost')
    expect(await rig.keeper.handlers['connections.get']({ name: 'login' })).toMatchObject({
      fault: { code: 'refresh_reply_lost' },
    })
  })

  it('whose reply is lost is known to be lost where a person pastes an access token meanwhile', async () => {
    const rig = await started(refreshEntry())
    server(rig)
    await own(rig)
    const lost = { trouble: 'reply_lost', sent: true } as const
    const [first, second] = [rig.ports.http.hold(), rig.ports.http.hold()]
    const asking = faultCodeOf(narrow(rig, { resource: API }))
    await rig.ports.clock.settle()
    first.answer(lost)
    await rig.ports.clock.settle()
    await rig.keeper.handlers['connections.edit']({ name: 'login', entry: { secrets: { accessToken: 'pasted' } } })
    rig.ports.http.answerTo('/token', { status: 400, json: { error: 'invalid_grant' } })
    second.answer(lost)
    expect(await asking).toBe('refresh_reply_lost')
  })

  it('that does not come to the vault stands in memory and is saved later', async () => {
    const rig = await started(refreshEntry())
    const { wrong } = server(rig, { begins: true })
    await own(rig)
    const { vault } = rig.ports
    const write = vault.write.bind(vault)
    let failing = true
    vault.write = async (key, text) => {
      if (failing && text.includes('refresh-1')) throw new Error('full')
      return write(key, text)
    }
    expect((await narrow(rig, { resource: API })).token).toContain(API)
    expect(await rig.keeper.handlers['connections.get']({ name: 'login' })).toMatchObject({ state: 'unsaved' })
    failing = false
    await rig.ports.clock.advance(MINUTE)
    expect(await rig.keeper.handlers['connections.get']({ name: 'login' })).toMatchObject({ state: 'valid' })
    await rig.keeper.handlers['connections.refresh']({ name: 'login' })
    expect(wrong).toEqual([])
  })
})

test('a refusal is the caller’s fault to hear and nothing of the connection', async () => {
  const rig = await started(refreshEntry())
  server(rig)
  const before = await own(rig)
  rig.ports.http.answerTo('/token', { status: 400, json: { error: 'invalid_target' } })
  expect(await faultCodeOf(narrow(rig, { resource: API }))).toBe('target_refused')
  // A thousand callers are not as many requests.
  expect(await faultCodeOf(narrow(rig, { resource: API }))).toBe('target_refused')
  expect(rig.ports.http.requests).toHaveLength(2)
  expect(await own(rig)).toMatchObject({ token: before.token, generation: before.generation })
  expect(await rig.keeper.handlers['connections.get']({ name: 'login' })).toMatchObject({ state: 'valid', fault: null })
  await rig.ports.clock.advance(MINUTE)
  expect(await narrow(rig, { resource: API })).toMatchObject({ warning: null })
})

test('a server in trouble is asked again as often as the connection says', async () => {
  const rig = await started(clientCredentialsEntry('machine'))
  rig.ports.http.otherwise(() => plain('own'))
  await own(rig, 'machine')
  rig.ports.http.answerTo('/token', { status: 503 })
  rig.ports.http.answerTo('/token', plain('narrow'))
  const asked = narrow(rig, { resource: API }, 'machine')
  await rig.ports.clock.advance(2_000)
  expect(await asked).toMatchObject({ token: 'narrow' })
})

describe.each<[string, ScriptedAnswer]>([
  ['the very token that is there', plain('own-1')],
  ['more scope than was asked for', plain('other', { scope: 'read write admin' })],
  ['the same audience as ever', plain(jwt({ aud: 'https://first.example/', sub: 'x' }))],
])('a server that answers with %s', (_, answer) => {
  it('has not done what was asked', async () => {
    const rig = await started(clientCredentialsEntry('machine'))
    const first = JSON.stringify(answer).includes('own-1') ? 'own-1' : jwt({ aud: 'https://first.example/', sub: 'y' })
    rig.ports.http.answer(plain(first))
    await own(rig, 'machine')
    rig.ports.http.answer(answer)
    expect(await faultCodeOf(narrow(rig, { resource: API, scope: 'read' }, 'machine'))).toBe('not_narrowed')
  })
})

test('less scope than was asked for comes with a warning, and no refresh or ID token with it', async () => {
  const rig = await started(clientCredentialsEntry('machine'))
  rig.ports.http.answer(plain('narrow', { scope: 'read', id_token: jwt({ sub: 'ada', exp: 9e9 }), refresh_token: 'r' }))
  const got: TokenAnswer = await narrow(rig, { scope: 'read write' }, 'machine')
  expect(got).toMatchObject({ token: 'narrow', warning: { code: 'scope_shrank' } })
  expect(got).not.toHaveProperty('idToken')
})

test('what a person has changed is asked with anew', async () => {
  const rig = await started(clientCredentialsEntry('machine'))
  rig.ports.http.answer(plain('one'))
  await narrow(rig, { resource: API }, 'machine')
  await rig.keeper.handlers['connections.edit']({ name: 'machine', entry: { secrets: { clientSecret: 'of another' } } })
  rig.ports.http.otherwise(() => plain('two'))
  expect(await narrow(rig, { resource: API }, 'machine')).toMatchObject({ token: 'two', generation: 1 })
})

test('a reported 401 has the next call ask anew, unless the token is young', async () => {
  const rig = await started(clientCredentialsEntry('machine'))
  rig.ports.http.otherwise(() => plain(`token-${rig.ports.http.requests.length}`))
  const first = await narrow(rig, { resource: API }, 'machine')
  const report = (generation: number) =>
    rig.keeper.handlers['connections.rejected']({ name: 'machine', generation, resource: API })
  await report(first.generation)
  expect(await narrow(rig, { resource: API }, 'machine')).toBe(first)
  await rig.ports.clock.advance(11 * MINUTE)
  await report(first.generation + 7)
  expect(await narrow(rig, { resource: API }, 'machine')).toMatchObject({ token: first.token })
  await report(first.generation)
  expect(await narrow(rig, { resource: API }, 'machine')).toMatchObject({ generation: 2 })
})

describe('what cannot be', () => {
  it.each<[FaultCode, Own]>([
    ['resource_unreadable', { resource: '' }],
    ['resource_unreadable', { resource: '/api' }],
    ['resource_unreadable', { resource: 'https://api.example/#part' }],
    ['resource_unreadable', { resource: 'https://api.example/ two' }],
    ['scope_unreadable', { scope: '' }],
    ['scope_unreadable', { scope: 'a "b"' }],
    ['scope_unreadable', { scope: 'a\nb' }],
  ])('is %s for %j', async (code, asked) => {
    const rig = await started(clientCredentialsEntry('machine'))
    expect(await faultCodeOf(narrow(rig, asked, 'machine'))).toBe(code)
  })

  it('is said of systems, ID tokens and requests in other words', async () => {
    const rig = await startKeeper()
    await rig.keeper.handlers['connections.add']({ entry: drawEntry('ward', rig.ports, 86_400) })
    expect(await faultCodeOf(narrow(rig, { resource: API }, 'ward'))).toBe('cannot_narrow')
    const ofIds = refreshEntry({ handOut: 'id' })
    await rig.keeper.handlers['connections.add']({ entry: ofIds })
    expect(await faultCodeOf(narrow(rig, { resource: API }))).toBe('cannot_narrow')
    expect(rig.ports.http.requests).toEqual([])
  })

  it('is said of a server that ends the token in use with each new one', async () => {
    const rig = await started(refreshEntry())
    server(rig)
    const first = await own(rig)
    await rig.ports.clock.advance(MINUTE)
    await rig.keeper.handlers['connections.refresh']({ name: 'login' })
    await rig.keeper.handlers['connections.rejected']({ name: 'login', generation: first.generation })
    const asked = rig.ports.http.requests.length
    expect(await faultCodeOf(narrow(rig, { resource: API }))).toBe('narrowing_ends_token')
    expect(rig.ports.http.requests).toHaveLength(asked)
  })

  it('is said of a paused connection and of one that a person must see to', async () => {
    const rig = await started(refreshEntry())
    server(rig)
    await own(rig)
    await rig.keeper.handlers['connections.pause']({ name: 'login' })
    expect(await faultCodeOf(narrow(rig, { resource: API }))).toBe('paused')
  })
})
