/** Adding and removing take several writes. Wherever they stop, nothing half remains: least of all parts of a secret. */
import { expect, test } from 'vitest'
import { createKeeper } from '../../../electron/core/keeper.ts'
import { slotsVault } from '../../kit/keyrings/slots-vault.ts'
import { windowsLimitStore } from '../../kit/keyrings/windows-limit-store.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry } from '../started-keeper.ts'

type Items = Map<string, string>

/** Of every name in the store but those of the list of connections. */
const documentsIn = (items: Items) => [...items.keys()].filter((name) => !name.startsWith('manifest'))

async function startOver(items: Items, site: Readonly<Record<string, unknown>> = {}) {
  const store = windowsLimitStore(items)
  const ports = memoryPorts({ vault: slotsVault(store) })
  ports.siteFiles.lay(site)
  const keeper = createKeeper(ports)
  await keeper.start()
  return { keeper, ports, store }
}

type Started = Awaited<ReturnType<typeof startOver>>

const namesIn = async ({ keeper }: Started) =>
  (await keeper.handlers['connections.list']({})).map(({ name, state }) => `${name} ${state}`)

const retriesIn = async ({ keeper }: Started) =>
  (await keeper.handlers['connections.list']({})).map(({ name, maxRetries }) => `${name} ${maxRetries}`)

/** Of all documents, whichever of their items is there. */
function keysIn(items: Items): Set<string | undefined> {
  return new Set(documentsIn(items).map((name) => name.split('.')[0]))
}

/** Cuts the vault off at each step of `work` in turn, until it is no longer cut; then looks what a new start makes of it. */
async function cutEverywhere(
  filled: boolean,
  work: (started: Awaited<ReturnType<typeof startOver>>) => Promise<unknown>,
  expected: readonly string[][],
  shownIn: (started: Started) => Promise<string[]> = namesIn,
): Promise<void> {
  const seen: string[][] = []
  for (const when of ['before', 'after'] as const) {
    for (let step = 1, done = false; !done; step++) {
      const items: Items = new Map()
      const first = await startOver(items)
      const { keeper, ports, store } = first
      await keeper.handlers['connections.add']({ entry: drawEntry('other', ports, 3_600) })
      if (filled) await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
      store.cutAt(step, when)
      done = await work(first).then(
        () => true,
        () => false,
      )
      const names = await shownIn(await startOver(items))
      expect(expected).toContainEqual(names)
      seen.push(names)
      expect(keysIn(items).size).toBe(names.length)
      expect(step).toBeLessThan(60)
    }
  }
  for (const names of expected) expect(seen).toContainEqual(names)
}

test('adding: all of it is there after the next start, or nothing', () =>
  cutEverywhere(
    false,
    ({ keeper, ports }) => keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) }),
    [['other valid'], ['other valid', 'ward valid']],
  ))

test('removing: all of it is there after the next start, or nothing', () =>
  cutEverywhere(true, ({ keeper }) => keeper.handlers['connections.remove']({ name: 'ward' }), [
    ['other valid'],
    ['other valid', 'ward valid'],
  ]))

test('an edit that gives another name as well: both are there after the next start, or neither', () =>
  cutEverywhere(
    true,
    ({ keeper }) =>
      keeper.handlers['connections.edit']({
        name: 'ward',
        newName: 'ward-9',
        entry: { settings: { maxRetries: 9 } },
      }),
    [
      ['other 3', 'ward 3'],
      ['other 3', 'ward-9 9'],
    ],
    retriesIn,
  ))

test('an edit that was cut and tried again under the same keeper ends whole', async () => {
  for (let step = 1, done = false; !done; step++) {
    const items: Items = new Map()
    const first = await startOver(items)
    const { keeper, ports, store } = first
    await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
    const edit = (newName: string) =>
      keeper.handlers['connections.edit']({ name: 'ward', newName, entry: { settings: { maxRetries: 9 } } })
    store.cutAt(step)
    done = await edit('ward-9').then(
      () => true,
      () => false,
    )
    store.cutAt(Number.POSITIVE_INFINITY)
    if (!done && (await retriesIn(first)).includes('ward 3')) await edit('ward-7')
    const [shown] = await retriesIn(await startOver(items))
    expect(shown).toBe(done ? 'ward-9 9' : 'ward-7 9')
    expect(step).toBeLessThan(60)
  }
})

test('no edit takes a name that another one has, and it changes nothing then', async () => {
  const { keeper, ports } = await startOver(new Map())
  await keeper.handlers['connections.add']({ entry: drawEntry('other', ports, 3_600) })
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const entry = { settings: { maxRetries: 9 } }
  const edit = keeper.handlers['connections.edit']({ name: 'ward', newName: 'other', entry })
  await expect(edit).rejects.toMatchObject({ fault: { code: 'name_taken' } })
  expect(await retriesIn({ keeper } as Started)).toEqual(['other 3', 'ward 3'])
})

test.each(['add', 'remove'] as const)(
  'a keeper that goes on after a failed %s does not forget it when it writes its list again',
  async (what) => {
    for (let step = 1, done = false; !done; step++) {
      const items: Items = new Map()
      const first = await startOver(items)
      const { keeper, ports, store } = first
      const entry = drawEntry('ward', ports, 3_600)
      if (what === 'remove') await keeper.handlers['connections.add']({ entry })
      store.cutAt(step)
      const calls = keeper.handlers
      done = await (what === 'add'
        ? calls['connections.add']({ entry })
        : calls['connections.remove']({ name: 'ward' })
      ).then(
        () => true,
        () => false,
      )
      store.cutAt(Number.POSITIVE_INFINITY)
      await calls['connections.add']({ entry: drawEntry('next', ports, 3_600) })
      const names = await namesIn(await startOver(items))
      expect(names).toContain('next valid')
      expect(names.filter((name) => !['next valid', 'ward valid'].includes(name))).toEqual([])
      expect(keysIn(items).size).toBe(names.length)
      expect(step).toBeLessThan(60)
    }
  },
)

test('adding what the site has set up: wherever it stops, the next start has all of it once, and no document of nobody', async () => {
  const settings = { baseUrl: 'https://draw.example/', clientId: 'Institute A' }
  const connections = ['one', 'two', 'three'].map((name) => ({ name, system: 'draw', settings }))
  const site = { '10.json': { everbearer: 1, connections } }
  for (const when of ['before', 'after'] as const) {
    for (let step = 1, done = false; !done; step++) {
      const items: Items = new Map()
      const { keeper, ports, store } = await startOver(items)
      await keeper.handlers['connections.add']({ entry: drawEntry('other', ports, 3_600) })
      store.cutAt(step, when)
      ports.siteFiles.lay(site)
      await ports.clock.settle()
      done = (await keeper.handlers['connections.list']({})).length === 4
      const next = await startOver(items, site)
      const names = (await namesIn(next)).map((each) => each.split(' ')[0]).sort()
      expect(names).toEqual(['one', 'other', 'three', 'two'])
      expect(keysIn(items).size).toBe(4)
      expect(step).toBeLessThan(60)
    }
  }
})
