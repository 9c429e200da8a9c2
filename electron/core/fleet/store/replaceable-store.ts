import type { SharedStore } from '../shared-store.ts'

export type OpenStore = SharedStore & { close(): void }

/** A store whose connection can be replaced: calls that run over the old one fail, as when the network goes. */
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
