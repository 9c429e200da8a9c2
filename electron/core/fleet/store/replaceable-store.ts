import type { SharedStore } from '../shared-store.ts'

export type OpenStore = SharedStore & { close(): void }

/** A store whose way there can become another one: what was begun over the old one is cut, as by a network that is gone. */
export function replaceableStore(first: OpenStore): OpenStore & { replace(next: OpenStore): void } {
  let current = first
  return {
    read: (key) => current.read(key),
    list: (prefix) => current.list(prefix),
    write: (changes) => current.write(changes),
    lease: (ttlMs) => current.lease(ttlMs),
    watch: (...watching) => current.watch(...watching),
    close: () => current.close(),
    replace(next) {
      const before = current
      current = next
      before.close()
    },
  }
}
