import { expect, test } from 'vitest'
import { clientCredentialsEntry } from '../started-keeper.ts'
import { LIFE_S, workstations, workstationsWith } from './workstations.ts'

test('of three workstations one renews, and all hand out the new token', async () => {
  const { clock, server, all } = await workstations('one', 'two', 'three')
  for (let hour = 0; hour < 12; hour++) {
    await clock.advance((LIFE_S / 2) * 1_000)
    const tokens = await Promise.all(all.map(({ keeper }) => keeper.handlers['connections.token']({ name: 'ward' })))
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(1)
  }
  expect(server.ended).toBe(false)
  expect(server.sent.length).toBe(server.generation)
  // As often as one alone would.
  expect(server.generation).toBe(7)
})

test('where nothing is spent there is no mark: one asks for all, and none is stuck with who is gone', async () => {
  let given = 0
  const answer = () => ({ json: { access_token: `access-${++given}`, expires_in: LIFE_S } })
  const entry = () => clientCredentialsEntry('job')
  const { clock, store, all } = await workstationsWith(entry, ['one', 'two'], answer)
  await clock.advance(60_000)
  const tokens = () => Promise.all(all.map(({ keeper }) => keeper.handlers['connections.token']({ name: 'job' })))
  const [first, second] = await tokens()
  expect(first?.token).toBe(second?.token)
  expect(given).toBe(1)
  expect(store.engine.list('renewals/').map(({ key }) => key)).toEqual([])
  // One asks, and is gone before the answer comes.
  const [one, two] = all
  const held = one?.ports.http.hold()
  void one?.keeper.handlers['connections.refresh']({ name: 'job' }).catch(() => undefined)
  await clock.advance(1_000)
  store.cut('one')
  const renewed = two?.keeper.handlers['connections.refresh']({ name: 'job' })
  await clock.advance(20_000)
  expect(await renewed).toMatchObject({ state: 'valid' })
  expect(given).toBe(2)
  held?.answer({ status: 503 })
})
