import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BLANK, type ItemStore } from '../../../../electron/adapters/node/keychain/item-keychain.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { slotsVault } from '../../../kit/keyrings/slots-vault.ts'
import { windowsLimitStore } from '../../../kit/keyrings/windows-limit-store.ts'
import { fc } from '../../../kit/properties.ts'
import { vaultSuite } from '../vaults/vault-suite.ts'

vaultSuite('slots over a double of the Windows Credential Manager', async () => {
  const store = windowsLimitStore()
  return { vault: slotsVault(store), reopen: async () => slotsVault(windowsLimitStore(store.items)) }
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
  return slotsVault(windowsLimitStore(items)).read(key)
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
        await slotsVault(windowsLimitStore(items)).write('one', before)
        const store = windowsLimitStore(items)
        store.cutAt(step, when)
        done = await slotsVault(store)
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
      await slotsVault(windowsLimitStore(items)).write('one', 'x'.repeat(4_000))
      const store = windowsLimitStore(items)
      store.cutAt(step)
      done = await slotsVault(store)
        .remove('one')
        .then(
          () => true,
          () => false,
        )
      expect(['x'.repeat(4_000), null]).toContain(await readAfresh(items, 'one'))
      await slotsVault(windowsLimitStore(items)).remove('one')
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
        let vault = slotsVault(store)
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
            vault = slotsVault(store)
          }
        }
        await vault.write('one', 'the end')
        await vault.close()
        expect([...items.keys()].filter((name) => !/^one\.[ab]\.1$/.test(name))).toEqual([])
        expect([...items.values()].filter((value) => value !== BLANK)).toHaveLength(1)
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
    await slotsVault(windowsLimitStore(items)).write('one', counted)
    return items
  }
  const damages: [what: string, damage: (items: Map<string, string>) => void][] = [
    ['a lost piece', (items) => items.delete('one.a.2')],
    ['a changed letter', (items) => items.set('one.a.2', (items.get('one.a.2') ?? '').replace('M', 'N'))],
    ['swapped pieces', (items) => items.set('one.a.1', items.get('one.a.2') ?? '')],
    ['a shortened piece', (items) => items.set('one.a.4', (items.get('one.a.4') ?? '').slice(1))],
    ['an item of some other program', (items) => items.set('one.a.1', 'hunter2')],
    ['an empty item', (items) => items.set('one.a.1', '')],
    ['an item from a later version', (items) => items.set('one.a.1', (items.get('one.a.1') ?? '').replace('2.', '3.'))],
    ['one that counts less', (items) => items.set('one.a.1', (items.get('one.a.1') ?? '').replace('.1.4.', '.1.3.'))],
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
    await slotsVault(windowsLimitStore(items)).write('one', 'new')
    expect(await readAfresh(items, 'one')).toBe('new')
  })
})

test('values are single lines of plain letters, and never longer than a piece', async () => {
  const store = windowsLimitStore()
  await slotsVault(store).write('one', 'a\nb\u0000🍓'.repeat(1_000))
  for (const value of store.items.values()) {
    expect(value).toMatch(/^[A-Za-z0-9_.-]+$/)
    expect(value.length).toBeLessThanOrEqual(1_200)
  }
})

describe('what has been replaced', () => {
  async function renewed() {
    const items = new Map<string, string>()
    const clock = handClock()
    const vault = slotsVault(windowsLimitStore(items), (ms, run) => clock.after(ms, run))
    for (const text of ['old', 'asked', 'new']) await vault.write('one', text.repeat(900))
    return { items, clock, vault }
  }
  const readable = (items: Map<string, string>) => [...items.values()].filter((value) => value !== BLANK).length

  test('is blanked in place a moment later, and never deleted', async () => {
    const { items, clock } = await renewed()
    expect(items.get('one.b.1')).toMatch(/^2\.2\./)
    await clock.advance(1_000)
    expect(items.get('one.b.1')).toBe(BLANK)
    expect(items.get('one.a.1')).toMatch(/^2\.3\./)
    expect(items.has('one.b.2')).toBe(false)
  })

  test('is blanked when the vault is closed before', async () => {
    const { items, vault } = await renewed()
    await vault.close()
    expect(items.get('one.b.1')).toBe(BLANK)
  })

  test('by a run that was killed is blanked by the next one that reads it', async () => {
    const { items } = await renewed()
    const next = slotsVault(windowsLimitStore(items))
    expect(await next.read('one')).toBe('new'.repeat(900))
    await next.close()
    expect(items.get('one.b.1')).toBe(BLANK)
  })

  test('takes one item a write where items are long, and the newest is never overwritten', async () => {
    const items = new Map<string, string>()
    const sets: string[] = []
    const store = windowsLimitStore(items)
    const set: ItemStore['set'] = (account, value) => {
      sets.push(account)
      return store.set(account, value)
    }
    const vault = slotsVault({ ...store, set })
    for (const text of ['one', 'two', 'three']) await vault.write('one', text)
    expect(sets).toEqual(['one.a.1', 'one.b.1', 'one.a.1'])
    expect(readable(items)).toBe(2)
  })
})

describe('slots that somebody else has changed', () => {
  async function blanked() {
    const items = new Map<string, string>()
    const vault = slotsVault(windowsLimitStore(items))
    for (const text of ['old', 'new']) await vault.write('one', text)
    await vault.close()
    return items
  }

  test.each([
    ['the one in force is gone', (items: Map<string, string>) => items.delete('one.b.1')],
    ['the one in force holds another text', (items: Map<string, string>) => items.set('one.b.1', 'hunter2')],
    ['the idle one holds another text', (items: Map<string, string>) => items.set('one.a.1', 'hunter2')],
  ])('%s: damaged, never absent and never the older one', async (_what, change) => {
    const items = await blanked()
    change(items)
    await expect(readAfresh(items, 'one')).rejects.toMatchObject({ fault: { code: 'vault_damaged' } })
  })

  test('a store that says yes and keeps something else is not believed', async () => {
    const items = await blanked()
    const store = windowsLimitStore(items)
    const vault = slotsVault({ ...store, set: async () => {} })
    await expect(vault.write('one', 'newer')).rejects.toMatchObject({ fault: { code: 'vault_denied' } })
    expect(await readAfresh(items, 'one')).toBe('new')
  })
})

/** Written by the program of commit c7306e7 over this double: a short document, one of three pieces, and the list. */
const EARLIER = readFileSync(join(import.meta.dirname, 'fixtures', 'keychain-c7306e7.json'), 'utf8')
const earlierItems = () => new Map(Object.entries(JSON.parse(EARLIER) as Record<string, string>))
const [SHORT, LONG] = [
  '081d5af6b27a5f3f',
  [...earlierItems().keys()].find((key) => /^[0-9a-f]{16}$/.test(key) && key !== '081d5af6b27a5f3f') ?? '',
]

describe('documents of the layout before', () => {
  const texts = async (items: Map<string, string>) =>
    Promise.all(['manifest', SHORT, LONG].map((key) => readAfresh(items, key)))

  test('are read where they are, and reading changes nothing', async () => {
    const items = earlierItems()
    const [list, short, long] = await texts(items)
    expect(JSON.parse(list ?? '')).toMatchObject({
      connections: [
        { id: SHORT, name: 'ward' },
        { id: LONG, name: 'desk' },
      ],
    })
    expect(short).toContain('rt-1')
    expect(long).toContain('0000-0001-')
    expect(items).toEqual(earlierItems())
  })

  test('stopped at any step of their first write are whole, old or new; in the end nothing of them is left', async () => {
    for (const key of ['manifest', SHORT, LONG]) {
      for (let step = 1, done = false; !done; step++) {
        const items = earlierItems()
        const before = await readAfresh(items, key)
        const store = windowsLimitStore(items)
        store.cutAt(step)
        done = await slotsVault(store)
          .write(key, 'n'.repeat(2_500))
          .then(
            () => true,
            () => false,
          )
        expect([before, 'n'.repeat(2_500)]).toContain(await readAfresh(items, key))
        await slotsVault(windowsLimitStore(items)).write(key, 'end')
        const vault = slotsVault(windowsLimitStore(items))
        expect(await vault.read(key)).toBe('end')
        await vault.close()
        const left = [...items].filter(([name, value]) => name.startsWith(key) && value !== BLANK)
        expect(left.filter(([name]) => name !== key)).toHaveLength(1)
        expect(items.has(key)).toBe(key === 'manifest')
      }
    }
  })

  test('are removed with all that is theirs', async () => {
    const items = earlierItems()
    for (const key of [SHORT, LONG]) await slotsVault(windowsLimitStore(items)).remove(key)
    expect([...items.keys()].filter((name) => !name.startsWith('manifest'))).toEqual([])
  })

  test('a program that knows only that layout finds a list that it cannot read, never an empty vault', async () => {
    const items = new Map<string, string>()
    await slotsVault(windowsLimitStore(items)).write('manifest', '{}')
    expect(items.get('manifest')).toBe('everbearer.2')
    items.delete('manifest.a.1')
    await expect(readAfresh(items, 'manifest')).rejects.toMatchObject({ fault: { code: 'vault_damaged' } })
  })
})
