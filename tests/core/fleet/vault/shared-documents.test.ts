import { expect, test } from 'vitest'
import { watchedStore } from '../../../../electron/core/fleet/store/watched-store.ts'
import { createSharedDocuments } from '../../../../electron/core/fleet/vault/shared-documents.ts'
import type { VaultBackend } from '../../../../electron/core/ports.ts'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { type FaultCode, raise } from '../../../../shared/fault.ts'
import { countedStore, noCounts } from '../../../bench/fleet/counted-store.ts'
import { faultyVault } from '../../../kit/faulty-vault.ts'
import { memoryStore } from '../../../kit/fleet/memory-store.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { sha256 } from '../../../kit/memory-ports.ts'
import { set } from './fleet-of.ts'

/** `refused`: why none of the letters is believed. */
function documentsOver(local: VaultBackend = faultyVault('memory'), refused: FaultCode | null = null) {
  const clock = handClock()
  const counts = noCounts()
  const opened: string[] = []
  const told: FaultCode[] = []
  const engine = memoryStore(clock)
  const store = watchedStore(countedStore(engine.client('one'), counts), clock)
  const documents = createSharedDocuments({
    store,
    local,
    seals: {
      placeOf: async (key) => `documents/${key}`,
      sealDocument: async (document) => JSON.stringify(document),
      openDocument: async ({ value }) => {
        opened.push(value)
        if (refused !== null) raise(refused)
        return jsonIn(value) as { key: string; number: number; value: string }
      },
    },
    isListed: async () => true,
    told: ({ code }) => void told.push(code),
    digest: sha256,
  })
  return { clock, documents, engine, counts, opened, store, told }
}

test('a write over what was read before an older backup was put back is refused, also where its revision has come again', async () => {
  const { documents, engine } = documentsOver()
  const there = engine.client('two')
  const put = async (value: string) => {
    const stored = await there.read('documents/ward')
    const number = stored === null ? 1 : 2
    await there.write([
      { key: 'documents/ward', readAt: stored, value: JSON.stringify({ key: 'ward', number, value }) },
    ])
    return (await there.read('documents/ward'))?.revision
  }
  await put(set(1))
  const goBack = engine.snapshot()
  const before = await put(set(1, 'edited before'))
  expect(await documents.read('ward')).toBe(set(1, 'edited before'))
  goBack()
  expect(await put(set(1, 'edited after'))).toBe(before)
  await expect(documents.write('ward', set(1, 'mine'), 'wish')).rejects.toMatchObject({
    fault: { code: 'document_changed' },
  })
  expect(jsonIn((await there.read('documents/ward'))?.value ?? '')).toMatchObject({ value: set(1, 'edited after') })
})

const letter = (number: number, value: string, revision: number) => ({
  key: 'documents/ward',
  value: JSON.stringify({ key: 'ward', number, value }),
  revision,
  lease: null,
})

test('after an older backup was put back the store counts anew: another letter at a known revision is taken, the same is not', async () => {
  const { documents } = documentsOver()
  expect(await documents.take(letter(1, set(1), 7))).toBe('ward')
  expect(await documents.take(letter(2, set(2), 7))).toBe('ward')
  expect(await documents.take(letter(2, set(2), 8))).toBeNull()
  expect(await documents.read('ward', 'heard')).toBe(set(2))
})

test.each(['letter_unsigned', 'letter_stranger'] as const)(
  'a letter that was refused (%s) is said with each list, and judged anew only when others belong to it',
  async (why) => {
    const { documents, opened, told } = documentsOver(faultyVault('memory'), why)
    for (let lists = 0; lists < 3; lists++) expect(await documents.take(letter(1, set(1), 7))).toBeNull()
    expect([opened.length, told]).toEqual([1, [why, why, why]])
    await documents.take(letter(2, set(1), 8))
    expect(opened).toHaveLength(2)
    documents.relisted()
    await documents.take(letter(2, set(1), 8))
    expect(opened).toHaveLength(3)
  },
)

test('what could not be read here is read again', async () => {
  const { documents, opened } = documentsOver(faultyVault('memory'), 'store_damaged')
  for (let lists = 0; lists < 2; lists++) expect(await documents.take(letter(1, set(1), 7))).toBeNull()
  expect(opened).toHaveLength(2)
})

test('what somebody has only looked at is still told when its notice comes', async () => {
  const { documents, store } = documentsOver()
  const first = letter(1, set(1), 0)
  await store.write([{ key: first.key, readAt: null, value: first.value }])
  expect(await documents.look('ward')).toBe(set(1))
  const stored = await store.read(first.key)
  if (stored === null) throw new Error('it was written')
  expect(await documents.take(stored)).toBe('ward')
})

test('what a notice has brought is not asked of the store again, and a write holds over it', async () => {
  const { documents, counts, store } = documentsOver()
  const first = letter(1, set(1), 0)
  await store.write([{ key: first.key, readAt: null, value: first.value }])
  const stored = await store.read(first.key)
  if (stored === null) throw new Error('it was written')
  expect(await documents.take(stored)).toBe('ward')
  const { reads } = counts
  expect(await documents.read('ward', 'heard')).toBe(set(1))
  expect(counts.reads).toBe(reads)
  await documents.write('ward', set(2))
  // Heard once, it serves once.
  expect(await documents.read('ward', 'heard')).toBe(set(2))
  expect(counts.reads).toBeGreaterThan(reads)
})

test('a letter that was opened once is not opened again, nor is one of its own', async () => {
  const { documents, opened } = documentsOver()
  await documents.write('ward', set(1))
  for (let times = 0; times < 3; times++) expect(await documents.read('ward')).toBe(set(1))
  expect(opened).toEqual([])
})

test('while a link is silent whoever comes first has what is here after a second; who renews waits for the store', async () => {
  const local = faultyVault('memory')
  await documentsOver(local).documents.write('ward', set(1))
  const { clock, documents, engine } = documentsOver(local)
  const told: string[] = []
  const tell = (what: string) => (value: string | null) => void told.push(`${what} ${value}`)
  for (let times = 0; times < 2; times++) engine.failNext('read', { arrives: false })
  void documents.read('ward').then(tell('first'))
  await clock.advance(1_000)
  expect(told).toEqual([`first ${set(1)}`])
  // And for a while nobody else waits.
  await clock.advance(0)
  void documents.read('ward').then(tell('next'))
  await clock.advance(0)
  expect(told).toEqual([`first ${set(1)}`, `next ${set(1)}`])
  await clock.advance(4_000)
  void documents.read('ward').then(tell('later'))
  await clock.advance(1_500)
  expect(told).toHaveLength(2)
  await clock.advance(1_000)
  expect(told).toHaveLength(3)
})
