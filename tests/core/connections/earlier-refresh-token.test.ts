/** A refresh token that a person has replaced can be brought back, by a person alone, until the other one has renewed. */
import { expect, test } from 'vitest'
import { admit } from '../../../electron/doors/gate.ts'
import { bearerOf, drawEntry, startKeeper, tokens, viewOf } from '../started-keeper.ts'

const OLD = 'refresh-of-ward-0'
const REFUSED = { status: 400, json: { error: 'invalid_grant' } }

async function started(maxRetries = 0) {
  const rig = await startKeeper()
  const { keeper, ports } = rig
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600, { maxRetries }) })
  return {
    ...rig,
    stored: () => JSON.parse(ports.vault.contents.get(view.id) ?? '') as Record<string, Record<string, unknown> | null>,
    paste: (refreshToken: string, settings = {}) =>
      keeper.handlers['connections.edit']({ name: 'ward', entry: { settings, secrets: { refreshToken } } }),
    restore: () => keeper.handlers['connections.restoreRefreshToken']({ name: 'ward' }),
    takeBack: () => keeper.handlers['connections.restore']({ name: 'ward' }),
    move: (baseUrl: string) =>
      keeper.handlers['connections.edit']({
        name: 'ward',
        entry: { settings: { baseUrl } },
        allowOrigins: [new URL(baseUrl).origin],
      }),
    refresh: () => keeper.handlers['connections.refresh']({ name: 'ward' }),
    sent: () => ports.http.requests.map(bearerOf),
  }
}

type Rig = Awaited<ReturnType<typeof started>>

const NOTHING = { fault: { code: 'nothing_to_restore', params: { name: 'ward', why: 'refresh_token' } } }

test('a wrong one was pasted over it: it comes back, is sent next, and the journal tells it', async () => {
  const { ports, paste, restore, refresh, sent, ...rig } = await started()
  await paste('a-wrong-one')
  ports.http.answer(REFUSED)
  await refresh().catch(() => undefined)
  expect(await viewOf({ ports, ...rig }, 'ward')).toMatchObject({
    state: 'needs-person',
    earlierRefreshTokenSince: expect.any(String),
  })
  expect(await restore()).toMatchObject({ fault: null, renewable: true })
  expect(sent()).toEqual(['a-wrong-one'])
  ports.http.answer(tokens(1, 600))
  await refresh()
  expect(sent()).toEqual(['a-wrong-one', OLD])
  expect(ports.journal.events()).toContain('refresh_token_restored')
  await expect(restore()).rejects.toMatchObject(NOTHING)
  expect(rig.stored()).toMatchObject({ superseded: null })
})

test('twice is as before, and nothing is sent by it', async () => {
  const { paste, restore, stored, sent } = await started()
  await paste('pasted')
  const before = stored()
  await restore()
  expect(stored()).toMatchObject({ tokens: { refreshToken: OLD }, superseded: { refreshToken: 'pasted' } })
  await restore()
  const { superseded, tokens: after } = stored()
  expect({ superseded, token: after?.['refreshToken'] }).toEqual({ superseded: before['superseded'], token: 'pasted' })
  expect(sent()).toEqual([])
})

test('there is none where none was replaced, and none once what took its place has renewed', async () => {
  const { ports, paste, restore, refresh } = await started()
  await expect(restore()).rejects.toMatchObject(NOTHING)
  await paste('pasted')
  ports.http.answer(tokens(1, 600))
  await refresh()
  await expect(restore()).rejects.toMatchObject(NOTHING)
})

test('however often something else is pasted, the one that has renewed is the one that is kept', async () => {
  const { paste, restore, stored } = await started()
  for (const text of ['garbage-1', 'garbage-2', 'garbage-2', 'garbage-3']) await paste(text)
  await restore()
  expect(stored()).toMatchObject({ tokens: { refreshToken: OLD } })
})

test.each([
  ['whole', tokens(1, 600)],
  ['without an access token', { json: { refresh_token: 'refresh-1' } }],
])(
  'it was under way when another was pasted: what comes back is its successor, which came %s',
  async (_how, answer) => {
    const { ports, paste, restore, refresh, stored } = await started()
    const record = ports.http.hold()
    const call = refresh()
    await ports.clock.settle()
    await paste('pasted')
    record.answer(answer)
    await call
    expect(stored()).toMatchObject({ tokens: { refreshToken: 'pasted' }, superseded: { refreshToken: 'refresh-1' } })
    await restore()
    expect(stored()).toMatchObject({ tokens: { refreshToken: 'refresh-1' } })
  },
)

test.each([
  ['brought back', (rig: Rig) => rig.paste('pasted').then(rig.restore)],
  ['pasted once more', (rig: Rig) => rig.paste(OLD)],
  ['taken back with the edit', (rig: Rig) => rig.paste('pasted').then(rig.takeBack)],
  ['allowed to go to the same server by another name', (rig: Rig) => rig.move('https://draw.example.org/')],
])('it was under way when it was %s: its successor takes its place', async (_what, meanwhile) => {
  const rig = await started()
  const { ports, refresh, stored, sent } = rig
  const reply = ports.http.hold()
  const call = refresh()
  await ports.clock.settle()
  await meanwhile(rig)
  reply.answer(tokens(1, 600))
  await call
  expect(stored()).toMatchObject({ tokens: { refreshToken: 'refresh-1' }, asked: null })
  ports.http.answer(tokens(2, 600))
  await ports.clock.advance(3_000)
  await refresh()
  expect(sent()).toEqual([OLD, 'refresh-1'])
})

test('a spent one is not sent while its successor counts; when that is refused both ways are a person’s', async () => {
  const { ports, restore, refresh, stored, sent } = await started()
  ports.http.answer({ json: { refresh_token: 'no-token-at-all' } })
  await refresh().catch(() => undefined)
  await expect(restore()).rejects.toMatchObject({ fault: { params: { why: 'successor' } } })
  for (const answer of [REFUSED, REFUSED]) ports.http.answer(answer)
  const again = refresh().catch(() => undefined)
  await ports.clock.advance(3_000)
  await again
  expect(sent()).toEqual([OLD, 'no-token-at-all', OLD])
  await restore()
  expect(stored()).toMatchObject({ tokens: { refreshToken: OLD }, refused: null })
})

test('an access token that was not accepted does not become good by it', async () => {
  const { ports, keeper, paste, restore, stored } = await started()
  await paste('pasted')
  await ports.clock.advance(200_000)
  ports.http.answer(REFUSED)
  await keeper.handlers['connections.rejected']({ name: 'ward', generation: 2 }).catch(() => undefined)
  await restore()
  expect(stored()).toMatchObject({ tokens: { generation: 3 }, rejectedGeneration: 3 })
})

test('it does not go along to another server', async () => {
  const { paste, restore, keeper, ports } = await started()
  await paste('pasted')
  const secrets = { accessToken: 'another-access-token', refreshToken: 'another-refresh-token' }
  const entry = { settings: { baseUrl: 'https://evil.example/' }, secrets }
  await keeper.handlers['connections.edit']({ name: 'ward', entry })
  await expect(restore()).rejects.toMatchObject(NOTHING)
  expect([...ports.vault.contents.values()].join()).not.toContain(OLD)
})

test('which went on in another connection meanwhile, it stays there', async () => {
  const { ports, keeper, paste, restore } = await started()
  await paste('pasted')
  const entry = drawEntry('other', ports, 600) as { secrets: { refreshToken: string } }
  entry.secrets.refreshToken = OLD
  await keeper.handlers['connections.add']({ entry })
  await expect(restore()).rejects.toMatchObject({ fault: { code: 'same_refresh_token', params: { name: 'other' } } })
})

test('no page and no window brings one back', () => {
  for (const door of ['page', 'window'] as const)
    expect(admit(door, 'connections.restoreRefreshToken', { name: 'ward' })).toEqual({
      fault: { code: 'call_refused', params: { call: 'connections.restoreRefreshToken' } },
    })
})
