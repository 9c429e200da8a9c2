import { describe, expect, test } from 'vitest'
import { createActions } from '../../renderer/state/actions.ts'
import { applyNotice } from '../../renderer/state/apply-notice.ts'
import { followKeeper } from '../../renderer/state/follow-keeper.ts'
import { DRAFT, INITIAL_STATE, type PageState } from '../../renderer/state/page-state.ts'
import { createStore } from '../../renderer/state/store.ts'
import { createTestRuns } from '../../renderer/state/test-runs.ts'
import type { Notice } from '../../shared/api/contract/contract.ts'
import type { JournalEntry } from '../../shared/connections/journal.ts'
import { fault } from '../../shared/fault.ts'
import { START } from '../kit/hand-clock.ts'
import { until } from '../kit/processes/until.ts'
import { settle } from '../kit/settle.ts'
import { viewWith } from '../kit/view.ts'
import { type HandPageHost, handPageHost } from './hand-page-host.ts'

const [a, b] = [viewWith({ name: 'a' }), viewWith({ name: 'b' })]
const vault = { kind: 'keychain' as const, condition: 'open' as const, connections: 2 }
const status = { version: '1', commit: 'unknown', pid: 1, since: '', host: 'test', vault, nextRenewalAt: null }

function followed() {
  const host = handPageHost()
  const store = createStore<PageState>(INITIAL_STATE)
  const stop = followKeeper(host, store, () => START)
  return { host, store, stop }
}

function answerLists(host: HandPageHost, views = [a, b]): void {
  const values: Record<string, unknown> = {
    'connections.list': views,
    'keeper.status': status,
    'journal.read': { entries: [], unreadable: 0 },
    'connections.remembered': [],
  }
  for (const call of [...host.waiting]) call.answer({ ok: true, value: values[call.name] })
}

describe('following the keeper', () => {
  test('lists after a gap and takes notices from then on', async () => {
    const { host, store } = followed()
    host.tell({ kind: 'line', line: 'live' })
    host.tell({ kind: 'missed' })
    answerLists(host)
    await settle()
    expect(store.get().connections).toEqual([a, b])
    const changed = { ...a, state: 'paused' as const }
    host.tell({ kind: 'notice', notice: { notice: 'connection.changed', view: changed } })
    host.tell({ kind: 'notice', notice: { notice: 'connection.removed', id: 'b', name: 'b' } })
    host.tell({ kind: 'notice', notice: { notice: 'connection.changed', view: viewWith({ name: 'c' }) } })
    expect(store.get().connections?.map(({ name, state }) => `${name} ${state}`)).toEqual(['a paused', 'c valid'])
  })

  test('what turns out not to fit the contract is not shown any longer, and listed anew', async () => {
    const { host, store } = followed()
    host.tell({ kind: 'missed' })
    answerLists(host)
    await settle()
    host.tell({ kind: 'misfit' })
    expect(store.get()).toMatchObject({ connections: null, entries: null, keeper: null, vault: null })
    const list = host.waiting.find(({ name }) => name === 'connections.list')
    list?.answer({ ok: false, fault: fault('bug', { name: 'Reply' }) })
    answerLists(host)
    await settle()
    expect(store.get()).toMatchObject({ connections: null, fault: fault('bug', { name: 'Reply' }) })
  })

  test('what the index remembers is there before the list, once, and only when there is some', async () => {
    const { host, store } = followed()
    const remembered = { id: 'a', name: 'a', system: 'draw', state: 'valid', expiresAt: null, refreshAt: null }
    const remember = () => host.waiting.find(({ name }) => name === 'connections.remembered')
    host.tell({ kind: 'missed' })
    remember()?.answer({ ok: true, value: [remembered] })
    await settle()
    expect(store.get()).toMatchObject({ remembered: [remembered], connections: null })
    answerLists(host)
    await settle()
    host.tell({ kind: 'missed' })
    expect(remember()).toBeUndefined()

    const empty = followed()
    empty.host.tell({ kind: 'missed' })
    empty.host.waiting[0]?.answer({ ok: true, value: [] })
    await settle()
    expect(empty.store.get().remembered).toBeNull()
  })

  test('an older listing never overwrites a newer one', async () => {
    const { host, store } = followed()
    host.tell({ kind: 'missed' })
    const older = [...host.waiting]
    host.tell({ kind: 'missed' })
    const newer = host.waiting.filter((call) => !older.includes(call))
    for (const call of newer) call.answer({ ok: true, value: call.name === 'connections.list' ? [b] : status })
    await settle()
    for (const call of older) call.answer({ ok: true, value: call.name === 'connections.list' ? [a] : status })
    await settle()
    expect(store.get().connections).toEqual([b])
  })

  test('what happens while it lists is there afterwards, whichever reply was on its way, and only once', async () => {
    const entry = (event: 'added' | 'removed', at: number): JournalEntry => ({ event, at, connection: 'c' })
    const notice = (one: Notice): void => host.tell({ kind: 'notice', notice: one })
    const { host, store } = followed()
    for (const round of ['first', 'later']) {
      host.tell({ kind: 'missed' })
      const reply = (name: string, value: unknown): void =>
        host.waiting.find((call) => call.name === name)?.answer({ ok: true, value })
      reply('connections.list', [a, b])
      reply('journal.read', { entries: [entry('added', 1)], unreadable: 0 })
      notice({ notice: 'journal.added', entry: entry('added', 1) })
      notice({ notice: 'journal.added', entry: entry('removed', 2) })
      notice({ notice: 'connection.changed', view: viewWith({ name: 'c' }) })
      notice({ notice: 'connection.removed', id: 'b', name: 'b' })
      notice({ notice: 'connection.changed', view: { ...a, state: 'paused', revision: a.revision + 1 } })
      notice({ notice: 'connection.changed', view: { ...a, state: 'expired', revision: a.revision - 1 } })
      answerLists(host)
      await settle()
      const shown = store.get().connections?.map(({ name, state }) => `${name} ${state}`)
      expect(shown, round).toEqual(['a paused', 'c valid'])
      expect(store.get().entries, round).toEqual([entry('added', 1), entry('removed', 2)])
    }
  })

  test('what is shown stays when a listing fails, and the fault is said', async () => {
    const { host, store } = followed()
    host.tell({ kind: 'missed' })
    answerLists(host)
    await settle()
    host.tell({ kind: 'missed' })
    for (const call of [...host.waiting]) call.answer({ ok: false, fault: fault('keeper_lost') })
    await settle()
    expect(store.get()).toMatchObject({ connections: [a, b], fault: fault('keeper_lost') })
  })

  test('knows since when the line is down', () => {
    const { host, store } = followed()
    host.tell({ kind: 'line', line: 'lost' })
    expect(store.get().downSince).toBe(START)
    host.tell({ kind: 'line', line: 'live' })
    expect(store.get().downSince).toBeNull()
  })

  test('lists anew when the vault has been opened', () => {
    const { host } = followed()
    host.tell({ kind: 'notice', notice: { notice: 'vault.changed', status: vault } })
    expect(host.waiting.map(({ name }) => name)).toContain('connections.list')
  })
})

describe('doing something to a connection', () => {
  function acting() {
    const host = handPageHost()
    const store = createStore<PageState>(INITIAL_STATE)
    const told: string[] = []
    const teller = {
      trouble: ({ code }: { code: string }, name: string) => void told.push(`${name} ${code}`),
      undoable: (name: string, undo: () => void) => {
        told.push(`${name} removed`)
        undo()
      },
      editsUndone: (names: readonly string[]) => void told.push(`${names} taken back`),
      done: (action: string, name: string) => void told.push(`${name} ${action}`),
    }
    let runs = 0
    const newRun = (): string => `run-${++runs}`
    const tests = createTestRuns(host, store, { now: () => START, newRun })
    return { host, store, told, actions: createActions(host, store, teller, tests) }
  }

  test('a removal offers the way back, which brings the connection again', async () => {
    const { host, store, told, actions } = acting()
    store.set(() => ({ connections: [] }))
    const removed = actions.remove('a')
    host.waiting[0]?.answer({
      ok: true,
      value: { undoUntil: '2026-11-26T10:01:00.000Z', cutOff: false, warning: null },
    })
    expect(await removed).toBe(true)
    expect(told).toEqual(['a removed'])
    host.waiting[0]?.answer({ ok: true, value: a })
    await until(
      'it to be there again',
      () =>
        store
          .get()
          .connections?.map(({ name }) => name)
          .join() === 'a',
    )
  })

  test('edits that are taken back are said together, and what cannot be is said for itself', async () => {
    const { host, store, told, actions } = acting()
    store.set(() => ({ connections: [] }))
    const back = actions.undoEdits(['a', 'b'])
    host.waiting[0]?.answer({ ok: true, value: a })
    await until('the other one to be asked for', () => host.waiting.length === 1)
    host.waiting[0]?.answer({ ok: false, fault: { code: 'nothing_to_restore', params: {} } })
    expect(await back).toBe(false)
    expect(told).toEqual(['b nothing_to_restore', 'a taken back'])
  })

  test('is done once, however often it is pressed, and said', async () => {
    const { host, store, told, actions } = acting()
    const first = actions.refresh('a')
    const second = actions.refresh('a')
    expect(store.get().actions).toEqual({ a: 'refresh' })
    expect(host.waiting).toHaveLength(1)
    host.waiting[0]?.answer({ ok: true, value: a })
    expect(await Promise.all([first, second])).toEqual([true, false])
    expect([store.get().actions, told]).toEqual([{}, ['a refresh']])
  })

  test('a trouble is said', async () => {
    const { host, told, actions } = acting()
    const done = actions.pause('a')
    host.waiting[0]?.answer({ ok: false, fault: fault('vault_locked') })
    expect(await done).toBe(false)
    expect(told).toEqual(['a vault_locked'])
  })

  test('that the keeper is away is its banner’s to say, not once more for each thing that is tried', async () => {
    const { host, store, told, actions } = acting()
    const lost = { ok: false, fault: fault('keeper_lost') } as const
    for (const line of ['lost', 'keeper-gone', 'closed'] as const) {
      store.set(() => ({ line }))
      const done = actions.test(line)
      host.waiting[0]?.answer(lost)
      expect(await done).toBeNull()
    }
    // Where the line is said to be up nobody else would say it.
    expect(told).toEqual([])
    store.set(() => ({ line: 'live' }))
    const done = actions.refresh('a')
    host.waiting[0]?.answer(lost)
    await done
    expect(told).toEqual(['a keeper_lost'])
    // Nor what did not come of that which was under way.
    const removed = actions.remove('b')
    store.set(() => ({ line: 'keeper-gone' }))
    host.waiting[0]?.answer(lost)
    expect(await removed).toBe(false)
    expect(told).toEqual(['a keeper_lost', 'b keeper_lost'])
  })

  const step = { name: 'health', url: 'https://draw.example/', status: 200, tookMs: 1, fault: null }
  const result = { at: '', reached: 'yes', tokenAccepted: 'yes', canRenew: 'yes', fault: null, steps: [step] }

  test('a test shows its steps while they happen, and its result stays', async () => {
    const { host, store, actions } = acting()
    followKeeper(host, store, () => START)
    store.set(() => ({ connections: [viewWith({ name: 'ward', id: 'a' })] }))
    const done = actions.test('ward')
    const begun = { run: 'run-1', since: START, steps: [], result: null, fault: null }
    expect(store.get().tests).toEqual({ a: begun })
    host.tell({ kind: 'notice', notice: { notice: 'test.step', run: 'run of another page', step } })
    expect(store.get().tests).toEqual({ a: begun })
    host.tell({ kind: 'notice', notice: { notice: 'test.step', run: 'run-1', step } })
    expect(store.get().tests).toEqual({ a: { ...begun, steps: [step] } })
    host.waiting[0]?.answer({ ok: true, value: result })
    expect(await done).toEqual(result)
    expect(store.get().tests).toEqual({ a: { ...begun, steps: [step], result } })
  })

  test('a test belongs to the connection, not to its name, which another one may have by now', async () => {
    const { host, store, actions } = acting()
    store.set(() => ({ connections: [viewWith({ name: 'ward', id: 'a' })] }))
    const done = actions.test('ward')
    store.set(() => ({ connections: [viewWith({ name: 'ward-2', id: 'a' }), viewWith({ name: 'ward', id: 'b' })] }))
    host.waiting[0]?.answer({ ok: true, value: result })
    await done
    expect(Object.keys(store.get().tests)).toEqual(['a'])
  })

  test('a test of what is typed is forgotten with the form, even when its answer comes later', async () => {
    const { host, store, told, actions } = acting()
    const first = actions.tests.testDraft({ system: 'draw' }, null)
    host.waiting[0]?.answer({ ok: false, fault: fault('vault_locked') })
    await first
    expect(store.get().tests[DRAFT]).toMatchObject({ fault: fault('vault_locked'), result: null })
    const second = actions.tests.testDraft({ system: 'draw' }, 'a')
    actions.tests.forgetDraft()
    host.waiting[0]?.answer({ ok: true, value: { ...result, warnings: [] } })
    await second
    expect([store.get().tests, told]).toEqual([{}, []])
  })
})

test('a view that was overtaken on its way changes nothing', () => {
  const [older, newer] = [viewWith({ name: 'a', revision: 4 }), viewWith({ name: 'a', revision: 5, generation: 9 })]
  const state: PageState = { ...INITIAL_STATE, connections: [newer] }
  expect(applyNotice(state, { notice: 'connection.changed', view: older }).connections).toEqual([newer])
  expect(applyNotice(state, { notice: 'connection.changed', view: newer }).connections).toEqual([newer])
})
