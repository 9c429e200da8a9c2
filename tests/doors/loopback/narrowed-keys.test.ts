/** Keys that were given a resource or a scope: what they may ask for, and what goes out with them through the gateway. */
import { describe, expect, it, test } from 'vitest'
import type { HttpRequest } from '../../../shared/http.ts'
import { clientCredentialsEntry } from '../../core/started-keeper.ts'
import { faultOfAnswer, startConsumerRig } from './consumer-rig.ts'

const API = 'https://api.example/'
const OTHER = 'https://other.example/'
const TOKEN = '/v1/connections/machine/token'

type Given = { readonly resources?: string[]; readonly scope?: string }

/** The server behind `machine` tells in each token what it was asked for. */
async function started() {
  const rig = await startConsumerRig((incoming, outgoing) => outgoing.end(String(incoming.headers.authorization)))
  rig.ports.http.otherwise(({ body = '' }: HttpRequest) => {
    const { resource = 'own', scope = 'all' } = Object.fromEntries(new URLSearchParams(body))
    return { json: { access_token: `${resource}|${scope.replaceAll(' ', '+')}`, expires_in: 3_600 } }
  })
  const { settings, ...entry } = clientCredentialsEntry('machine') as { settings: object }
  const here = { ...settings, baseUrl: rig.upstream.url }
  await rig.keeper.handlers['connections.add']({ entry: { ...entry, settings: here } })
  const keyFor = async (name: string, given: Given) =>
    (await rig.keeper.handlers['consumers.add']({ name, connections: ['machine'], ...given })).key
  const token = async (key: string, query: Record<string, string> = {}) => {
    const answer = await rig.ask({ path: `${TOKEN}?${new URLSearchParams(query)}`, key })
    return answer.status === 200 ? (JSON.parse(answer.text) as { token: string }).token : faultOfAnswer(answer)
  }
  return { ...rig, keyFor, token }
}

describe('a key', () => {
  it('that was given nothing takes tokens as they are and may ask for no others', async () => {
    const { keyFor, token } = await started()
    const key = await keyFor('plain', {})
    expect(await token(key)).toBe('own|all')
    expect(await token(key, { resource: API })).toBe('403 consumer_not_given')
    expect(await token(key, { scope: 'read' })).toBe('403 consumer_not_given')
    expect(await token(key, { resource: '' })).toBe('400 resource_unreadable')
  })

  it('gets what it was given where it names nothing, and less where it asks for less', async () => {
    const { keyFor, token } = await started()
    const key = await keyFor('reader', { resources: [API], scope: 'write read' })
    expect(await token(key)).toBe(`${API}|read+write`)
    expect(await token(key, { resource: API, scope: 'read' })).toBe(`${API}|read`)
    expect(await token(key, { scope: 'read admin' })).toBe('403 consumer_not_given')
    expect(await token(key, { resource: OTHER })).toBe('403 consumer_not_given')
  })

  it('for several resources names one of them', async () => {
    const rig = await started()
    const key = await rig.keyFor('both', { resources: [API, OTHER] })
    expect(await rig.token(key)).toBe('400 consumer_must_name')
    expect(await rig.token(key, { resource: OTHER })).toBe(`${OTHER}|all`)
    const answer = await rig.ask({ path: '/g/machine/x', key })
    expect([faultOfAnswer(answer), rig.upstream.requests]).toEqual(['400 consumer_must_name', []])
  })

  it('meets the same walls by a call’s name, and when it names a resource twice', async () => {
    const { keyFor, ask } = await started()
    const key = await keyFor('reader', { resources: [API] })
    const named = async (input: object) => {
      const body = JSON.stringify({ name: 'machine', ...input })
      const headers = { 'content-type': 'application/json' }
      return (await ask({ method: 'POST', path: '/v1/calls/connections.token', headers, body, key })).text
    }
    expect(await named({})).toContain(`${API}|all`)
    expect(await named({ resource: OTHER })).toContain('consumer_not_given')
    const twice = await ask({ path: `${TOKEN}?resource=${API}&resource=${OTHER}`, key })
    expect([faultOfAnswer(twice), twice.text]).toEqual([
      '400 bad_shape',
      expect.stringContaining('connections.token.resource'),
    ])
  })
})

test('through the gateway goes the token that the key was given, and a 401 brings the next one of those', async () => {
  const rig = await started()
  const key = await rig.keyFor('reader', { resources: [API], scope: 'read' })
  expect((await rig.ask({ path: '/g/machine/x', key })).text).toBe(`Bearer ${API}|read`)
  const own = rig.keeper.handlers['connections.token']
  const before = await own({ name: 'machine' })
  await rig.ports.clock.advance(11 * 60_000)
  const asked = rig.ports.http.requests.length
  const body = '{"generation":1}'
  const headers = { 'content-type': 'application/json' }
  expect((await rig.ask({ method: 'POST', path: '/v1/connections/machine/rejected', headers, body, key })).status).toBe(
    200,
  )
  expect((await rig.ask({ path: '/g/machine/x', key })).text).toBe(`Bearer ${API}|read`)
  const after = rig.ports.http.requests.slice(asked).map(({ body = '' }) => new URLSearchParams(body).get('resource'))
  expect(after).toEqual([API])
  expect((await own({ name: 'machine' })).generation).toBe(before.generation)
})

test('of many that ask at once each gets the token that its own key was given, at the API and through the gateway', async () => {
  const rig = await started()
  const given = {
    plain: {},
    reader: { resources: [API], scope: 'read' },
    writer: { resources: [OTHER], scope: 'write' },
  }
  const tokens = { plain: 'own|all', reader: `${API}|read`, writer: `${OTHER}|write` }
  const names = Object.keys(given) as (keyof typeof given)[]
  const keys = await Promise.all(names.map((name) => rig.keyFor(name, given[name])))
  const asked = Array.from({ length: 60 }, async (_, at) => {
    const [name = 'plain', key = ''] = [names[at % 3], keys[at % 3]]
    const got = at % 2 === 0 ? await rig.token(key) : (await rig.ask({ path: '/g/machine/x', key })).text
    return [got.replace('Bearer ', ''), tokens[name]]
  })
  for (const [got, meant] of await Promise.all(asked)) expect(got).toBe(meant)
})

test('what it was given is listed, and no key is made that could open nothing', async () => {
  const { keyFor, keeper } = await started()
  await keyFor('reader', { resources: [API], scope: 'write read read' })
  await keyFor('plain', {})
  const { consumers } = await keeper.handlers['consumers.list']({})
  expect(consumers).toMatchObject([{ name: 'reader', resources: [API], scope: 'read write' }, { name: 'plain' }])
  expect(consumers[1]).not.toHaveProperty('resources')
  const add = keeper.handlers['consumers.add']
  for (const [code, input] of [
    ['cannot_narrow', { connections: ['ward'], resources: [API] }],
    ['resource_unreadable', { connections: ['machine'], resources: ['api'] }],
    ['scope_unreadable', { connections: ['machine'], scope: '' }],
  ] as const) {
    const asked = { ...input, name: 'next', connections: [...input.connections] }
    const withArrays = 'resources' in asked ? { ...asked, resources: [...asked.resources] } : asked
    await expect(add(withArrays)).rejects.toMatchObject({ fault: { code } })
  }
})
