import type { ItemStore } from './item-keychain.ts'

/**
 * The same store for one piece of work: what was read once in it is not asked for again, and what is written is. Only for
 * as long as nobody else changes these items.
 */
export function rememberedItems(store: ItemStore): ItemStore {
  const seen = new Map<string, string | null>()
  return {
    async get(accounts) {
      const asked = accounts.filter((account) => !seen.has(account))
      const found = asked.length === 0 ? [] : await store.get(asked)
      for (const [index, account] of asked.entries()) seen.set(account, found[index] ?? null)
      return accounts.map((account) => seen.get(account) ?? null)
    },
    set(account, value) {
      seen.delete(account)
      return store.set(account, value)
    },
    discard(account) {
      seen.delete(account)
      return store.discard(account)
    },
  }
}
