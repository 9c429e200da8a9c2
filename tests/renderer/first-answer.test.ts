import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { firstAnswer, USE_REMEMBERED_AFTER_MS } from '../../renderer/state/first-answer.ts'
import { INITIAL_STATE, type PageState } from '../../renderer/state/page-state.ts'
import { createStore } from '../../renderer/state/store.ts'
import { fault } from '../../shared/fault.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function waiting() {
  const store = createStore<PageState>(INITIAL_STATE)
  let isOver = false
  void firstAnswer(store, 1_000).then(() => {
    isOver = true
  })
  const over = async () => {
    await vi.advanceTimersByTimeAsync(0)
    return isOver
  }
  return { store, over }
}

test.each<[string, Partial<PageState>]>([
  ['an empty list', { connections: [] }],
  ['a trouble', { fault: fault('vault_locked') }],
  ['a page that its host does not know', { line: 'closed' }],
])('ends with %s', async (_what, change) => {
  const { store, over } = waiting()
  store.set({ line: 'live' })
  expect(await over()).toBe(false)
  store.set(change)
  expect(await over()).toBe(true)
})

test('does not wait where there is something already', async () => {
  const store = createStore<PageState>({ ...INITIAL_STATE, connections: [] })
  await expect(firstAnswer(store, 1_000)).resolves.toBeUndefined()
})

test('a remembered list will do only after a while: the one that is read comes just after it', async () => {
  const { store, over } = waiting()
  store.set({ remembered: [] })
  await vi.advanceTimersByTimeAsync(USE_REMEMBERED_AFTER_MS - 1)
  expect(await over()).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await over()).toBe(true)
})

test('ends without an answer too', async () => {
  const { over } = waiting()
  await vi.advanceTimersByTimeAsync(999)
  expect(await over()).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await over()).toBe(true)
})
