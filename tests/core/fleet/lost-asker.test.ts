import { expect, test } from 'vitest'
import { LONGEST_SEND_MS, SILENT_MS } from '../../../electron/core/fleet/turn-plan.ts'
import { LIFE_S, type Workstation, workstations } from './workstations.ts'

const MINUTE = 60_000

const view = async ({ keeper }: Workstation) =>
  (await keeper.handlers['connections.list']({})).find(({ name }) => name === 'ward')
const token = ({ keeper }: Workstation) => keeper.handlers['connections.token']({ name: 'ward' })
const noted = ({ ports }: Workstation, wanted: string) => ports.journal.entries.filter(({ event }) => event === wanted)
const refused = (station: Workstation) => noted(station, 'renewal_refused')

test('whoever asked and is gone is waited for, then a person is called once, and what it brings after all counts', async () => {
  const { clock, store, server, all } = await workstations('one', 'two', 'three')
  const [one, ...others] = all as [Workstation, Workstation, Workstation]
  const held = one.ports.http.hold()
  void one.keeper.handlers['connections.refresh']({ name: 'ward' }).catch(() => undefined)
  await clock.advance(1_000)
  expect(held.asked).toBe(true)
  store.cut('one')
  await clock.advance(LIFE_S * 1_000 - 100_000)
  for (const other of others) {
    expect(await token(other)).toMatchObject({ token: 'access-of-ward-0' })
    expect(refused(other)).toEqual([])
    expect(await view(other)).toMatchObject({ fault: { code: 'asker_silent', params: { name: 'ward' } } })
  }
  await clock.advance(LONGEST_SEND_MS + 20 * MINUTE)
  for (const other of others) {
    expect(await view(other)).toMatchObject({ state: 'needs-person', fault: { code: 'refresh_reply_lost' } })
    expect(refused(other)).toMatchObject([{ fault: 'refresh_reply_lost' }])
  }
  expect(server.sent).toEqual([])
  held.answer({ json: { access_token: 'access-1', refresh_token: 'refresh-of-ward-1', expires_in: 7_200 } })
  server.generation = 1
  await clock.advance(1_000)
  expect(await view(one)).toMatchObject({ state: 'unsaved' })
  store.join('one')
  await clock.advance(20_000)
  for (const each of all) {
    expect(await view(each)).toMatchObject({ state: 'valid', generation: 2 })
    expect((await token(each)).token).toBe('access-1')
  }
  for (const other of others) expect(noted(other, 'set_taken_over')).toMatchObject([{ params: { generation: 2 } }])
  expect(noted(one, 'set_taken_over')).toEqual([])
})

test('a person is called as soon as nothing that was sent can be on its way any more, and not before', async () => {
  const { clock, store, all } = await workstations('one', 'two')
  const [one, two] = all as [Workstation, Workstation]
  const held = one.ports.http.hold()
  void one.keeper.handlers['connections.refresh']({ name: 'ward' }).catch(() => undefined)
  await clock.advance(1_000)
  store.cut('one')
  const asks = async (ms: number) => {
    await clock.advance(ms)
    const asked = two.keeper.handlers['connections.refresh']({ name: 'ward' }).catch((thrown) => thrown.fault.code)
    await clock.advance(SILENT_MS + 5_000)
    return asked
  }
  expect(await asks(1_000)).toBe('asker_silent')
  expect(await asks(LONGEST_SEND_MS - 2 * MINUTE)).toBe('asker_silent')
  expect(await asks(90_000)).toBe('asker_silent')
  expect(await asks(30_000)).toBe('refresh_reply_lost')
  held.answer({ trouble: 'reply_lost', sent: true })
})

test('whoever asked goes on when it is back, also where another has edited what was given up until then', async () => {
  const { clock, store, server, all } = await workstations('one', 'two')
  const [one, two] = all as [Workstation, Workstation]
  for (let sends = 0; sends < 2; sends++) one.ports.http.answer({ trouble: 'reply_lost', sent: true })
  void one.keeper.handlers['connections.refresh']({ name: 'ward' }).catch(() => undefined)
  await clock.advance(100)
  store.cut('one')
  await clock.advance(LIFE_S * 1_000 + LONGEST_SEND_MS + 20 * MINUTE)
  expect(await view(two)).toMatchObject({ state: 'needs-person', fault: { code: 'refresh_reply_lost' } })
  await two.keeper.handlers['connections.edit']({ name: 'ward', entry: { note: 'asked the ward' } })
  expect(server.sent).toEqual([])
  store.join('one')
  // After so long it tries every few minutes.
  for (let tries = 0; tries < 6 && (await view(one))?.state !== 'valid'; tries++) await clock.advance(MINUTE)
  for (const each of all) {
    expect(await view(each)).toMatchObject({ state: 'valid', generation: 2, note: 'asked the ward' })
    expect((await token(each)).token).toBe('access-1')
  }
  expect(server).toMatchObject({ generation: 1, ended: false })
})

test('without its lease nothing more of an attempt is sent', async () => {
  const { clock, store, server, all } = await workstations('one', 'two')
  const [one] = all as [Workstation, Workstation]
  const held = one.ports.http.hold()
  const asked = one.keeper.handlers['connections.refresh']({ name: 'ward' }).catch((thrown) => thrown.fault.code)
  await clock.advance(1_000)
  store.cut('one')
  await clock.advance(30_000)
  // What would be sent again at once.
  held.answer({ trouble: 'reply_lost', sent: true })
  await clock.advance(30_000)
  expect(await asked).toBe('renewed_elsewhere')
  expect(server.sent).toEqual([])
})

test('without the store nothing is sent, and whoever asks is told why', async () => {
  const { clock, store, server, all } = await workstations('one', 'two')
  for (const { name } of all) store.cut(name)
  await clock.advance(LIFE_S * 1_000 - 30_000)
  for (const each of all)
    expect(await token(each)).toMatchObject({ token: 'access-of-ward-0', warning: { code: 'store_unreachable' } })
  await clock.advance(5 * MINUTE)
  for (const each of all) await expect(token(each)).rejects.toMatchObject({ fault: { code: 'store_unreachable' } })
  expect(server.sent).toEqual([])
  for (const { name } of all) store.join(name)
  await clock.advance(2 * MINUTE)
  for (const each of all) expect(await view(each)).toMatchObject({ state: 'valid' })
  expect(server).toMatchObject({ generation: 1, ended: false })
})

test('one that cannot reach the server gives its mark back, and another goes on at once', async () => {
  const { clock, server, all } = await workstations('one', 'two')
  const [one, two] = all as [Workstation, Workstation]
  one.ports.http.otherwise(() => ({ trouble: 'connection_refused', sent: false }))
  void one.keeper.handlers['connections.refresh']({ name: 'ward' }).catch(() => undefined)
  await clock.advance(100)
  const renewed = two.keeper.handlers['connections.refresh']({ name: 'ward' })
  await clock.advance(15_000)
  expect(await renewed).toMatchObject({ state: 'valid', generation: 2 })
  expect(await view(one)).toMatchObject({ state: 'valid', generation: 2 })
  expect(server.sent.length).toBe(1)
})
