import type { SharedStore } from '../../../electron/core/fleet/shared-store.ts'

/** What workstations have asked of the store together. */
export type StoreCounts = { reads: number; writes: number; leases: number; bytes: number }

export const noCounts = (): StoreCounts => ({ reads: 0, writes: 0, leases: 0, bytes: 0 })

/** The same store; each call is counted when it begins, `bytes` being those of the values that are written. */
export function countedStore(store: SharedStore, counts: StoreCounts): SharedStore {
  return {
    read(key) {
      counts.reads++
      return store.read(key)
    },
    list(prefix) {
      counts.reads++
      return store.list(prefix)
    },
    write(changes) {
      counts.writes++
      for (const { value } of changes) counts.bytes += Buffer.byteLength(value ?? '')
      return store.write(changes)
    },
    lease(ttlMs) {
      counts.leases++
      return store.lease(ttlMs)
    },
    watch: (...watching) => store.watch(...watching),
  }
}
