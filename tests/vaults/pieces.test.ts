import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { windowsLimitStore } from '../kit/windows-limit-store.ts'
import { piecesVault } from './pieces-vault.ts'
import { vaultSuite } from './vault-suite.ts'

vaultSuite('pieces over a double of the Windows Credential Manager', async () => {
  const store = windowsLimitStore()
  return { vault: piecesVault(store), reopen: async () => piecesVault(windowsLimitStore(store.items)) }
})

describe('the double', () => {
  test('refuses what Windows would refuse', async () => {
    const store = windowsLimitStore()
    await store.set('one', 'x'.repeat(1_280))
    await expect(store.set('one', 'x'.repeat(1_281))).rejects.toThrow('UTF-16')
    await expect(store.set('u'.repeat(514), 'x')).rejects.toThrow('user name')
  })
})

/** What lies in the store when a run wants to read it, whatever was cut before. */
async function readAfresh(items: Map<string, string>, key: string): Promise<string | null> {
  return piecesVault(windowsLimitStore(items)).read(key)
}

describe('a crash at any step', () => {
  const sizes = [0, 1, 850, 3_000, 5_500]
  const pairs = sizes.flatMap((old) => sizes.map((next) => [old, next] as const))

  test.each(pairs)('while %i letters become %i leaves the old or the new value', async (old, next) => {
    const before = 'o'.repeat(old)
    const after = 'n'.repeat(next)
    for (const when of ['before', 'after'] as const) {
      for (let step = 1, done = false; !done; step++) {
        const items = new Map<string, string>()
        await piecesVault(windowsLimitStore(items)).write('one', before)
        const store = windowsLimitStore(items)
        store.cutAt(step, when)
        done = await piecesVault(store)
          .write('one', after)
          .then(
            () => true,
            () => false,
          )
        expect([before, after]).toContain(await readAfresh(items, 'one'))
        if (done) expect(await readAfresh(items, 'one')).toBe(after)
        expect(step).toBeLessThan(60)
      }
    }
  })

  test('while a value is removed leaves it whole or gone, and a second remove sweeps up', async () => {
    for (let step = 1, done = false; !done; step++) {
      const items = new Map<string, string>()
      await piecesVault(windowsLimitStore(items)).write('one', 'x'.repeat(4_000))
      const store = windowsLimitStore(items)
      store.cutAt(step)
      done = await piecesVault(store)
        .remove('one')
        .then(
          () => true,
          () => false,
        )
      expect(['x'.repeat(4_000), null]).toContain(await readAfresh(items, 'one'))
      await piecesVault(windowsLimitStore(items)).remove('one')
      expect([...items.keys()]).toEqual([])
    }
  })

  test('any story of writes, removes and crashes keeps the last whole value and leaves no litter in the end', async () => {
    const stepOfStory = fc.record({
      act: fc.constantFrom('write', 'write', 'write', 'remove'),
      length: fc.integer({ min: 0, max: 6_000 }),
      cut: fc.option(fc.integer({ min: 1, max: 24 })),
      when: fc.constantFrom('before' as const, 'after' as const),
      /** The run goes on after the trouble, or a new one begins. */
      restart: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(stepOfStory, { maxLength: 12 }), async (story) => {
        const items = new Map<string, string>()
        let store = windowsLimitStore(items)
        let vault = piecesVault(store)
        let known: string | null = null
        for (const [index, { act, length, cut, when, restart }] of story.entries()) {
          const wanted = act === 'remove' ? null : String(index % 10).repeat(length)
          store.cutAt(cut ?? Number.POSITIVE_INFINITY, when)
          const done = await (wanted === null ? vault.remove('one') : vault.write('one', wanted)).then(
            () => true,
            () => false,
          )
          const now = await readAfresh(items, 'one')
          expect(done ? [wanted] : [known, wanted]).toContainEqual(now)
          known = now
          store.cutAt(Number.POSITIVE_INFINITY)
          if (restart) {
            store = windowsLimitStore(items)
            vault = piecesVault(store)
          }
        }
        await vault.write('one', 'the end')
        expect(items.size).toBe(2)
        await vault.remove('one')
        expect(items.size).toBe(0)
      }),
      { numRuns: 300 },
    )
  })
})

describe('damage', () => {
  async function written() {
    const items = new Map<string, string>()
    const counted = Array.from({ length: 750 }, (_, number) => `${1000 + number}`).join('')
    await piecesVault(windowsLimitStore(items)).write('one', counted)
    return items
  }
  const damages: [what: string, damage: (items: Map<string, string>) => void][] = [
    ['a lost piece', (items) => items.delete('one.a.2')],
    ['a changed letter', (items) => items.set('one.a.2', (items.get('one.a.2') ?? '').replace('M', 'N'))],
    ['swapped pieces', (items) => items.set('one.a.1', items.get('one.a.2') ?? '')],
    ['a shortened piece', (items) => items.set('one.a.4', (items.get('one.a.4') ?? '').slice(1))],
    ['a head of some other program', (items) => items.set('one', 'hunter2')],
    ['an empty head', (items) => items.set('one', '')],
    ['a head from a later version', (items) => items.set('one', (items.get('one') ?? '').replace('1.', '2.'))],
    ['a head that counts less', (items) => items.set('one', (items.get('one') ?? '').replace('a.4.', 'a.3.'))],
  ]

  test.each(damages)('%s is said, names the key and changes nothing', async (_what, damage) => {
    const items = await written()
    damage(items)
    const after = new Map(items)
    await expect(readAfresh(items, 'one')).rejects.toMatchObject({
      fault: { code: 'vault_damaged', params: { key: 'one' } },
    })
    expect(items).toEqual(after)
  })

  test.each(damages)('after %s a new value can be written', async (_what, damage) => {
    const items = await written()
    damage(items)
    await piecesVault(windowsLimitStore(items)).write('one', 'new')
    expect(await readAfresh(items, 'one')).toBe('new')
  })
})

test('values are single lines of plain letters, and never longer than a piece', async () => {
  const store = windowsLimitStore()
  await piecesVault(store).write('one', 'a\nb\u0000🍓'.repeat(1_000))
  for (const value of store.items.values()) {
    expect(value).toMatch(/^[A-Za-z0-9_.-]+$/)
    expect(value.length).toBeLessThanOrEqual(1_200)
  }
})
