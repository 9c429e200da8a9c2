import { faultOf, raise } from '../../../../shared/fault.ts'
import type { VaultCondition } from '../../../core/ports.ts'
import { BLANK, type ItemKeychain } from './item-keychain.ts'
import type { KeychainCode } from './keychain-fault.ts'
import type { KeychainProcess } from './keychain-process.ts'

export type LibraryKeychainOptions = {
  readonly service: string
  readonly deadlineMs: number
  /** How long a person may take to answer a dialog. */
  readonly promptMs: number
  /** Whether this keychain ever shows a dialog: Windows' does not. */
  readonly showsDialogs: boolean
}

type Refusal = 'locked' | 'denied'

/** Faults after which a further call could show the person the same dialog again. */
const REFUSAL_BY_FAULT: Readonly<Partial<Record<string, Refusal>>> = { vault_locked: 'locked', vault_denied: 'denied' }
/** Reading any item makes the keychain ask for all of them. */
const ANY_ACCOUNT = 'manifest.a.1'

/**
 * The keychain of macOS and Windows, and of a Linux whose session bus is no Unix socket, by the keychain library. Its state
 * cannot be read without a possible dialog, so a "locked" or "denied" counts until the person unlocks it.
 */
export function libraryKeychain(
  { service, deadlineMs, promptMs, showsDialogs }: LibraryKeychainOptions,
  process: Pick<KeychainProcess, keyof KeychainProcess>,
): ItemKeychain {
  let refusal: Refusal | null = null
  let unlocking: Promise<void> | null = null
  // Nobody answered the dialog, which closed with the process: the next call would show another.
  process.onGiveUp(() => {
    if (showsDialogs) refusal = 'locked'
  })

  function condition(): Extract<VaultCondition, 'open' | 'stalled' | Refusal> {
    if (process.isStalled) return 'stalled'
    return unlocking ? 'locked' : (refusal ?? 'open')
  }

  function assertOpen(): void {
    const now = condition()
    if (now !== 'open') raise(`vault_${now}` satisfies KeychainCode)
  }

  function noteRefusal(thrown: unknown): never {
    refusal = REFUSAL_BY_FAULT[faultOf(thrown).code] ?? refusal
    throw thrown
  }

  async function callWhenOpen(work: () => Promise<string | null>): Promise<string | null> {
    assertOpen()
    return work().catch(noteRefusal)
  }

  const set = (account: string, value: string) =>
    callWhenOpen(() => process.call({ action: 'set', service, account, value }, deadlineMs))

  async function askToOpen(): Promise<void> {
    refusal = null
    await process.call({ action: 'get', service, account: ANY_ACCOUNT }, promptMs).catch(noteRefusal)
  }

  return {
    async get(accounts) {
      const found: (string | null)[] = []
      for (const account of accounts) {
        found.push(await callWhenOpen(() => process.call({ action: 'get', service, account }, deadlineMs)))
      }
      return found
    },
    async set(account, value) {
      await set(account, value)
    },
    async discard(account) {
      if ((await callWhenOpen(() => process.call({ action: 'get', service, account }, deadlineMs))) === null) return
      await set(account, BLANK)
      await callWhenOpen(() => process.call({ action: 'delete', service, account }, deadlineMs))
    },
    condition: async () => condition(),
    unlock() {
      unlocking ??= askToOpen().finally(() => {
        unlocking = null
      })
      return unlocking
    },
    // The system's own keychain is never replaced.
    onReplaced: () => {},
    facts: async () => ({}),
    close: async () => process.close(),
  }
}
