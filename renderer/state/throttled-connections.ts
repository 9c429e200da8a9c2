import { useSyncExternalStore } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { usePage } from './page-context.ts'
import type { PageState } from './page-state.ts'
import type { Store } from './store.ts'

type Views = readonly ConnectionView[] | null

/** Fewer are told at once: to count and order them costs nothing. */
const MANY = 100
const CALM_MS = 500

const calmOf = new WeakMap<Store<PageState>, { subscribe(listener: () => void): () => void; get(): Views }>()

/**
 * All connections, for what counts and orders them. Of many, each of which changes now and then, the newest are given a few times
 * a second at most; a row that shows one follows it by itself, at once. Who comes and goes is told at once too.
 */
export function useThrottledConnections(): Views {
  const { store } = usePage()
  const calm = calmOf.get(store) ?? createThrottled(store)
  calmOf.set(store, calm)
  return useSyncExternalStore(calm.subscribe, calm.get)
}

/** What React takes for an outside store: whatever comes between the first `get` and `subscribe` is there in the next `get`. */
export function createThrottled(store: Store<PageState>) {
  let given = store.get().connections
  let timer: ReturnType<typeof setTimeout> | undefined
  let unsubscribe: (() => void) | null = null
  const listeners = new Set<() => void>()

  function give(): void {
    clearTimeout(timer)
    timer = undefined
    given = store.get().connections
    for (const listener of listeners) listener()
  }

  function onChange(): void {
    const { connections } = store.get()
    if (connections === given) return
    const mayWait = connections !== null && connections.length > MANY && connections.length === given?.length
    if (!mayWait) give()
    else timer ??= setTimeout(give, CALM_MS)
  }

  return {
    subscribe(listener: () => void) {
      listeners.add(listener)
      if (unsubscribe === null) {
        given = store.get().connections
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
      if (unsubscribe === null) given = store.get().connections
      return given
    },
  }
}
