/** A person pastes an access token alone: what is known of the refresh token beside it stays known. */
import { expect, test } from 'vitest'
import { drawEntry, startKeeper, tokens } from '../started-keeper.ts'

const LOST = { trouble: 'reply_lost', sent: true } as const
const REFUSED = { status: 400, json: { error: 'invalid_grant' } }

async function started() {
  const { keeper, ports } = await startKeeper()
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600, { maxRetries: 0 }) })
  const stored = () =>
    JSON.parse(ports.vault.contents.get(view.id) ?? '') as Record<string, Record<string, unknown> | null>
  const refresh = () => keeper.handlers['connections.refresh']({ name: 'ward' })
  const edit = (entry: Record<string, unknown>) => keeper.handlers['connections.edit']({ name: 'ward', entry })
  const paste = () => edit({ secrets: { accessToken: 'pasted' } })
  return { ports, stored, refresh, edit, paste }
}

test('after a reply that was lost: a refusal tells of the lost one all the same', async () => {
  const { ports, stored, refresh, paste } = await started()
  ports.http.answer(LOST)
  ports.http.answer(LOST)
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'reply_lost' } })
  await paste()
  expect(stored()).toMatchObject({ tokens: { generation: 2 }, asked: { generation: 2, unanswered: true } })
  ports.http.answer(REFUSED)
  await ports.clock.advance(15_000)
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'refresh_reply_lost' } })
})

test('while its reply is under way and then lost: the same', async () => {
  const { ports, stored, refresh, paste } = await started()
  const [first, second] = [ports.http.hold(), ports.http.hold()]
  const call = refresh().catch(() => undefined)
  await ports.clock.settle()
  first.answer(LOST)
  await ports.clock.settle()
  await paste()
  second.answer(LOST)
  await call
  expect(stored()).toMatchObject({ tokens: { generation: 2 }, asked: { generation: 2, unanswered: true } })
})

test.each([
  ['an access token alone is pasted', { secrets: { accessToken: 'pasted' } }],
  ['a setting is changed', { settings: { maxRetries: 1 } }],
])('once it has been found to be lost and %s, it stays so', async (_what, entry) => {
  const { ports, refresh, edit } = await started()
  for (const answer of [LOST, REFUSED, REFUSED]) ports.http.answer(answer)
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'refresh_reply_lost' } })
  await edit(entry)
  await ports.clock.advance(15_000)
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'refresh_reply_lost' } })
})

test('another refresh token has lost nothing', async () => {
  const { ports, stored, refresh, edit } = await started()
  for (const answer of [LOST, REFUSED, REFUSED]) ports.http.answer(answer)
  await refresh().catch(() => undefined)
  await edit({ secrets: { accessToken: 'pasted', refreshToken: 'another' } })
  expect(stored()).toMatchObject({ asked: null })
  await ports.clock.advance(15_000)
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'invalid_grant' } })
})

test('the end of the refresh token stays', async () => {
  const { ports, stored, refresh, paste } = await started()
  ports.http.answer(tokens(1, 600, { refresh_expires_in: 86_400 }))
  await refresh()
  const { refreshIssuedAt, refreshExpiresAt } = stored()['tokens'] ?? {}
  expect(refreshExpiresAt).toEqual(expect.any(Number))
  await paste()
  expect(stored()).toMatchObject({ tokens: { accessToken: 'pasted', refreshIssuedAt, refreshExpiresAt } })
})
