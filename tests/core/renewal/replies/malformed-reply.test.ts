/** A server rotates the refresh token and then spoils its reply: the successor is kept, whatever else goes wrong. */
import { expect, test } from 'vitest'
import type { FaultCode } from '../../../../shared/fault.ts'
import { fault } from '../../../../shared/fault.ts'
import type { ScriptedAnswer } from '../../../kit/servers/scripted-http.ts'
import { bearerOf, drawEntry, startKeeper, tokens, viewOf } from '../../started-keeper.ts'

const SPOILT: readonly (readonly [string, ScriptedAnswer])[] = [
  ['no access token', { json: { refresh_token: 'refresh-1', expires_in: 60 } }],
  ['null', { json: { access_token: null, refresh_token: 'refresh-1' } }],
  ['a line break inside', { json: { access_token: 'abc\ndef', refresh_token: 'refresh-1' } }],
  ['a raw line break inside', { body: '{"access_token":"abc\ndef","refresh_token":"refresh-1"}' }],
  ['an error beside it', { json: { error: 'invalid_grant', refresh_token: 'refresh-1' } }],
  ['a server error beside it', { json: { error: 'server_error', refreshToken: 'refresh-1' } }],
  ['form encoding', { body: 'access_token=&refresh_token=refresh-1' }],
  ['stars for an access token', { json: { access_token: '********', refresh_token: 'refresh-1' } }],
  [
    'behind a warning in HTML',
    {
      headers: { 'content-type': 'text/html' },
      body: '<br />\n<b>Warning</b>: {x}\n{"access_token":NaN,"refresh_token":"refresh-1"}',
    },
  ],
  ['broken off', { trouble: 'reply_lost', sent: true, begun: '{"refresh_token":"refresh-1","access_token":"abc' }],
  ['far too large', { trouble: 'reply_too_large', sent: true, begun: '{"refresh_token":"refresh-1","pad":"xxxx' }],
  ['standing still', { trouble: 'timed_out', sent: true, begun: '{"refresh_token":"refresh-1",' }],
]

const REFUSED = { status: 400, json: { error: 'invalid_grant' } }

async function started(maxRetries = 3) {
  const rig = await startKeeper()
  const { view } = await rig.keeper.handlers['connections.add']({
    entry: drawEntry('ward', rig.ports, 600, { maxRetries }),
  })
  const stored = () =>
    JSON.parse(rig.ports.vault.contents.get(view.id) ?? '') as Record<string, Record<string, unknown>>
  const refresh = () => rig.keeper.handlers['connections.refresh']({ name: 'ward' })
  const sent = () => rig.ports.http.requests.map(bearerOf)
  return { rig, ports: rig.ports, id: view.id, stored, refresh, sent }
}

test.each(SPOILT)(
  '%s: saved as a new generation before anything else, and only it is sent from then on',
  async (_what, answer) => {
    const { rig, ports, stored, refresh, sent } = await started()
    let atNextSend: unknown
    ports.http.answer(answer)
    ports.http.answer(() => {
      atNextSend = stored()
      return tokens(2, 600)
    })
    const call = refresh()
    await ports.clock.advance(2_000)
    await call
    expect(sent()).toEqual(['refresh-of-ward-0', 'refresh-1'])
    expect(atNextSend).toMatchObject({
      tokens: { refreshToken: 'refresh-1', generation: 2, accessToken: 'access-of-ward-0' },
      asked: { generation: 2 },
      superseded: { refreshToken: 'refresh-of-ward-0', sentAgain: false },
    })
    expect(await viewOf(rig, 'ward')).toMatchObject({ state: 'valid', generation: 3, fault: null })
    expect(stored()).toMatchObject({ superseded: null, tokens: { refreshToken: 'refresh-2' } })
    expect(ports.journal.events()).toContain('successor_kept')
  },
)

const TOLD = JSON.stringify(tokens(1, 600).json)

test.each<[string, ScriptedAnswer]>([
  ['breaks off', { trouble: 'reply_lost', sent: true, begun: TOLD }],
  ['stands still', { trouble: 'timed_out', sent: true, begun: `${TOLD}\n` }],
])('a reply that %s after its last word counts as it is, and nothing is sent again', async (_how, answer) => {
  const { rig, ports, stored, refresh, sent } = await started()
  ports.http.answer(answer)
  await refresh()
  expect(sent()).toEqual(['refresh-of-ward-0'])
  expect((await rig.keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-1')
  expect(stored()).toMatchObject({ tokens: { refreshToken: 'refresh-1' }, superseded: null, asked: null })
})

test('a refusal that breaks off after its last word is one', async () => {
  const { ports, refresh, sent } = await started()
  ports.http.answer({ trouble: 'reply_lost', sent: true, status: 400, begun: JSON.stringify(REFUSED.json) })
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'invalid_grant' } })
  expect(sent()).toHaveLength(1)
})

test.each([
  ['in the middle of the new refresh token', '{"access_token":"access-1","refresh_token":"refre'],
  ['in the middle of a form', 'access_token=access-1&refresh_token=refre'],
  ['before anything of it', ''],
  ['with the token that was sent', '{"refresh_token":"refresh-of-ward-0","access'],
])('a reply that breaks off %s has told of no successor: it is asked for once more', async (_what, begun) => {
  const { ports, stored, refresh, sent } = await started()
  ports.http.answer({ trouble: 'reply_lost', sent: true, begun })
  ports.http.answer(tokens(2, 600))
  await refresh()
  expect(sent()).toEqual(['refresh-of-ward-0', 'refresh-of-ward-0'])
  expect(stored()).toMatchObject({ tokens: { refreshToken: 'refresh-2' }, superseded: null })
})

test('what a page in the way or a refusal had begun to say is no successor', async () => {
  const { ports, refresh, sent } = await started()
  const begun = '{"refresh_token":"refresh-1","access'
  ports.http.answer({ trouble: 'reply_lost', sent: true, begun, status: 502 })
  ports.http.answer(tokens(2, 600))
  await refresh()
  expect(sent()).toEqual(['refresh-of-ward-0', 'refresh-of-ward-0'])
})

test('where no quick retry is wanted it is kept all the same, and the access token served meanwhile', async () => {
  const { rig, ports, stored, refresh, sent } = await started(0)
  ports.http.answer({ json: { refresh_token: 'refresh-1' } })
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'no_tokens_in_reply' } })
  expect(stored()).toMatchObject({ tokens: { refreshToken: 'refresh-1' }, asked: null })
  expect((await rig.keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-of-ward-0')
  ports.http.answer(tokens(2, 600))
  await ports.clock.advance(3_000)
  await refresh()
  expect(sent()).toEqual(['refresh-of-ward-0', 'refresh-1'])
})

test('a server with a name of its own for the refresh token, and a reply without an access token: kept all the same', async () => {
  const { keeper, ports } = await startKeeper()
  const endpoints = { token: '/token' }
  const own = { clientId: 'desk', clientAuth: 'none', replyFields: { refresh_token: 'session.renewal' }, endpoints }
  const entry = {
    name: 'portal',
    system: 'oauth2',
    settings: { baseUrl: 'https://api.example/', maxRetries: 0, ...own },
  }
  const secrets = { accessToken: 'access-0', refreshToken: 'refresh-0' }
  const { view } = await keeper.handlers['connections.add']({ entry: { ...entry, secrets } })
  ports.http.answer({ json: { access_token: null, session: { renewal: 'refresh-1' } } })
  await expect(keeper.handlers['connections.refresh']({ name: 'portal' })).rejects.toMatchObject({
    fault: { code: 'no_tokens_in_reply' },
  })
  expect(JSON.parse(ports.vault.contents.get(view.id) ?? '')).toMatchObject({
    tokens: { refreshToken: 'refresh-1', accessToken: 'access-0' },
    superseded: { refreshToken: 'refresh-0' },
  })
})

test.each([
  ['with a comma behind its last field', '{"access_token":"access-1","refresh_token":"refresh-1","expires_in":600,}'],
  ['in lines', '{"access_token":"access-1"}\n{"refresh_token":"refresh-1","expires_in":600}\n'],
])('a reply %s is one, and nothing is sent again', async (_how, body) => {
  const { rig, ports, stored, refresh, sent } = await started()
  ports.http.answer({ body })
  await refresh()
  expect(sent()).toEqual(['refresh-of-ward-0'])
  expect((await rig.keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-1')
  expect(stored()).toMatchObject({ tokens: { refreshToken: 'refresh-1' }, superseded: null, asked: null })
})

test('a server that rotates and is never understood is asked twice, and then after a while', async () => {
  const { ports, stored, refresh, sent } = await started()
  let rotated = 0
  ports.http.otherwise(() => ({ json: { refresh_token: `refresh-${++rotated}` } }))
  const call = refresh().catch((thrown: { fault: { code: string } }) => thrown.fault.code)
  await ports.clock.advance(700)
  expect(await call).toBe('no_tokens_in_reply')
  expect(sent()).toEqual(['refresh-of-ward-0', 'refresh-1'])
  expect(stored()).toMatchObject({ tokens: { refreshToken: 'refresh-2' }, asked: null })
})

test('a whole reply in form encoding is one', async () => {
  const { rig, ports, refresh, sent } = await started()
  ports.http.answer({ body: 'access_token=access-1&refresh_token=refresh-1&expires_in=600' })
  await refresh()
  expect(sent()).toHaveLength(1)
  expect((await rig.keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-1')
})

test('a good reply whose new refresh token stands where none belongs', async () => {
  const { ports, stored, refresh, sent } = await started()
  ports.http.answer({ json: { access_token: 'access-1', expires_in: 600, data: { refresh_token: 'refresh-1' } } })
  await refresh()
  expect(stored()).toMatchObject({
    tokens: { accessToken: 'access-1', refreshToken: 'refresh-1' },
    superseded: { refreshToken: 'refresh-of-ward-0' },
  })
  ports.http.answer(tokens(2, 600))
  await ports.clock.advance(3_000)
  await refresh()
  expect(sent()).toEqual(['refresh-of-ward-0', 'refresh-1'])
})

test.each<[string, readonly ScriptedAnswer[], FaultCode | null, readonly string[]]>([
  ['accepted: the session lives on', [REFUSED, tokens(2, 600)], null, ['old', 'new', 'old']],
  ['refused too: only a person helps', [REFUSED, REFUSED], 'refresh_reply_unusable', ['old', 'new', 'old']],
  [
    'makes no sense to the server',
    [{ status: 400, json: { error: 'invalid_request' } }, tokens(2, 600)],
    null,
    ['old', 'new', 'old'],
  ],
  [
    'never answered: not a second time',
    [REFUSED, { trouble: 'timed_out', sent: true }],
    'timed_out',
    ['old', 'new', 'old'],
  ],
])('a successor that is refused: the one before it, sent once more, is %s', async (_what, answers, code, order) => {
  const { ports, refresh, sent } = await started()
  ports.http.answer({ json: { access_token: null, refresh_token: 'no-token-at-all' } })
  for (const answer of answers) ports.http.answer(answer)
  const call = refresh().then(
    () => null,
    (thrown: { fault: { code: string } }) => thrown.fault.code,
  )
  await ports.clock.advance(2_000)
  expect(await call).toBe(code)
  expect(sent()).toEqual(order.map((which) => (which === 'old' ? 'refresh-of-ward-0' : 'no-token-at-all')))
  expect(ports.journal.events()).toContain('superseded_sent')
})

test('once it has been sent again and nothing came of it, only the successor is ever sent', async () => {
  const { ports, refresh, sent } = await started()
  ports.http.answer({ json: { refresh_token: 'no-token-at-all' } })
  for (const answer of [REFUSED, REFUSED, REFUSED]) ports.http.answer(answer)
  const first = refresh().catch(() => undefined)
  await ports.clock.advance(3_000)
  await first
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'invalid_grant' } })
  expect(sent()).toEqual(['refresh-of-ward-0', 'no-token-at-all', 'refresh-of-ward-0', 'no-token-at-all'])
})

test('what never reached the server is tried again', async () => {
  const { ports, refresh, sent } = await started(0)
  ports.http.answer({ json: { refresh_token: 'no-token-at-all' } })
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'no_tokens_in_reply' } })
  ports.http.answer(REFUSED)
  ports.http.answer({ trouble: 'offline', sent: false })
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'offline' } })
  ports.http.answer(REFUSED)
  ports.http.answer(tokens(2, 600))
  await refresh()
  expect(sent()).toEqual(
    ['no-token-at-all', 'refresh-of-ward-0', 'no-token-at-all', 'refresh-of-ward-0'].toSpliced(
      0,
      0,
      'refresh-of-ward-0',
    ),
  )
})

test('a vault that will not take the successor: it stays in memory, and nothing is sent before it is saved', async () => {
  const { rig, ports, id, stored, refresh, sent } = await started()
  ports.http.answer(() => {
    ports.vault.failNext('write', fault('vault_locked'), { key: id, times: 2 })
    return { json: { refresh_token: 'refresh-1' } }
  })
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'no_tokens_in_reply' } })
  expect((await viewOf(rig, 'ward')).state).toBe('unsaved')
  expect(sent()).toHaveLength(1)
  await ports.clock.advance(11_000)
  expect(stored()).toMatchObject({ tokens: { refreshToken: 'refresh-1' } })
})

test('newer tokens that a person pasted while the reply was on its way stay', async () => {
  const { rig, ports, refresh, stored, sent } = await started()
  const record = ports.http.hold()
  const call = refresh()
  await ports.clock.settle()
  await rig.keeper.handlers['connections.edit']({ name: 'ward', entry: { secrets: { refreshToken: 'pasted' } } })
  record.answer({ json: { refresh_token: 'refresh-1' } })
  await call
  expect(stored()).toMatchObject({
    tokens: { refreshToken: 'pasted' },
    superseded: { refreshToken: 'refresh-1' },
    asked: null,
  })
  expect(sent()).toHaveLength(1)
})

test('an access token that was not accepted does not become good by it', async () => {
  const { rig, ports, stored } = await started(0)
  await ports.clock.advance(200_000)
  ports.http.answer({ json: { refresh_token: 'refresh-1' } })
  await rig.keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  expect(stored()).toMatchObject({ tokens: { generation: 2 }, rejectedGeneration: 2 })
  ports.http.answer(tokens(2, 600))
  await ports.clock.advance(30_000)
  expect((await rig.keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-2')
})

test('a stand-in is no successor, in a good reply as in a bad one', async () => {
  const { ports, refresh, stored } = await started(0)
  ports.http.answer({ json: { access_token: 'access-1', refresh_token: '********', expires_in: 600 } })
  await refresh()
  expect(stored()).toMatchObject({ tokens: { accessToken: 'access-1', refreshToken: 'refresh-of-ward-0' } })
})
