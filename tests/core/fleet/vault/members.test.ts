import { expect, test } from 'vitest'
import { nodeIdentities } from '../../../../electron/adapters/node/vaults/identities.ts'
import { writeLetter } from '../../../../electron/core/fleet/vault/letters.ts'
import { Secret } from '../../../../shared/secret.ts'
import { until } from '../../../kit/processes/until.ts'
import { code, fleetOf, sealing, set, workstation } from './fleet-of.ts'

test('whoever was left out renews no more, asks seldom, and is in again when it is taken in', async () => {
  const { clock, store, all, one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  await two.read('ward')
  two.fleet.subscribe(() => undefined)
  await until('the line', async () => (await two.admin.list()).length === 2)
  await one.admin.revoke('ward-2')
  expect(await two.read('ward')).toBe(set(1))
  // Nothing of it has been asked for yet, and nothing can be.
  const mark = `${two.fleet.placeOf('ward')}asked`
  expect(await code(two.fleet.letters.seal(mark, 'asked'))).toBe('not_a_member')
  expect(await code(two.write('ward', set(2), 'wish'))).toBe('not_a_member')
  await clock.advance(5_000)
  expect(all[1]?.told).toContain('not_a_member')
  store.cut('ward-2')
  expect(await code(two.fleet.letters.seal(mark, 'asked'))).toBe('not_a_member')
  store.join('ward-2')
  const { name = '', recipient = '', signer = '' } = all[1] ?? {}
  await one.admin.add({ name, recipient, signer })
  await clock.advance(60_000)
  await until('it is in again', async () => (await code(two.fleet.letters.seal(mark, 'asked'))) === 'done')
  expect(await two.read('ward')).toBe(set(1))
})

test('whoever left a fleet out cannot be read by it, and no letter grows with the number of workstations', async () => {
  const { store, one } = await fleetOf('site', 'ward-2', 'ward-3', 'ward-4')
  await one.write('ward', set(1))
  const [many] = store.engine.list('documents/')
  for (const name of ['ward-2', 'ward-3', 'ward-4']) await one.admin.revoke(name)
  const [few] = store.engine.list('documents/')
  expect(Math.abs((many?.value.length ?? 0) - (few?.value.length ?? 0))).toBeLessThan(10)
  expect(few?.value).not.toBe(many?.value)
  // What was in use before is read on by whoever stays: an older backup is sealed for it.
  store.engine.write([{ key: few?.key ?? '', readAt: few ?? null, value: many?.value ?? '' }])
  expect(await one.read('ward')).toBe(set(1))
})

test('a list that the site has not signed, or that is gone, is put right by whoever knows the last one', async () => {
  const { store, all, one, two } = await fleetOf('site', 'ward-2')
  await two.admin.list()
  const there = () => store.engine.read('members')
  const listed = there()?.value
  const put = (value: string | null) => store.engine.write([{ key: 'members', readAt: there(), value }])
  const stranger = await workstation('stranger', store)
  put(null)
  const theirs = await stranger.join(stranger.signer)
  await theirs.admin.begin('stranger', '1'.repeat(32))
  expect((await two.admin.list()).map(({ name }) => name)).toEqual(['site', 'ward-2'])
  expect(there()?.value).toBe(listed)
  put('garbage')
  expect((await one.admin.list()).map(({ name }) => name)).toEqual(['site', 'ward-2'])
  expect(there()?.value).toBe(listed)
  expect(all[1]?.told).toContain('store_went_back')
})

test('letters of a list that had no common key are read, and the next list has one', async () => {
  const { store, all, site, one } = await fleetOf('site')
  const [first] = all
  if (first === undefined) throw new Error('the site')
  const parts = { sealing, identities: nodeIdentities, own: JSON.parse((await one.read('enrolment')) ?? '') }
  const own = { ...parts.own, identity: new Secret(parts.own.identity), signingKey: new Secret(parts.own.signingKey) }
  const members = [{ name: 'site', recipient: first.recipient, signer: site, since: 1 }]
  const old = { version: 1, fleet: '0'.repeat(32), number: 2, members }
  const letter = await writeLetter({ ...parts, own }, 'members', JSON.stringify(old), [first.recipient])
  store.engine.write([{ key: 'members', readAt: store.engine.read('members'), value: letter }])
  await one.admin.list()
  await one.write('ward', set(1))
  const before = store.engine.list('documents/')[0]?.value
  const two = await workstation('ward-2', store)
  await one.admin.add({ name: 'ward-2', recipient: two.recipient, signer: two.signer })
  expect(store.engine.list('documents/')[0]?.value).not.toBe(before)
  expect(await (await two.join(site)).read('ward')).toBe(set(1))
})

test('what was begun and cut off is begun anew by the same one, and by nobody once others belong to it', async () => {
  const { store, one, two, site } = await fleetOf('site', 'ward-2')
  expect(await code(one.admin.begin('site', '1'.repeat(32)))).toBe('fleet_there')
  expect(await code(two.admin.begin('ward-2', '1'.repeat(32)))).toBe('fleet_there')
  await one.admin.revoke('ward-2')
  await one.write('ward', set(1))
  await one.admin.begin('site', '1'.repeat(32))
  expect(store.engine.list('').map(({ key }) => key)).toEqual(['members'])
  expect((await one.admin.list()).map(({ signer }) => signer)).toEqual([site])
})
