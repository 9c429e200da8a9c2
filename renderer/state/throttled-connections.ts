import { useSyncExternalStore } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { usePage } from './page-context.ts'
import type { PageState } from './page-state.ts'
import type { Store } from './store.ts'

type Views = readonly ConnectionView[] | null

/** Fewer are published at once: counting and sorting them is cheap. */
const THROTTLE_FROM = 100
const THROTTLE_MS = 500

const throttledByStore = new WeakMap<Store<PageState>, { subscribe(listener: () => void): () => void; get(): Views }>()

/**
 * All connections, for what counts and sorts them: of many, published twice a second at most, but at once when one is added or
 * removed. A row follows its own connection and is not throttled.
 */
export function useThrottledConnections(): Views {
  const { store } = usePage()
  const throttled = throttledByStore.get(store) ?? createThrottled(store)
  throttledByStore.set(store, throttled)
  return useSyncExternalStore(throttled.subscribe, throttled.get)
}

/** For `useSyncExternalStore`: a change between the first `get` and `subscribe` is in the next `get`. */
export function createThrottled(store: Store<PageState>) {
  let shown = store.get().connections
  let timer: ReturnType<typeof setTimeout> | undefined
  let unsubscribe: (() => void) | null = null
  const listeners = new Set<() => void>()

  function publish(): void {
    clearTimeout(timer)
    timer = undefined
    shown = store.get().connections
    for (const listener of listeners) listener()
  }

  function onChange(): void {
    const { connections } = store.get()
    if (connections === shown) return
    const canWait = connections !== null && connections.length > THROTTLE_FROM && connections.length === shown?.length
    if (!canWait) publish()
    else timer ??= setTimeout(publish, THROTTLE_MS)
  }

  return {
    subscribe(listener: () => void) {
      listeners.add(listener)
      if (unsubscribe === null) {
        shown = store.get().connections
        unsubscribe = store.subscribe(onChange)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearTimeout(timer)
        timer = undefined
        unsubscribe?.()
        unsubscribe = null
      }
    },
    get() {
      if (unsubscribe === null) shown = store.get().connections
      return shown
    },
  }
}
