/** A system that has several ways to ask for a token: the core follows it, and remembers what the server understood. */
import { expect, test } from 'vitest'
import { startKeeper, viewOf } from '../started-keeper.ts'

const entry = (more: object = {}): unknown => ({
  name: 'trainer',
  system: 'runai',
  settings: { baseUrl: 'https://runai.example/', clientId: 'trainer', ...more },
  secrets: { clientSecret: 'a client secret' },
})

const V1 = { json: { accessToken: 'access', expiresIn: 3_600 } }
const pathOf = ({ url }: { url: string }): string => new URL(url).pathname

test('the way that works is found once and asked first from then on', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  ports.http.otherwise((request) => (pathOf(request) === '/api/v1/token' ? V1 : { status: 404, json: {} }))
  await keeper.handlers['connections.add']({ entry: entry() })
  await ports.clock.advance(1_000)
  expect(await viewOf(started, 'trainer')).toMatchObject({
    state: 'valid',
    learned: { tokenRequest: 'client-credentials-v1' },
  })
  expect(ports.http.requests.map(pathOf)).toEqual(['/api/v2/token', '/api/v1/token'])
  await ports.clock.advance(60_000)
  await keeper.handlers['connections.refresh']({ name: 'trainer' })
  expect(ports.http.requests.map(pathOf).slice(2)).toEqual(['/api/v1/token'])
})

test('another address forgets it', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  ports.http.otherwise((request) => (pathOf(request) === '/api/v1/token' ? V1 : { status: 404, json: {} }))
  await keeper.handlers['connections.add']({ entry: entry() })
  await ports.clock.advance(1_000)
  await keeper.handlers['connections.edit']({ name: 'trainer', entry: { settings: { maxRetries: 1 } } })
  expect((await viewOf(started, 'trainer')).learned).toEqual({ tokenRequest: 'client-credentials-v1' })
  await keeper.handlers['connections.edit']({
    name: 'trainer',
    entry: { settings: { baseUrl: 'https://other.example' } },
    allowOrigins: ['https://other.example'],
  })
  expect((await viewOf(started, 'trainer')).learned).toEqual({})
})

test('a server that knows none of them is asked four times, told plainly, and nothing is remembered', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  ports.http.otherwise(() => ({ status: 404, json: {} }))
  await keeper.handlers['connections.add']({ entry: entry() })
  await ports.clock.advance(1_000)
  expect(ports.http.requests).toHaveLength(4)
  expect(await viewOf(started, 'trainer')).toMatchObject({
    state: 'needs-person',
    fault: { code: 'no_token_request', params: { status: 404 } },
    learned: {},
  })
})

test('a test of what is not saved yet finds it too', async () => {
  const { keeper, ports } = await startKeeper()
  ports.http.otherwise((request) => {
    if (request.method === 'GET') return { json: { accessRules: [{ role: 'Researcher' }] } }
    return pathOf(request) === '/api/v1/token' ? V1 : { status: 404, json: {} }
  })
  const { steps, ...result } = await keeper.handlers['connections.testDraft']({ entry: entry() })
  expect(result).toMatchObject({ reached: 'yes', tokenAccepted: 'yes', canRenew: 'yes', fault: null })
  expect(steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'token_request 404',
    'token_request 200',
    'access_rules 200',
    'clusters 200',
    'first_clusters 200',
  ])
})
