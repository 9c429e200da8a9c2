/** A server with simplejwt's shape: a pair pasted as it came, renewed in words that were found by asking. */
import { expect, onTestFinished, test } from 'vitest'
import { type SimplejwtServer, type SimplejwtSettings, startSimplejwtServer } from '../../kit/draw/simplejwt-server.ts'
import { markers } from '../../kit/markers.ts'
import { everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

async function simplejwtServer(changes: Partial<SimplejwtSettings> = {}): Promise<SimplejwtServer> {
  const server = await startSimplejwtServer(changes)
  onTestFinished(() => server.stop())
  return server
}

/** A keeper that stays, since each command alone would open a vault anew. */
async function here(): Promise<Home> {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  await startAgent(home).ready()
  return home
}

const entryFor = (server: SimplejwtServer, settings: object = {}, secrets: object = {}) =>
  JSON.stringify({
    name: 'portal',
    system: 'oauth2',
    settings: {
      baseUrl: server.url,
      endpoints: { token: '/api/token/refresh/', proof: '/api/me/' },
      ...settings,
    },
    secrets: { accessToken: JSON.stringify(server.pair()), ...secrets },
  })

async function shown(home: Home): Promise<Record<string, unknown>> {
  return JSON.parse((await everbearer(home, ['show', 'portal', '--json'])).stdout) as Record<string, unknown>
}

/** A second refresh within a moment of the first is one wish with it. */
async function refreshed(home: Home, generation: number): Promise<void> {
  await until('a renewal that is a wish of its own', async () => {
    expect(await everbearer(home, ['refresh', 'portal'])).toMatchObject({ code: 0, stderr: '' })
    return (await shown(home))['generation'] === generation
  })
}

const meWith = (server: SimplejwtServer, token: string) =>
  fetch(`${server.url}api/me/`, { headers: { authorization: `Bearer ${token.trim()}` } })

test.each<[string, Partial<SimplejwtSettings>]>([
  ['stock', {}],
  ['without rotation', { rotates: false }],
  ['that reads JSON alone', { jsonOnly: true }],
])('%s: nothing but the pair is entered, and it is renewed again and again', async (_what, changes) => {
  const server = await simplejwtServer(changes)
  const home = await here()
  const added = await everbearer(home, ['add', '--from', '-'], { stdin: entryFor(server) })
  expect(added.code).toBe(0)
  expect(added.stderr).toContain('reply_taken_apart')
  const tested = await everbearer(home, ['test', 'portal'])
  expect(tested).toMatchObject({ code: 0 })
  expect(server.asked).toEqual([])
  await refreshed(home, 2)
  // Once found, its words are remembered: one request for each renewal.
  const searched = server.asked.length
  expect(searched).toBe(2)
  await refreshed(home, 3)
  expect(server.asked.length).toBe(searched + 1)
  expect(server.asked.at(-1)).toMatchObject({ type: 'application/json', body: expect.stringMatching(/^\{"refresh":"/) })
  expect(await shown(home)).toMatchObject({
    state: 'valid',
    expirySource: 'jwt',
    learned: { tokenRequest: 'json refresh' },
    lastRefresh: { outcome: 'renewed', rotated: server.settings.rotates },
  })
  const token = await everbearer(home, ['token', 'portal'])
  expect((await meWith(server, token.stdout)).status).toBe(200)
  const hunt = markers(Object.fromEntries(server.tokens().map((each, index) => [`token ${index}`, each])))
  expect(hunt.inTree(home.base)).toEqual([])
})

test('its names may be set, and are then the only ones that are asked in', async () => {
  const server = await simplejwtServer({ jsonOnly: true })
  const home = await here()
  const named = {
    tokenRequest: 'json',
    requestFields: { refresh_token: 'refresh', grant_type: '' },
    replyFields: { access_token: 'access', refresh_token: 'refresh' },
  }
  expect((await everbearer(home, ['add', '--from', '-'], { stdin: entryFor(server, named) })).code).toBe(0)
  await refreshed(home, 2)
  expect(server.asked.map(({ body }) => Object.keys(JSON.parse(body) as object))).toEqual([['refresh']])
})

test('a spent refresh token is a person’s matter, in whatever words it was asked', async () => {
  const server = await simplejwtServer()
  const home = await here()
  const spent = server.pair()
  const body = JSON.stringify({ refresh: spent.refresh })
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(`${server.url}api/token/refresh/`, { method: 'POST', headers, body })).status).toBe(200)
  const stdin = entryFor(server, {}, { accessToken: spent.access, refreshToken: spent.refresh })
  expect((await everbearer(home, ['add', '--from', '-'], { stdin })).code).toBe(0)
  const failed = await everbearer(home, ['refresh', 'portal'])
  expect(failed.code).toBe(4)
  expect(failed.stderr).toMatch(/^everbearer: refused: /)
  expect(await shown(home)).toMatchObject({ state: 'needs-person', learned: { tokenRequest: 'json refresh' } })
})
