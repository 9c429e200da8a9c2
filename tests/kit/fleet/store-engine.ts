import type { StoreChange, StoredValue, StoreNotice } from '../../../electron/core/fleet/shared-store.ts'
import type { Cancel, Clock } from '../../../electron/core/ports.ts'

/** The store itself: keys with revisions, leases by its own clock, and what has happened, for those who watch. */
export type StoreEngine = {
  read(key: string): StoredValue | null
  list(prefix: string): readonly StoredValue[]
  write(changes: readonly StoreChange[]): 'written' | 'changed'
  grant(ttlMs: number): string
  /** False where there is no such lease any more. */
  keepAlive(lease: string): boolean
  revoke(lease: string): void
  revision(): number
  /** What happened after that revision; null where that is not known any more. */
  since(revision: number): readonly StoreNotice[] | null
  /** Forgets what has happened so far. */
  compact(): void
  /** Told after each change. */
  subscribe(changed: () => void): Cancel
  /** All that is there now. Called later it is so again, with the revisions and leases of now, and nobody hears of it. */
  snapshot(): () => void
  /** Successful writes so far. */
  writes(): number
}

type Lease = { readonly ttlMs: number; disarm: Cancel }

export function storeEngine(clock: Clock): StoreEngine {
  const contents = new Map<string, StoredValue>()
  const leases = new Map<string, Lease>()
  const listeners = new Set<() => void>()
  let happened: StoreNotice[] = []
  let revision = 0
  let forgotten = 0
  let granted = 0
  let writes = 0

  function isAt({ key, readAt, lease }: StoreChange): boolean {
    const now = contents.get(key)
    const isAsRead =
      readAt === null ? now === undefined : now?.revision === readAt.revision && now.value === readAt.value
    return isAsRead && (lease === undefined || leases.has(lease))
  }

  function changeAll(changes: readonly StoreChange[]): void {
    revision++
    for (const { key, value, lease = null } of changes) {
      if (value === null) contents.delete(key)
      else contents.set(key, { key, value, revision, lease })
      happened.push({ kind: value === null ? 'removed' : 'put', key, value, revision })
    }
    for (const changed of listeners) changed()
  }

  function expire(id: string): void {
    const lease = leases.get(id)
    if (lease === undefined) return
    lease.disarm()
    leases.delete(id)
    const held = [...contents.values()].filter((stored) => stored.lease === id)
    if (held.length > 0) changeAll(held.map((stored) => ({ key: stored.key, readAt: stored, value: null })))
  }

  function arm(id: string, ttlMs: number): void {
    leases.get(id)?.disarm()
    leases.set(id, { ttlMs, disarm: clock.after(ttlMs, () => expire(id)) })
  }

  return {
    read: (key) => contents.get(key) ?? null,
    list: (prefix) => [...contents.values()].filter(({ key }) => key.startsWith(prefix)),
    write(changes) {
      if (!changes.every(isAt)) return 'changed'
      writes++
      changeAll(changes)
      return 'written'
    },
    grant(ttlMs) {
      const id = `lease-${++granted}`
      arm(id, ttlMs)
      return id
    },
    keepAlive(id) {
      const lease = leases.get(id)
      if (lease !== undefined) arm(id, lease.ttlMs)
      return lease !== undefined
    },
    revoke: expire,
    revision: () => revision,
    since(from) {
      if (from < forgotten) return null
      // Whoever watches asks for the last of many.
      let first = happened.length
      while (first > 0 && (happened[first - 1]?.revision ?? 0) > from) first--
      return happened.slice(first)
    },
    compact() {
      forgotten = revision
      happened = []
    },
    subscribe(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    snapshot() {
      const then = { contents: [...contents], leases: [...leases], revision }
      return () => {
        for (const { disarm } of leases.values()) disarm()
        contents.clear()
        leases.clear()
        for (const [key, stored] of then.contents) contents.set(key, stored)
        for (const [id, { ttlMs }] of then.leases) arm(id, ttlMs)
        revision = then.revision
        forgotten = then.revision
        happened = []
      }
    },
    writes: () => writes,
  }
}
