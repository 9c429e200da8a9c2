/** The word about who belongs to a fleet passes on: by appointment, or by people where none that has it is left. */
import { expect, test } from 'vitest'
import type { SharedVault } from '../../../../electron/core/ports.ts'
import type { MemoryStore } from '../../../kit/fleet/memory-store.ts'
import { code, fleetOf, set, workstation } from './fleet-of.ts'

async function fleetOfThree() {
  const fleet = await fleetOf('site', 'ward-2', 'ward-3')
  const [one, two, three] = fleet.vaults as [SharedVault, SharedVault, SharedVault]
  const [first, second] = fleet.all.map(({ signer }) => signer) as [string, string]
  await one.write('ward', set(1))
  for (const each of [two, three]) await each.read('ward')
  return { ...fleet, one, two, three, first, second }
}

const namesAt = async (vault: SharedVault) => (await vault.admin.list()).map(({ name }) => name)
const signersAt = async (vault: SharedVault) =>
  (await vault.admin.list()).filter(({ isSite }) => isSite).map(({ name }) => name)
const listLetter = ({ engine }: MemoryStore) => engine.read('members')?.value ?? ''
function putList({ engine }: MemoryStore, value: string): void {
  engine.write([{ key: 'members', readAt: engine.read('members'), value }])
}

test('one that was appointed adds, revokes and appoints, and revokes the first', async () => {
  const { store, one, two, three } = await fleetOfThree()
  expect(await code(two.admin.appoint('ward-3', true))).toBe('not_the_site')
  await one.admin.appoint('ward-2', true)
  expect(await signersAt(three)).toEqual(['site', 'ward-2'])
  const four = await workstation('ward-4', store)
  await two.admin.add({ name: 'ward-4', recipient: four.recipient, signer: four.signer })
  expect(await namesAt(one)).toEqual(['site', 'ward-2', 'ward-3', 'ward-4'])
  expect(await two.admin.revoke('site')).toEqual([])
  expect(await namesAt(three)).toEqual(['ward-2', 'ward-3', 'ward-4'])
  expect(await code(one.admin.list())).toBe('not_a_member')
  expect(await code(one.write('ward', set(2), 'wish'))).toBe('not_a_member')
  expect(await code(one.admin.revoke('ward-2'))).toBe('not_a_member')
  await three.read('ward')
  await three.write('ward', set(2))
  expect(await two.read('ward')).toBe(set(2))
  expect(await code(two.admin.appoint('ward-2', false))).toBe('site_stays')
})

test('whoever was away while the word passed on twice believes the last list, and one left out by it sees that', async () => {
  const { store, one, two, three, second } = await fleetOfThree()
  store.cut('ward-3')
  await one.admin.appoint('ward-2', true)
  const four = await workstation('ward-4', store)
  await two.admin.add({ name: 'ward-4', recipient: four.recipient, signer: four.signer })
  const fourth = await four.join(four.signer)
  await two.admin.appoint('ward-4', true)
  expect(await code(fourth.admin.list())).toBe('letter_stranger')
  await fourth.admin.follow(second)
  for (const gone of ['site', 'ward-2']) await fourth.admin.revoke(gone)
  store.join('ward-3')
  expect(await namesAt(three)).toEqual(['ward-3', 'ward-4'])
  store.cut('ward-3')
  await fourth.admin.revoke('ward-3')
  store.join('ward-3')
  expect(await code(three.admin.list())).toBe('not_a_member')
  // And it has not put the list back in which it stood.
  expect(await namesAt(fourth)).toEqual(['ward-4'])
})

test('no longer appointed, its lists are not believed any more', async () => {
  const { store, one, two, three } = await fleetOfThree()
  await one.admin.appoint('ward-2', true)
  await two.admin.appoint('ward-3', true)
  const theirs = listLetter(store)
  await one.admin.appoint('ward-2', false)
  expect(await signersAt(three)).toEqual(['site', 'ward-3'])
  expect(await code(two.admin.revoke('ward-3'))).toBe('not_the_site')
  putList(store, theirs)
  expect(await signersAt(one)).toEqual(['site', 'ward-3'])
  expect(await signersAt(three)).toEqual(['site', 'ward-3'])
})

test.each([
  ['dismissed', (one: SharedVault) => one.admin.appoint('ward-2', false)],
  ['revoked', (one: SharedVault) => one.admin.revoke('ward-2')],
])('one that was %s makes no list that is believed of the word that it once was given', async (_how, end) => {
  const { store, one, two, three } = await fleetOfThree()
  await one.admin.appoint('ward-2', true)
  await two.admin.list()
  const before = listLetter(store)
  store.cut('ward-2')
  await end(one)
  expect(await signersAt(three)).toEqual(['site'])
  // It can write into the store, and has never heard that it may not sign any more.
  for (const each of ['site', 'ward-3']) store.cut(each)
  putList(store, before)
  store.join('ward-2')
  await two.admin.revoke('site')
  await two.admin.appoint('ward-3', true)
  for (const each of ['site', 'ward-3']) store.join(each)
  expect(await signersAt(three).catch(() => ['site'])).toEqual(['site'])
  expect(await signersAt(one)).toEqual(['site'])
})

test('where the first is lost and has appointed nobody, one takes over, and each other follows by the word of a person', async () => {
  const { store, all, two, three, first, second } = await fleetOfThree()
  store.cut('site')
  await two.admin.takeOver()
  expect(await code(two.admin.takeOver())).toBe('signs_already')
  expect(await signersAt(two)).toEqual(['ward-2'])
  // Nobody believes it by itself, and meanwhile all goes on.
  expect(await signersAt(three)).toEqual(['site'])
  expect(all[2]?.told).toContain('fleet_claimed')
  const claim = listLetter(store)
  await three.read('ward')
  await three.write('ward', set(2))
  expect(await two.read('ward')).toBe(set(2))
  expect(listLetter(store)).toBe(claim)
  expect(two.fleet.placeOf('ward')).toBe(three.fleet.placeOf('ward'))
  expect(await code(three.admin.follow(first))).toBe('fleet_stranger')
  await three.admin.follow(second)
  expect(await signersAt(three)).toEqual(['ward-2'])
  await two.admin.revoke('site')
  expect(await namesAt(three)).toEqual(['ward-2', 'ward-3'])
  await two.read('ward')
  await two.write('ward', set(3))
  expect(await three.read('ward')).toBe(set(3))
})

test('one that has not followed yet when the key changes renews and writes nothing, and goes on when it follows', async () => {
  const { store, two, three, second } = await fleetOfThree()
  store.cut('site')
  await two.admin.takeOver()
  await two.admin.revoke('site')
  await two.read('ward')
  await two.write('ward', set(2))
  expect(await code(three.admin.list())).toBe('fleet_claimed')
  expect(await three.read('ward')).toBe(set(1))
  expect(await code(three.write('ward', set(9), 'wish'))).toBe('fleet_claimed')
  expect(await code(three.fleet.letters.seal(`${three.fleet.placeOf('ward')}asked`, 'asked'))).toBe('fleet_claimed')
  await three.admin.follow(second)
  expect(await three.read('ward')).toBe(set(2))
})

test('a member that takes over by itself is told of, moves nobody, and is revoked by the first', async () => {
  const { store, all, one, two, three } = await fleetOfThree()
  await two.admin.takeOver()
  const claim = listLetter(store)
  for (const each of [one, three]) expect(await signersAt(each)).toEqual(['site'])
  expect(all[0]?.told).toContain('fleet_claimed')
  expect(listLetter(store)).toBe(claim)
  await one.admin.revoke('ward-2')
  expect(await namesAt(three)).toEqual(['site', 'ward-3'])
  // Each holds to its own, and nobody puts anything back for ever.
  const settled = listLetter(store)
  for (const each of [two, one, three, two]) await each.admin.list().catch(() => undefined)
  expect(listLetter(store)).toBe(settled)
  await three.read('ward')
  await three.write('ward', set(2))
  expect(await one.read('ward')).toBe(set(2))
})

test('the first may leave once another is appointed, and says so no longer', async () => {
  const { store, one, two, three } = await fleetOfThree()
  await one.admin.appoint('ward-2', true)
  expect(await one.admin.takeOut(false)).toBe(0)
  expect(await signersAt(three)).toEqual(['ward-2'])
  await two.admin.revoke('site')
  expect(await namesAt(three)).toEqual(['ward-2', 'ward-3'])
  expect(store.engine.list('documents/')).toHaveLength(1)
})

test('of two lists with one number, as after a restored backup, the one in the store counts, and it is said', async () => {
  const { store, all, one, two, three } = await fleetOfThree()
  await one.admin.appoint('ward-2', true)
  store.cut('ward-2')
  const before = listLetter(store)
  await one.admin.appoint('ward-3', true)
  putList(store, before)
  store.cut('site')
  store.join('ward-2')
  await two.admin.revoke('ward-3')
  store.join('site')
  expect(await namesAt(one)).toEqual(['site', 'ward-2'])
  expect(all[0]?.told).toContain('store_went_back')
  expect(await code(three.admin.list())).toBe('not_a_member')
})
