import type { VaultBackend } from '../../../core/ports.ts'

/** Keeps documents for this run only; nothing of them reaches a disk. It is always open. */
export function memoryVault(): VaultBackend {
  const documents = new Map<string, string>()
  return {
    kind: 'memory',
    read: async (key) => documents.get(key) ?? null,
    write: async (key, value) => void documents.set(key, value),
    remove: async (key) => void documents.delete(key),
    condition: async () => 'open',
    unlock: async () => {},
    close: async () => documents.clear(),
  }
}
