import type { ItemStore } from './item-keychain.ts'

/**
 * The store with a read cache for one operation; a write drops the item from it. Only for as long as nobody else changes
 * these items.
 */
export function cachedItems(store: ItemStore): ItemStore {
  const cache = new Map<string, string | null>()
  return {
    async get(accounts) {
      const missing = accounts.filter((account) => !cache.has(account))
      const found = missing.length === 0 ? [] : await store.get(missing)
      for (const [index, account] of missing.entries()) cache.set(account, found[index] ?? null)
      return accounts.map((account) => cache.get(account) ?? null)
    },
    set(account, value) {
      cache.delete(account)
      return store.set(account, value)
    },
    discard(account) {
      cache.delete(account)
      return store.discard(account)
    },
  }
}
