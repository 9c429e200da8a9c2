import type { VaultCondition } from '../../../core/ports.ts'

/**
 * A small key-value store with hard limits, as operating systems give. Values are single lines, never empty. Writes come
 * into force in their order and each as a whole.
 */
export type ItemStore = {
  /** Null for what is not there. */
  get(accounts: readonly string[]): Promise<(string | null)[]>
  set(account: string, value: string): Promise<void>
  /** Overwrites, then deletes, so that nothing stays readable in a recycle bin. An absent item is no error. */
  discard(account: string): Promise<void>
}

/** The operating system's keychain. Faults: vault_locked, vault_missing, vault_denied, vault_stalled, vault_full. */
export type ItemKeychain = ItemStore & {
  /** Never shows a dialog. */
  condition(): Promise<VaultCondition>
  /** May show a dialog, one for all items. */
  unlock(): Promise<void>
  /** Called when the keyring was restarted, or another one took its place: what it had not yet written to disk is lost. */
  onReplaced(listener: () => void): void
  /** For the doctor. */
  facts(): Promise<Readonly<Record<string, string | number>>>
  close(): Promise<void>
}

/**
 * The value of an emptied item: no base64url of a document, and not the empty text either, which a keyring gives for a full
 * item while it is being locked or after it was killed before it had written.
 */
export const BLANK = '-'
