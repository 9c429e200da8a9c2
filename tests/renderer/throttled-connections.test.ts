import { expect, test } from 'vitest'
import { INITIAL_STATE, type PageState } from '../../renderer/state/page-state.ts'
import { createStore } from '../../renderer/state/store.ts'
import { createThrottled } from '../../renderer/state/throttled-connections.ts'

test('a list that comes after a component was painted, and before it listens, is there when it looks again', () => {
  const store = createStore<PageState>(INITIAL_STATE)
  const calm = createThrottled(store)
  expect(calm.get()).toBeNull()
  store.set({ connections: [] })
  calm.subscribe(() => undefined)
  expect(calm.get()).toEqual([])
})
