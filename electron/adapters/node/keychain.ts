import { faultOf, raise } from '../../../shared/fault.ts'
import { documentsInPieces, PIECE_LENGTH } from '../../core/pieces.ts'
import type { Digest, ItemStore, VaultBackend, VaultCondition } from '../../core/ports.ts'
import type { KeychainCode } from './keychain-fault.ts'
import { type KeychainThread, keychainThread } from './keychain-thread.ts'
import { type KeyringLook, type SecretServiceDoor, secretServiceDoor } from './secret-service.ts'

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

/** Faults after which a further call could show the person the same dialog again. */
const SHUT: Readonly<Partial<Record<KeychainCode, VaultCondition>>> = { vault_locked: 'locked', vault_denied: 'denied' }

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
  const gate = new Gate(door, thread)
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

function guardedItems(service: string, thread: KeychainThread, gate: Gate, deadlineMs: number): ItemStore {
  const pass = async (work: () => Promise<string | null>) => {
    await gate.assertOpen()
    return work().catch((thrown) => gate.remember(thrown))
  }
  return {
    async get(account) {
      const value = await pass(() => thread.call({ action: 'get', service, account }, deadlineMs))
      // A keyring that has just been deleted or locked reads as empty, and empty would be overwritten.
      if (value === null) await gate.assertOpen()
      return value
    },
    async set(account, value) {
      await pass(() => thread.call({ action: 'set', service, account, value }, deadlineMs))
    },
    async delete(account) {
      await pass(() => thread.call({ action: 'delete', service, account }, deadlineMs))
    },
  }
}

/** Decides whether a background call may go to the keychain. */
class Gate {
  readonly #door: SecretServiceDoor | null
  readonly #thread: KeychainThread
  /** What the keychain said last where we cannot look: asked again only after the person's own unlock. */
  #shut: KeychainCode | null = null
  #unlocking: Promise<void> | null = null

  constructor(door: SecretServiceDoor | null, thread: KeychainThread) {
    this.#door = door
    this.#thread = thread
  }

  async assertOpen(): Promise<void> {
    const condition = await this.condition()
    if (condition !== 'open') raise(faultFor(condition))
  }

  async condition(): Promise<VaultCondition> {
    if (this.#thread.stalled) return 'stalled'
    const look = (await this.#door?.look()) ?? 'unknown'
    if (look === 'open') this.#shut = null
    if (look !== 'unknown') return look
    if (this.#unlocking) return 'locked'
    return (this.#shut && SHUT[this.#shut]) ?? 'open'
  }

  remember(thrown: unknown): never {
    const { code } = faultOf(thrown)
    if (code === 'vault_locked' || code === 'vault_denied') this.#shut = code
    throw thrown
  }

  /** One dialog at a time, however many ask. `touch` makes the keychain itself prompt, where it has no door. */
  unlock(touch: () => Promise<unknown>): Promise<void> {
    this.#unlocking ??= this.#unlock(touch).finally(() => {
      this.#unlocking = null
    })
    return this.#unlocking
  }

  async #unlock(touch: () => Promise<unknown>): Promise<void> {
    const look: KeyringLook = (await this.#door?.unlock()) ?? 'unknown'
    if (look !== 'open' && look !== 'unknown') raise(faultFor(look))
    this.#shut = null
    if (look === 'unknown') await touch().catch((thrown) => this.remember(thrown))
  }
}

function faultFor(condition: Exclude<VaultCondition, 'open'>): KeychainCode {
  return condition === 'passphrase-needed' ? 'vault_locked' : (`vault_${condition}` as const)
}
