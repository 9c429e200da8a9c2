import { type Fault, faultOf } from '../../../../shared/fault.ts'
import type { Clock } from '../../ports.ts'
import type { SharedStore } from '../shared-store.ts'

/** Nobody who only reads waits for a store that did not answer a moment ago. */
const REST_MS = 2_000

/** The store, and how it was found last. */
export type WatchedStore = SharedStore & {
  /** Why the last call came to nothing; null while it answers. */
  trouble(): Fault | null
  /** It did not answer a moment ago: what is known here serves. */
  isResting(): boolean
}

/** Troubles of a store that does not serve now; what was seen of it last counts. */
export const isAway = ({ code }: Fault): boolean => /^store_(unreachable|unanswered|refused|full)$/.test(code)

export function watchedStore(store: SharedStore, clock: Pick<Clock, 'monotonic'>): WatchedStore {
  let trouble: Fault | null = null
  let restUntil = 0

  async function noted<Value>(work: Promise<Value>): Promise<Value> {
    try {
      const value = await work
      trouble = null
      return value
    } catch (thrown) {
      trouble = faultOf(thrown)
      restUntil = clock.monotonic() + REST_MS
      throw thrown
    }
  }

  return {
    read: (key) => noted(store.read(key)),
    list: (prefix) => noted(store.list(prefix)),
    write: (changes) => noted(store.write(changes)),
    lease: (ttlMs) => noted(store.lease(ttlMs)),
    watch: (...watching) => store.watch(...watching),
    trouble: () => trouble,
    isResting: () => trouble !== null && clock.monotonic() < restUntil,
  }
}
