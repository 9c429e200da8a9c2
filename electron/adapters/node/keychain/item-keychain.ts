import type { VaultCondition } from '../../../core/ports.ts'

/**
 * A small key-value store with hard limits, as operating systems give. Values are single lines, never empty. Writes come
 * into force in their order and each as a whole.
 */
export type ItemStore = {
  /** Null for what is not there. */
  get(accounts: readonly string[]): Promise<(string | null)[]>
  set(account: string, value: string): Promise<void>
  /** Nothing of it stays readable, now or in a recycle bin; then it is not there. Without complaint where it never was. */
  discard(account: string): Promise<void>
}

/** The operating system's keychain. Faults: vault_locked, vault_missing, vault_denied, vault_stalled, vault_full. */
export type ItemKeychain = ItemStore & {
  /** Looks without prompting anyone. */
  condition(): Promise<VaultCondition>
  /** May prompt, once for all items. */
  unlock(): Promise<void>
  /** Called when another program keeps the items from now on, or the same one started anew: what it had not written is gone. */
  onAnother(listener: () => void): void
  /** What a person who looks for a trouble wants to know of it. */
  facts(): Promise<Readonly<Record<string, string | number>>>
  close(): Promise<void>
}

/**
 * What stands in an item that holds nothing any more. It is no base64url of a document; and not nothing, since a keyring
 * that is just being locked, or was killed before it had written, gives nothing for an item that has something in it.
 */
export const BLANK = '-'
