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
  readonly asks: boolean
}

type Shut = 'locked' | 'denied'

/** Faults after which a further call could show the person the same dialog again. */
const SHUT: Readonly<Partial<Record<string, Shut>>> = { vault_locked: 'locked', vault_denied: 'denied' }
/** Any item does to make the keychain ask: it asks for all of them. */
const TOUCHED = 'manifest.a.1'

/**
 * The keychain of macOS and Windows, and of a Linux whose session bus is no Unix socket, by the keychain library. It cannot
 * be looked at: what it has said once, that it is shut, counts until the person unlocks it, since to ask it again could show
 * the same dialog.
 */
export function libraryKeychain(
  { service, deadlineMs, promptMs, asks }: LibraryKeychainOptions,
  process: Pick<KeychainProcess, keyof KeychainProcess>,
): ItemKeychain {
  let shut: Shut | null = null
  let unlocking: Promise<void> | null = null
  // Nobody has answered its dialog in all that time, which goes with the process: the next call would show another.
  process.onGivenUp(() => {
    if (asks) shut = 'locked'
  })

  function condition(): Extract<VaultCondition, 'open' | 'stalled' | Shut> {
    if (process.stalled) return 'stalled'
    return unlocking ? 'locked' : (shut ?? 'open')
  }

  function assertOpen(): void {
    const now = condition()
    if (now !== 'open') raise(`vault_${now}` satisfies KeychainCode)
  }

  function remember(thrown: unknown): never {
    shut = SHUT[faultOf(thrown).code] ?? shut
    throw thrown
  }

  async function pass(work: () => Promise<string | null>): Promise<string | null> {
    assertOpen()
    return work().catch(remember)
  }

  const set = (account: string, value: string) =>
    pass(() => process.call({ action: 'set', service, account, value }, deadlineMs))

  async function touch(): Promise<void> {
    shut = null
    await process.call({ action: 'get', service, account: TOUCHED }, promptMs).catch(remember)
  }

  return {
    async get(accounts) {
      const found: (string | null)[] = []
      for (const account of accounts) {
        found.push(await pass(() => process.call({ action: 'get', service, account }, deadlineMs)))
      }
      return found
    },
    async set(account, value) {
      await set(account, value)
    },
    async discard(account) {
      if ((await pass(() => process.call({ action: 'get', service, account }, deadlineMs))) === null) return
      await set(account, BLANK)
      await pass(() => process.call({ action: 'delete', service, account }, deadlineMs))
    },
    condition: async () => condition(),
    unlock() {
      unlocking ??= touch().finally(() => {
        unlocking = null
      })
      return unlocking
    },
    // The system's own keychain does not come and go.
    onAnother: () => {},
    facts: async () => ({}),
    close: async () => process.close(),
  }
}
