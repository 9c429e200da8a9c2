import { documentsInPieces, PIECE_LENGTH } from '../../core/pieces.ts'
import type { Digest, VaultBackend } from '../../core/ports.ts'
import { guardedItems, keychainGate } from './keychain-gate.ts'
import { keychainThread } from './keychain-thread.ts'
import { secretServiceDoor } from './secret-service.ts'

export type KeychainOptions = {
  /** `everbearer-` and a hash of the state folder: two state folders never see each other's entries. */
  service: string
  digest: Digest
  env?: NodeJS.ProcessEnv
  platform?: NodeJS.Platform
  deadlineMs?: number
  promptMs?: number
}

/** A keychain that takes longer has stopped (measured: 1 to 20 ms a call). */
const DEADLINE_MS = 5_000
/** As long as a person may need to notice a dialog and to type a password. */
const PROMPT_MS = 120_000
/** Keyrings of Linux and macOS have no such limit as Windows; fewer entries are faster, each costs a key exchange. */
const ROOMY_PIECE_LENGTH = 32_000

/**
 * The operating system's keychain as a vault. Documents are cut into pieces (core/pieces.ts); every item goes through the
 * one thread, and on Linux only after a look that the keyring is open, so that no background call ever prompts.
 * Faults: vault_locked, vault_missing, vault_denied, vault_stalled, vault_full, vault_damaged {key}.
 */
export function keychainVault(options: KeychainOptions): VaultBackend {
  const { service, digest, env = process.env, platform = process.platform } = options
  const { deadlineMs = DEADLINE_MS, promptMs = PROMPT_MS } = options
  const thread = keychainThread()
  const door = hasSecretService(platform) ? secretServiceDoor({ env, deadlineMs, promptMs }) : null
  const gate = keychainGate(door, thread)
  const items = guardedItems(service, thread, gate, deadlineMs)
  return {
    kind: 'keychain',
    ...documentsInPieces(items, digest, platform === 'win32' ? PIECE_LENGTH : ROOMY_PIECE_LENGTH),
    condition: () => gate.condition(),
    unlock: () => gate.unlock(() => thread.call({ action: 'get', service, account: 'manifest' }, promptMs)),
    async close() {
      door?.close()
      await thread.close()
    },
  }
}

/** Everywhere but on the two systems with a keychain of their own. */
function hasSecretService(platform: NodeJS.Platform): boolean {
  return platform !== 'win32' && platform !== 'darwin'
}
