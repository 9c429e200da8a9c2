import { expect, test } from 'vitest'
import { memoryVault } from '../../../../electron/adapters/node/vaults/memory-vault.ts'
import { MANIFEST_KEY } from '../../../../electron/core/connections/manifest.ts'
import { readPlace } from '../../../../electron/core/fleet/vault/shared-place.ts'
import { Secret } from '../../../../shared/secret.ts'
import { memoryStore } from '../../../kit/fleet/memory-store.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { until } from '../../../kit/processes/until.ts'
import { code, fleetOf, sealing, set, workstation } from './fleet-of.ts'

test('what one writes the other reads, and the store sees neither names nor contents', async () => {
  const { store, one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  await one.write(MANIFEST_KEY, '{"version":1,"connections":[]}')
  expect(await two.read('ward')).toBe(set(1))
  const there = store.engine.list('').map(({ key, value }) => `${key} ${value}`)
  expect(there.length).toBeGreaterThan(2)
  for (const text of there) expect(text).not.toMatch(/ward|manifest|generation|connections/)
})

test('a write holds only over what was read', async () => {
  const { one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  expect(await code(two.write('ward', set(2)))).toBe('document_changed')
  await two.read('ward')
  expect(await code(two.write('ward', set(3)))).toBe('done')
  expect(await code(one.write('ward', set(1, 'stale')))).toBe('document_changed')
  expect(await one.read('ward')).toBe(set(3))
})

test('while the store is away the last sets are there, nothing can be changed, and it is said', async () => {
  const { clock, store, one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  await two.read('ward')
  store.cut('ward-2')
  expect(await two.read('ward')).toBe(set(1))
  expect(two.trouble?.()).toMatchObject({ code: 'store_unreachable' })
  const writing = code(two.write('ward', set(2)))
  await clock.advance(10_000)
  expect(await writing).toBe('store_unreachable')
  expect(await code(two.read('never-seen'))).toBe('store_unreachable')
  store.join('ward-2')
  await clock.advance(3_000)
  // A set that came meanwhile, and was saved here alone, goes to the others.
  expect(await two.read('ward')).toBe(set(2))
  expect(await one.read('ward')).toBe(set(2))
  expect(two.trouble?.()).toBeNull()
})

test('a set that somebody wished while the store was away was refused, and does not come about later', async () => {
  const { clock, store, one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  await two.read('ward')
  store.cut('ward-2')
  expect(await code(two.write('ward', set(2), 'wish'))).toBe('store_unreachable')
  store.join('ward-2')
  await clock.advance(3_000)
  expect(await two.read('ward')).toBe(set(1))
  expect(await one.read('ward')).toBe(set(1))
})

test('an older state of the store is known by its generation: the newer set stays, goes back, and it is said', async () => {
  const { store, all, one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  const [before] = store.engine.list('documents/')
  await one.write('ward', set(2))
  await two.read('ward')
  const [now] = store.engine.list('documents/')
  store.engine.write([{ key: now?.key ?? '', readAt: now ?? null, value: before?.value ?? '' }])
  expect(await two.read('ward')).toBe(set(2))
  expect(all[1]?.told).toContain('store_went_back')
  expect(await one.read('ward')).toBe(set(2))
})

test('that an older state was put back is seen still when the line is there again', async () => {
  const { clock, store, one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  const [before] = store.engine.list('documents/')
  await one.write('ward', set(2))
  two.fleet.subscribe((key) => void two.read(key))
  await until('the newer set', async () => (await two.read('ward')) === set(2))
  store.cut('ward-2')
  const [now] = store.engine.list('documents/')
  store.engine.write([{ key: now?.key ?? '', readAt: now ?? null, value: before?.value ?? '' }])
  store.join('ward-2')
  await clock.advance(3_000)
  await until('it is brought back', async () => (await one.read('ward')) === set(2))
  const seen = async (): Promise<string | undefined> => {
    store.cut('ward-2')
    store.join('ward-2')
    await clock.advance(3_000)
    await until('the line', () => two.admin.list())
    return two.trouble?.()?.code
  }
  expect(await seen()).toBe('store_went_back')
})

test('what the engine has lost, or its admin has deleted, stays here and is brought back; what a member removed goes', async () => {
  const { store, all, one, two } = await fleetOf('site', 'ward-2')
  const listing = (step: string) =>
    JSON.stringify({ version: 1, connections: [{ id: 'ward', name: 'ward', system: 'draw', step }] })
  await one.write(MANIFEST_KEY, listing('kept'))
  await one.write('ward', set(1))
  const heard = new Set<string>()
  two.fleet.subscribe((key) => void heard.add(key))
  await until('both documents', () => heard.size === 2)
  const wiped = store.engine.list('documents/')
  for (const stored of wiped) store.engine.write([{ key: stored.key, readAt: stored, value: null }])
  await until('both again', () => store.engine.list('documents/').length === 2)
  expect([await two.read('ward'), await two.read(MANIFEST_KEY)]).toEqual([set(1), listing('kept')])
  expect(store.engine.list('documents/').map(({ key }) => key)).toEqual(wiped.map(({ key }) => key))

  await one.read(MANIFEST_KEY)
  await one.write(MANIFEST_KEY, listing('removing'))
  await one.remove('ward')
  await until('its copy to be gone', async () => (await all[1]?.local.read('shared-ward')) === null)
  expect(store.engine.list('documents/')).toHaveLength(1)
})

test('what is unsigned, signed for another name, or by somebody who is no member is not believed', async () => {
  const { store, all, one, two, site } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  await one.write('other', set(1, 'other'))
  await two.read('ward')
  const [ward, other] = store.engine.list('documents/')
  if (ward === undefined || other === undefined) throw new Error('two documents')
  const put = (value: string) => {
    store.engine.write([{ key: ward.key, readAt: store.engine.read(ward.key), value }])
  }
  put(set(9))
  expect(await two.read('ward')).toBe(set(1))
  expect(all[1]?.told).toEqual(['letter_unsigned'])
  put(other.value)
  expect(await two.read('ward')).toBe(set(1))
  put(ward.value)
  expect(await two.read('ward')).toBe(set(1))
  // A stranger knows where things lie and for whom to seal, and has a key of its own.
  const stranger = await workstation('stranger', store)
  expect(await code((await stranger.join(site)).read('ward'))).toBe('not_a_member')
  expect(await code((await stranger.join(stranger.signer)).read('ward'))).toBe('letter_stranger')
})

test('the mark of one renewal says nothing under the key of another', async () => {
  const { one, two } = await fleetOf('site', 'ward-2')
  const [ward, lab] = ['ward', 'lab'].map((id) => `${one.fleet.placeOf(id)}asked`) as [string, string]
  const letter = await one.fleet.letters.seal(ward, 'asked')
  expect(await two.fleet.letters.open(ward, letter)).toBe('asked')
  expect(await code(two.fleet.letters.open(lab, letter))).toBe('letter_unsigned')
})

test('whoever is left out reads nothing new, what it wrote is not believed, and the rest reads on', async () => {
  const { store, all, one, two } = await fleetOf('site', 'ward-2', 'ward-3')
  await two.write('ward', set(1))
  expect(await code(two.admin.revoke('ward-3'))).toBe('not_the_site')
  expect(await code(one.admin.revoke('site'))).toBe('revokes_itself')
  expect(await one.admin.revoke('ward-2')).toEqual([])
  // Written before it was left out, and sealed anew by the site.
  expect(await one.read('ward')).toBe(set(1))
  const sealedFor = store.engine.list('documents/').map(({ value }) => JSON.parse(value).sealed)
  for (const sealed of sealedFor) {
    const lost = await two.read('enrolment')
    const key = JSON.parse(lost ?? '{}').identity
    expect(await code(sealing.open(sealed, new Secret(key)))).toBe('sealed_wrong_key')
  }
  const names = (await one.admin.list()).map(({ name, isThis, isSite }) => `${name} ${isThis} ${isSite}`)
  expect(names).toEqual(['site true true', 'ward-3 false false'])
  expect(all).toHaveLength(3)
})

test('the others hear of a change, and whoever was cut off hears of it afterwards', async () => {
  const { clock, store, one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  const heard: string[] = []
  two.fleet.subscribe((key) => void heard.push(key))
  const hears = (times: number) => until(`${times} notices`, () => heard.length === times)
  await hears(1)
  await one.write('ward', set(2))
  await hears(2)
  store.cut('ward-2')
  await one.write('ward', set(3))
  await clock.advance(5_000)
  expect(heard).toHaveLength(2)
  store.join('ward-2')
  await clock.advance(5_000)
  await hears(3)
  expect(new Set(heard)).toEqual(new Set(['ward']))
})

test('what is damaged keeps nobody in: it is passed over, named, and the rest is sealed anew', async () => {
  const { store, one } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  const mark = `${one.fleet.placeOf('ward')}asked`
  store.engine.write([{ key: mark, readAt: null, value: 'garbage' }])
  store.engine.write([{ key: 'documents/of-nobody', readAt: null, value: '{}' }])
  const [before] = store.engine.list('documents/')
  expect(await one.admin.revoke('ward-2')).toEqual(['documents/of-nobody', mark])
  expect(store.engine.read(before?.key ?? '')?.value).not.toBe(before?.value)
  expect((await one.admin.list()).map(({ name }) => name)).toEqual(['site'])
})

test('a list of members is made of the very one that it replaces', async () => {
  const { store, one } = await fleetOf('site')
  const [two, three] = await Promise.all([workstation('ward-2', store), workstation('ward-3', store)])
  const member = ({ name, recipient, signer }: typeof two) => ({ name, recipient, signer })
  // Both have read the list before either has written it.
  await Promise.all([one.admin.add(member(two)), one.admin.add(member(three))])
  expect((await one.admin.list()).map(({ name }) => name).sort()).toEqual(['site', 'ward-2', 'ward-3'])
})

test('whoever leaves takes its own out of the store, and the last one all of it; what stays is told', async () => {
  const { store, one, two, clock } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  store.engine.write([{ key: `${one.fleet.placeOf('ward')}asked`, readAt: null, value: 'whatever' }])
  for (const each of [one, two]) await each.admin.tellSeen()
  expect(store.engine.list('seen/')).toHaveLength(2)
  expect(await two.admin.takeOut(false)).toBe(0)
  expect(store.engine.list('seen/').map(({ key }) => key)).toEqual([`seen/${one.fleet.me}`])
  expect(store.engine.list('documents/')).toHaveLength(1)
  store.cut('site')
  const cutOff = one.admin.takeOut(true)
  await clock.advance(10_000)
  expect(await cutOff).toBe(Number.POSITIVE_INFINITY)
  store.join('site')
  expect(await one.admin.takeOut(true)).toBe(0)
  expect(store.engine.list('')).toEqual([])
  // And nothing of it comes back by itself.
  await clock.advance(60 * 60_000)
  expect(store.engine.list('')).toEqual([])
})

test.each(['place', 'members', 'attempt-ward', '../enrolment', 'x'.repeat(300)])(
  'a member’s document called %j is not believed: here it would lie over what is this workstation’s own',
  async (key) => {
    const { all, one, two } = await fleetOf('site', 'ward-2')
    const heard: string[] = []
    two.fleet.subscribe((changed) => void heard.push(changed))
    await one.write('ward', set(1))
    await until('the line', () => heard.length === 1)
    const own = async () => [await all[1]?.local.read('shared-place'), await all[1]?.local.read('shared-members')]
    const before = await own()
    await one.write(key, 'garbage').catch(() => undefined)
    await one.write('ward', set(2)).catch(() => undefined)
    await until('the next one', () => heard.length === 2)
    expect(await own()).toEqual(before)
    expect(await all[1]?.local.read(`shared-${key}`)).toBe(
      key === 'place' ? before[0] : key === 'members' ? before[1] : null,
    )
    expect(all[1]?.told).toContain('store_damaged')
  },
)

test.each([
  ['garbage', 'garbage'],
  ['one that names what is its own', JSON.stringify({ version: 1, connections: [entry('enrolment', 'removing')] })],
])('a member’s list of connections that is %s takes nobody’s away', async (_what, garbage) => {
  const { all, one, two } = await fleetOf('site', 'ward-2')
  const whole = JSON.stringify({ version: 1, connections: [entry('ward', 'kept')] })
  await one.write(MANIFEST_KEY, whole)
  expect(await two.read(MANIFEST_KEY)).toBe(whole)
  await one.write(MANIFEST_KEY, garbage)
  expect(await two.read(MANIFEST_KEY)).toBe(whole)
  expect(all[1]?.told).toContain('store_damaged')
  // The next one who writes it puts it right.
  await two.write(MANIFEST_KEY, whole)
  expect(await one.read(MANIFEST_KEY)).toBe(whole)
})

function entry(id: string, step: string) {
  return { id, name: 'ward', system: 'draw', step }
}

test('what a stranger has left in the store is said, and nothing waits for it', async () => {
  const { clock, store, two } = await fleetOf('site', 'ward-2')
  const rogue = store.client('rogue')
  for (let from = 0; from < 200; from++)
    await rogue.write([{ key: `documents/strange-${from}`, readAt: null, value: `{"strange":${from}}` }])
  two.fleet.subscribe(() => undefined)
  // What it does last, once it has looked at all that lies there.
  await until('it to say that it was there', async () => {
    await clock.advance(10)
    return store.engine.list('seen/').length === 1
  })
  expect(two.trouble?.()).toMatchObject({ code: 'letter_unsigned' })
})

const OTHER_WAY = {
  endpoints: ['https://etcd-2.example:2379'],
  user: { name: 'ward', password: new Secret('the new one') },
  authorities: null,
  client: null,
}

test('another way to the same fleet is taken, and is still there after the next start', async () => {
  const { all, one, two, site } = await fleetOf('site', 'ward-2')
  const [, second] = all
  await one.write('ward', set(1))
  await two.admin.enter(OTHER_WAY)
  expect(await two.read('ward')).toBe(set(1))
  expect(second?.ways.at(-1)).toEqual({ ...OTHER_WAY, site, root: site })
  expect(await readPlace(second?.local ?? memoryVault())).toEqual({ ...OTHER_WAY, site, root: site })
  expect((await two.facts?.())?.['store']).toBe('https://etcd-2.example:2379')
})

test('a way to nothing, and one to another fleet, is refused, and all stays as it was', async () => {
  const { all, one, two } = await fleetOf('site', 'ward-2')
  const [, second] = all
  if (second === undefined) throw new Error('not there')
  const before = await readPlace(second.local)
  await one.write('ward', set(1))
  const empty = memoryStore(handClock())
  second.elsewhere.set(OTHER_WAY.endpoints.join(), empty)
  expect(await code(two.admin.enter(OTHER_WAY))).toBe('no_fleet_there')
  const { store: strange } = await fleetOf('somebody else')
  second.elsewhere.set(OTHER_WAY.endpoints.join(), strange)
  expect(await code(two.admin.enter(OTHER_WAY))).toBe('fleet_stranger')
  expect(await readPlace(second.local)).toEqual(before)
  expect(await two.read('ward')).toBe(set(1))
})
