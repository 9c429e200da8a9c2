/**
 * What every shared store must do (electron/core/fleet/shared-store.ts), put to the one in memory and to a real etcd alike.
 *
 *   sharedStoreLaws(() => ({ one, two, leaseMs, passes: (ms) => clock.advance(ms), silenceOne: () => store.cut('one') }))
 */
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SharedStore, StoreLease, StoreNotice, WatchEnd } from '../../../electron/core/fleet/shared-store.ts'
import { settle } from '../settle.ts'

/** Two clients of one store. Keys of different tests must not meet, so each takes a prefix of its own. */
export type LawScene = {
  readonly one: SharedStore
  readonly two: SharedStore
  readonly leaseMs: number
  /** Lets time go by; resolves after at least so many ms, or sooner where `until` holds. */
  passes(ms: number, until: () => boolean | Promise<boolean>): Promise<unknown>
  /** From now on the first client is not heard any more: as if its machine had lost its power. */
  silenceOne(): void
}

export function sharedStoreLaws(sceneOf: () => LawScene): void {
  describe('as every shared store', () => {
    writes(sceneOf)
    watches(sceneOf)
    leases(sceneOf)
  })
}

/** A second is the least that etcd's leases have. */
const LEAST_MS = 1_000
const LONG_MS = 20_000

function writes(sceneOf: () => LawScene): void {
  test('a change holds only at the revision that was read', async () => {
    const { one, two } = sceneOf()
    expect(await one.read('w/a')).toBeNull()
    expect(await one.write([{ key: 'w/a', readAt: null, value: 'é\n"1"' }])).toBe('written')
    expect(await two.write([{ key: 'w/a', readAt: null, value: '2' }])).toBe('changed')
    const found = await two.read('w/a')
    expect(found).toMatchObject({ key: 'w/a', value: 'é\n"1"', lease: null })
    expect(await two.write([{ key: 'w/a', readAt: found, value: '' }])).toBe('written')
    const after = await one.read('w/a')
    expect(after?.value).toBe('')
    expect(after?.revision).toBeGreaterThan(found?.revision ?? 0)
    expect(await one.write([{ key: 'w/a', readAt: after, value: null }])).toBe('written')
    expect(await two.read('w/a')).toBeNull()
  })

  test('a change holds only over the very value that was read, however alike another one begins', async () => {
    const { one, two } = sceneOf()
    const long = `é${'x'.repeat(400)}`
    await one.write([{ key: 'v/a', readAt: null, value: long }])
    const found = (await one.read('v/a')) ?? { revision: 0, value: '' }
    const earlier = { ...found, value: `é${'x'.repeat(200)}y${'x'.repeat(199)}` }
    for (const readAt of [earlier, { ...found, value: 'é' }, { ...found, value: '' }])
      expect(await two.write([{ key: 'v/a', readAt, value: '2' }])).toBe('changed')
    expect(await two.write([{ key: 'v/a', readAt: found, value: '2' }])).toBe('written')
  })

  test('several changes are made together or not at all, and a list has what is there', async () => {
    const { one, two } = sceneOf()
    const both = ['g/a', 'g/b'].map((key) => ({ key, readAt: null, value: key }))
    expect(await one.write(both)).toBe('written')
    expect(await two.write([{ key: 'g/c', readAt: null, value: 'c' }, ...both])).toBe('changed')
    await two.write([{ key: 'ga', readAt: null, value: 'beside it' }])
    const listed = await two.list('g/')
    expect(listed.map(({ key, value }) => [key, value])).toEqual([
      ['g/a', 'g/a'],
      ['g/b', 'g/b'],
    ])
    expect(new Set(listed.map(({ revision }) => revision)).size).toBe(1)
  })

  test('a list that is longer than one answer is whole', async () => {
    const { one, two } = sceneOf()
    const names = Array.from({ length: 130 }, (_, index) => `long/${String(index).padStart(3, '0')}`)
    for (let from = 0; from < names.length; from += 65) {
      await one.write(names.slice(from, from + 65).map((key) => ({ key, readAt: null, value: 'x'.repeat(2_000) })))
    }
    expect((await two.list('long/')).map(({ key }) => key)).toEqual(names)
  })
}

function watches(sceneOf: () => LawScene): void {
  test('whoever has listed and watches then hears of all that came after, in order, and of nothing else', async () => {
    const { one, two, passes } = sceneOf()
    await two.write([{ key: 'n/before', readAt: null, value: 'x' }])
    await one.list('n/')
    await two.write([{ key: 'n/a', readAt: null, value: 'between' }])
    const told: StoreNotice[] = []
    const ends: WatchEnd[] = []
    const stop = one.watch(
      'n/',
      (notices) => void told.push(...notices),
      (why) => void ends.push(why),
    )
    onTestFinished(stop)
    const between = await two.read('n/a')
    await two.write([{ key: 'other/a', readAt: null, value: 'not ours' }])
    await two.write([{ key: 'n/a', readAt: between, value: null }])
    await two.write([{ key: 'n/last', readAt: null, value: 'z' }])
    await passes(LONG_MS, () => told.length >= 3)
    expect(told.map(({ kind, key, value }) => [kind, key, value])).toEqual([
      ['put', 'n/a', 'between'],
      ['removed', 'n/a', null],
      ['put', 'n/last', 'z'],
    ])
    expect(told[0]?.revision).toBe(between?.revision)
    expect(ends).toEqual([])
  })
}

const TURNS = 5

/** A lease that was still held when `work` was done. A machine that stands still for longer than one lasts loses it: then the next one. */
export async function lastingLease(work: () => Promise<StoreLease>): Promise<StoreLease> {
  for (let turn = 1; turn <= TURNS; turn++) {
    const lease = await work()
    const isLost = await Promise.race([lease.lost.then(() => true), settle().then(() => false)])
    if (!isLost) return lease
  }
  throw new Error(`${TURNS} leases were lost, one after the other`)
}

function leases(sceneOf: () => LawScene): void {
  test('what is put under a lease stays while its holder lives, and goes when it ends it', async () => {
    const { one, two, passes, leaseMs } = sceneOf()
    const lease = await lastingLease(async () => {
      await passes(LONG_MS, async () => (await two.read('l/a')) === null)
      const lease = await one.lease(leaseMs)
      await one.write([{ key: 'l/a', readAt: null, value: 'mine', lease: lease.id }])
      await passes(1.5 * leaseMs, () => false)
      return lease
    })
    expect(await two.read('l/a')).toMatchObject({ value: 'mine', lease: lease.id })
    await lease.end()
    await lease.end()
    expect(await two.read('l/a')).toBeNull()
    expect(await one.write([{ key: 'l/b', readAt: null, value: 'too late', lease: lease.id }])).toBe('changed')
  })

  test('the lease of whoever is silent ends, and so it knows', async () => {
    const { one, two, passes, silenceOne } = sceneOf()
    const lease = await one.lease(LEAST_MS)
    let lost = false
    void lease.lost.then(() => {
      lost = true
    })
    await one.write([{ key: 'l/dead', readAt: null, value: 'mine', lease: lease.id }])
    silenceOne()
    await passes(LONG_MS, async () => (await two.read('l/dead')) === null)
    expect(await two.read('l/dead')).toBeNull()
    await passes(LONG_MS, () => lost)
    expect(lost).toBe(true)
  })
}
