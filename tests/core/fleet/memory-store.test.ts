import { expect, test } from 'vitest'
import type { StoreNotice } from '../../../electron/core/fleet/shared-store.ts'
import { memoryStore } from '../../kit/fleet/memory-store.ts'
import { handClock } from '../../kit/hand-clock.ts'

/** What the rules above it rest on; the real store's adapter keeps to the same. */
function fleetOfTwo() {
  const clock = handClock()
  const store = memoryStore(clock)
  return { clock, store, one: store.client('one'), two: store.client('two') }
}

test('a change holds only at the revision that was read, and a group of changes as a whole or not at all', async () => {
  const { one, two } = fleetOfTwo()
  expect(await one.write([{ key: 'a', readAt: null, value: '1' }])).toBe('written')
  expect(await two.write([{ key: 'a', readAt: null, value: '2' }])).toBe('changed')
  const both = [
    { key: 'b', readAt: null, value: '2' },
    { key: 'a', readAt: null, value: '2' },
  ]
  expect(await two.write(both)).toBe('changed')
  expect(await two.read('b')).toBeNull()
  const stored = await two.read('a')
  expect(await two.write([{ key: 'a', readAt: stored, value: null }])).toBe('written')
  expect(await one.list('')).toEqual([])
})

test('a write may have been done or not where nobody said so, and say "changed" of itself where it was carried twice', async () => {
  const { clock, store, one } = fleetOfTwo()
  const outcomes: string[] = []
  for (const fate of [{ answers: false }, { arrives: false }, { twice: true }]) {
    store.failNext('write', fate)
    const key = `k${outcomes.length}`
    const written = one.write([{ key, readAt: null, value: 'x' }]).catch((thrown) => thrown.fault.code)
    await clock.advance(5_000)
    outcomes.push(`${await written} ${store.engine.read(key)?.value ?? 'nothing'}`)
  }
  expect(outcomes).toEqual(['store_unanswered x', 'store_unanswered nothing', 'changed x'])
})

test('whoever is cut off hears of it, reaches nothing, and is told all of it after listing again', async () => {
  const { clock, store, one, two } = fleetOfTwo()
  const told: (StoreNotice | string)[] = []
  const watch = () =>
    one.watch(
      'd/',
      (notices) => void told.push(...notices),
      (why) => void told.push(why),
    )
  await one.list('d/')
  watch()
  await two.write([{ key: 'd/1', readAt: null, value: 'x' }])
  await two.write([{ key: 'other', readAt: null, value: 'x' }])
  store.cut('one')
  await two.write([{ key: 'd/2', readAt: null, value: 'y' }])
  await clock.advance(10)
  expect(told).toEqual([{ kind: 'put', key: 'd/1', value: 'x', revision: 1 }, 'cut'])
  await expect(one.read('d/1')).rejects.toMatchObject({ fault: { code: 'store_unreachable' } })
  store.join('one')
  watch()
  await clock.advance(10)
  expect(told.slice(3)).toEqual([{ kind: 'put', key: 'd/2', value: 'y', revision: 3 }])
  store.engine.compact()
  watch()
  await clock.advance(10)
  expect(told.at(-1)).toBe('compacted')
})

test('a lease is kept while its client lives, takes its keys along when it is lost, and the client hears of that', async () => {
  const { clock, store, one, two } = fleetOfTwo()
  const lease = await one.lease(6_000)
  let lost = false
  void lease.lost.then(() => {
    lost = true
  })
  await one.write([{ key: 'k', readAt: null, value: 'one', lease: lease.id }])
  await clock.advance(60_000)
  expect(await two.read('k')).toMatchObject({ value: 'one' })
  store.cut('one')
  await clock.advance(20_000)
  expect([await two.read('k'), lost]).toEqual([null, true])
  const own = await two.lease(6_000)
  await two.write([{ key: 'k', readAt: null, value: 'two', lease: own.id }])
  await own.end()
  expect(await two.read('k')).toBeNull()
})
