import { faultOf, raise } from '../../../shared/fault.ts'
import type { ItemStore, VaultCondition } from '../../core/ports.ts'
import type { KeychainCode } from './keychain-fault.ts'
import type { KeychainThread } from './keychain-thread.ts'
import type { KeyringLook, SecretServiceDoor } from './secret-service.ts'

type KeychainCondition = Exclude<VaultCondition, 'unchosen'>

/** Decides whether a background call may go to the keychain without a person being asked. */
export type KeychainGate = {
  condition(): Promise<KeychainCondition>
  /** Raises the fault of the condition unless it is open. */
  assertOpen(): Promise<void>
  /** Takes note of what a call has thrown, and throws it on. */
  remember(thrown: unknown): never
  /** One dialog at a time, however many ask. `touch` makes the keychain itself prompt, where it has no door. */
  unlock(touch: () => Promise<unknown>): Promise<void>
}

/** Faults after which a further call could show the person the same dialog again. */
const SHUT: Readonly<Partial<Record<string, KeychainCondition>>> = { vault_locked: 'locked', vault_denied: 'denied' }

/** Without a door (macOS, Windows) only what the keychain has said itself is known. */
export function keychainGate(door: SecretServiceDoor | null, thread: Pick<KeychainThread, 'stalled'>): KeychainGate {
  return new Gate(door, thread)
}

/** The keychain as a store of small items; every call passes the gate. */
export function guardedItems(
  service: string,
  thread: Pick<KeychainThread, 'call'>,
  gate: KeychainGate,
  deadlineMs: number,
): ItemStore {
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

class Gate implements KeychainGate {
  readonly #door: SecretServiceDoor | null
  readonly #thread: Pick<KeychainThread, 'stalled'>
  /** What the keychain said when it was last asked: it is not asked again until it may have changed its mind. */
  #shut: KeychainCondition | null = null
  #lastLook: KeyringLook = 'unknown'
  #unlocking: Promise<void> | null = null

  constructor(door: SecretServiceDoor | null, thread: Pick<KeychainThread, 'stalled'>) {
    this.#door = door
    this.#thread = thread
  }

  async condition(): Promise<KeychainCondition> {
    if (this.#thread.stalled) return 'stalled'
    const look = await this.#look()
    if (look !== 'unknown' && look !== 'open') return look
    if (look === 'unknown' && this.#unlocking) return 'locked'
    return this.#shut ?? 'open'
  }

  async assertOpen(): Promise<void> {
    const condition = await this.condition()
    if (condition !== 'open') raise(faultFor(condition))
  }

  remember(thrown: unknown): never {
    this.#shut = SHUT[faultOf(thrown).code] ?? this.#shut
    throw thrown
  }

  unlock(touch: () => Promise<unknown>): Promise<void> {
    this.#unlocking ??= this.#unlock(touch).finally(() => {
      this.#unlocking = null
    })
    return this.#unlocking
  }

  async #unlock(touch: () => Promise<unknown>): Promise<void> {
    const look = (await this.#door?.unlock()) ?? 'unknown'
    if (look !== 'open' && look !== 'unknown') raise(faultFor(look))
    const doubted = look === 'unknown' || this.#shut !== null
    this.#shut = null
    // An open keyring may still hold our entries in a second one that is not.
    if (doubted) await touch().catch((thrown) => this.remember(thrown))
  }

  /** A keyring that was shut and is open now may say otherwise than last time. */
  async #look(): Promise<KeyringLook> {
    const look = (await this.#door?.look()) ?? 'unknown'
    if (look === 'open' && this.#lastLook !== 'open') this.#shut = null
    this.#lastLook = look
    return look
  }
}

function faultFor(condition: Exclude<KeychainCondition, 'open'>): KeychainCode {
  return condition === 'passphrase-needed' ? 'vault_locked' : (`vault_${condition}` as const)
}
