/** The journal's screen reads once and takes in what is added; whatever comes between the two is there once. */
import { expect, test } from 'vitest'
import { followJournal, type Journal } from '../../renderer/journal/use-journal.ts'
import { INITIAL_STATE, type PageState } from '../../renderer/state/page-state.ts'
import { createStore } from '../../renderer/state/store.ts'
import type { JournalEntry } from '../../shared/connections/journal.ts'
import { fault } from '../../shared/fault.ts'
import { START } from '../kit/hand-clock.ts'
import { settle } from '../kit/settle.ts'
import { handPageHost } from './hand-page-host.ts'

function entry(second: number, connection = 'ward'): JournalEntry {
  return { at: START + second * 1_000, event: 'renewed', connection } as JournalEntry
}

const [first, second, third] = [entry(1), entry(2), entry(3)]

function following({ name = null, limit = 2_000, entries = [first] as PageState['entries'] } = {} as Partial<Given>) {
  const host = handPageHost()
  const store = createStore<PageState>({ ...INITIAL_STATE, entries })
  let shown: Journal | null = null
  const stop = followJournal({ host, store }, { name, limit }, (journal) => {
    shown = journal
  })
  return {
    host,
    stop,
    async answer(read: readonly JournalEntry[]) {
      host.waiting[0]?.answer({ ok: true, value: { entries: structuredClone(read), unreadable: 0 } })
      await settle()
    },
    async refuse() {
      host.waiting[0]?.answer({ ok: false, fault: fault('keeper_lost') })
      await settle()
    },
    add: (...more: JournalEntry[]) => store.set(({ entries: known }) => ({ entries: [...(known ?? []), ...more] })),
    replace: (all: readonly JournalEntry[]) => store.set({ entries: all }),
    change: () => store.set({ connections: [] }),
    shown: () => (shown?.reply.ok === true ? shown.reply.value.entries : (shown?.reply ?? null)),
  }
}

type Given = { name: string | null; limit: number; entries: PageState['entries'] }

test('an entry that is added is taken in without reading again', async () => {
  const journal = following()
  await journal.answer([first])
  journal.add(second)
  journal.add(third)
  expect(journal.shown()).toEqual([first, second, third])
  expect(journal.host.waiting).toEqual([])
})

test('one that is told while the journal is read stands there once, in the answer or not', async () => {
  const journal = following()
  journal.add(second)
  journal.add(third)
  await journal.answer([first, second])
  expect(journal.shown()).toEqual([first, second, third])
})

test('the first list of the page, which comes after the journal was read, brings nothing twice', async () => {
  const journal = following({ entries: null })
  await journal.answer([first, second])
  journal.replace(structuredClone([first, second]))
  expect(journal.shown()).toEqual([first, second])
  journal.add(third)
  expect(journal.shown()).toEqual([first, second, third])
  expect(journal.host.waiting).toEqual([])
})

test('after a gap it is read again', async () => {
  const journal = following()
  await journal.answer([first])
  journal.replace([entry(90), entry(91)])
  expect(journal.host.waiting.map(({ name }) => name)).toEqual(['journal.read'])
  await journal.answer([first, entry(50), entry(90), entry(91)])
  expect(journal.shown()).toHaveLength(4)
})

test('of one connection others are left out, and no more are kept than were asked for', async () => {
  const journal = following({ name: 'ward', limit: 2 })
  await journal.answer([first, second])
  journal.add(entry(9, 'lab'))
  expect(journal.shown()).toEqual([first, second])
  journal.add(third)
  expect(journal.shown()).toEqual([second, third])
})

test('what could not be read is tried again when something is added, and not for anything else', async () => {
  const journal = following()
  await journal.refuse()
  journal.change()
  expect(journal.host.waiting).toEqual([])
  journal.add(second)
  await journal.answer([first, second])
  expect(journal.shown()).toEqual([first, second])
})

test('tells nothing once it is over', async () => {
  const journal = following()
  journal.stop()
  await journal.answer([first])
  expect(journal.shown()).toBeNull()
})
