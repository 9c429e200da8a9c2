import { type Fault, type FaultCode, FaultError, fault, faultOf } from '../../../../shared/fault.ts'
import type { Clock } from '../../ports.ts'
import type { SharedStore, StoredValue } from '../shared-store.ts'

/** After no answer, reads do not wait for the store for so long. */
const REST_MS = 2_000

/** How long a read waits for an answer where what is known here may serve. */
const SOON_MS = 1_000

/** The store, and how it was found last. */
export type WatchedStore = SharedStore & {
  /** As `read`, for whoever has something else to go by: raises store_unreachable where no answer comes soon. */
  readSoon(key: string): Promise<StoredValue | null>
  /** Why the last call came to nothing; null while it answers. */
  trouble(): Fault | null
  /** Told when that becomes another, by calls that have ended. */
  onTroubleChange(heard: () => void): () => void
  /** It did not answer a moment ago: what is known here serves. */
  isResting(): boolean
}

/** Troubles of a store that does not serve now; what was seen of it last counts. */
export const isUnavailable = ({ code }: Fault): boolean => /^store_(unreachable|unanswered|refused|full)$/.test(code)

export function watchedStore(store: SharedStore, clock: Pick<Clock, 'after' | 'monotonic'>): WatchedStore {
  const listeners = new Set<() => void>()
  let trouble: Fault | null = null
  let toldCode: FaultCode | undefined
  let restUntil = 0

  async function tracked<Value>(work: Promise<Value>): Promise<Value> {
    try {
      const value = await work
      setTrouble(null)
      return value
    } catch (thrown) {
      const why = faultOf(thrown)
      setTrouble(why)
      // What cannot be read says nothing of the rest.
      if (isUnavailable(why)) rest(why)
      throw thrown
    }
  }

  function setTrouble(next: Fault | null): void {
    trouble = next
    if (toldCode === next?.code) return
    toldCode = next?.code
    for (const heard of listeners) heard()
  }

  function rest(why: Fault): void {
    trouble = why
    restUntil = clock.monotonic() + REST_MS
  }

  const isResting = (): boolean => trouble !== null && clock.monotonic() < restUntil

  async function readSoon(key: string): Promise<StoredValue | null> {
    if (trouble !== null && isResting()) throw new FaultError(trouble)
    const reading = tracked(store.read(key))
    const { promise: late, reject } = Promise.withResolvers<never>()
    const cancel = clock.after(SOON_MS, () => {
      // Not told yet: on a busy machine it answers a moment later.
      const silent = fault('store_unreachable', { detail: 'ETIMEDOUT' })
      rest(silent)
      reject(new FaultError(silent))
    })
    return Promise.race([reading, late]).finally(cancel)
  }

  return {
    read: (key) => tracked(store.read(key)),
    list: (prefix) => tracked(store.list(prefix)),
    write: (changes) => tracked(store.write(changes)),
    lease: (ttlMs) => tracked(store.lease(ttlMs)),
    watch: (...watching) => store.watch(...watching),
    trouble: () => trouble,
    onTroubleChange(heard) {
      listeners.add(heard)
      return () => listeners.delete(heard)
    },
    isResting,
    readSoon,
  }
}
