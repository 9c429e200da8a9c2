import { FaultError, fault, faultOf, raise } from '../../../../../shared/fault.ts'
import { createSequencerByKey } from '../../../../core/concurrency/sequencer-by-key.ts'
import type { Clock, VaultCondition } from '../../../../core/ports.ts'
import { withDeadline } from '../../deadline.ts'
import type { ItemKeychain } from '../item-keychain.ts'
import { isWorthRetrying, raiseBusFault } from '../session-bus/bus-fault.ts'
import { defaultKeyring } from './default-keyring.ts'
import { type KeyringCaller, KeyringConnection } from './keyring-connection.ts'
import { unlockKeyring } from './keyring-unlock.ts'
import { SecretItems } from './secret-items.ts'
import { ping } from './secret-service-calls.ts'

export type SecretKeyringOptions = {
  /** `everbearer-` and a hash of the state folder. */
  readonly service: string
  readonly env: NodeJS.ProcessEnv
  /** How long a call may take before the keyring counts as stalled. */
  readonly deadlineMs: number
  /** How long a person may take to answer a dialog. */
  readonly promptMs: number
  /** For the rest that a keyring needs between two calls. */
  readonly clock: Pick<Clock, 'after'>
}

/**
 * The keyring of a Linux desktop over the session bus, without a thread or a library that could block: every call ends by
 * its deadline and keeps no process alive. Only `unlock` ever shows a dialog.
 */
export function secretKeyring(options: SecretKeyringOptions): ItemKeychain {
  return new SecretKeyring(options)
}

/** One to create or open the keyring, and then one to allow its items. */
const MOST_DIALOGS = 3

/** How many earlier states of an entry a KeePass database keeps, unless a person has set otherwise. */
const KEEPASS_HISTORY = 10

class SecretKeyring implements ItemKeychain {
  readonly #options: SecretKeyringOptions
  readonly #connection: KeyringConnection
  readonly #items: SecretItems
  /** One call at a time, so that a deadline does not count the calls before it. */
  readonly #inTurn = createSequencerByKey()
  /** Set after a missed deadline, until the keyring answers again. */
  #stalled: Promise<void> | null = null
  #unlocking: Promise<void> | null = null
  readonly #replacedListeners: (() => void)[] = []

  constructor(options: SecretKeyringOptions) {
    this.#options = options
    this.#items = new SecretItems(options.service, options.deadlineMs, options.clock)
    this.#connection = new KeyringConnection(options.env, {
      onForget: () => this.#items.forget(),
      onReplaced: () => {
        for (const listener of this.#replacedListeners) listener()
      },
    })
  }

  async condition(): Promise<VaultCondition> {
    if (this.#stalled) return 'stalled'
    try {
      return await this.#runWithDeadline(async (caller) => {
        const keyring = await defaultKeyring(caller)
        if (keyring.state !== 'open') return keyring.state === 'none' ? 'missing' : keyring.state
        return (await this.#items.isRefused(caller)) ? 'locked' : 'open'
      })
    } catch (thrown) {
      return conditionFrom(thrown)
    }
  }

  get(accounts: readonly string[]): Promise<(string | null)[]> {
    return this.#runWhenOpen(async (caller) => {
      const found = await this.#items.get(caller, accounts)
      // A keyring that was just deleted or locked reads as empty, and an empty document would be overwritten.
      if (found.includes(null)) await this.#openKeyringPath(caller)
      return found
    })
  }

  set(account: string, value: string): Promise<void> {
    return this.#runWhenOpen((caller, keyring) => this.#items.set(caller, keyring, account, value))
  }

  discard(account: string): Promise<void> {
    return this.#runWhenOpen((caller, keyring) => this.#items.discard(caller, keyring, account))
  }

  /** One dialog at a time, however many ask. */
  unlock(): Promise<void> {
    this.#unlocking ??= this.#unlock().finally(() => {
      this.#unlocking = null
    })
    return this.#unlocking
  }

  onReplaced(listener: () => void): void {
    this.#replacedListeners.push(listener)
  }

  async facts(): Promise<Record<string, string | number>> {
    const keyring = await this.#runWithDeadline((caller) => caller.kind())
    return { keyring, ...(keyring === 'keepassxc' ? { keepsHistory: KEEPASS_HISTORY } : {}) }
  }

  async close(): Promise<void> {
    this.#connection.close()
  }

  async #unlock(): Promise<void> {
    const before = await this.condition()
    if (before === 'stalled') raise('vault_stalled')
    await this.#runWithDeadline((caller) => this.#askPerson(caller), MOST_DIALOGS * this.#options.promptMs).catch(
      raiseBusFault,
    )
    const after = await this.condition()
    if (after !== 'open') raise(faultCodeOf(after))
  }

  async #askPerson(caller: KeyringCaller): Promise<void> {
    // KeePassXC remembers a refusal by connection: on a new one it asks again.
    if (await this.#items.isRefused(caller).catch(() => false)) this.#connection.close()
    await unlockKeyring(caller, () => this.#items.locked(caller), this.#options.promptMs)
  }

  /** Raises unless the keyring is open. */
  #runWhenOpen<Value>(work: (caller: KeyringCaller, keyring: string) => Promise<Value>): Promise<Value> {
    // Do not queue behind a stalled call.
    if (this.#stalled) return Promise.reject(new FaultError(fault('vault_stalled')))
    return this.#inTurn('keyring', async () => {
      if (this.#stalled) raise('vault_stalled')
      return this.#runWithDeadline(async (caller) => work(caller, await this.#openKeyringPath(caller))).catch(
        raiseBusFault,
      )
    })
  }

  /** Raises unless the keyring is open and nothing of ours waits for a person. */
  async #openKeyringPath(caller: KeyringCaller): Promise<string> {
    const keyring = await defaultKeyring(caller)
    if (keyring.state === 'none') raise('vault_missing', { why: 'no_keyring' })
    if (keyring.state === 'locked') raise('vault_locked')
    if (await this.#items.isRefused(caller)) raise('vault_locked', { why: 'not_allowed' })
    return keyring.path
  }

  /** Retries once where that may help; gives up at the deadline. */
  async #runWithDeadline<Value>(
    work: (caller: KeyringCaller) => Promise<Value>,
    deadlineMs = this.#options.deadlineMs,
  ): Promise<Value> {
    let isGivenUp = false
    const caller = this.#connection.until(() => isGivenUp)
    const attempt = async () => {
      try {
        return await work(caller)
      } catch (thrown) {
        if (isGivenUp || !isWorthRetrying(thrown)) throw thrown
        this.#connection.forget()
        return await work(caller)
      }
    }
    const attempts = attempt()
    const answer = await withDeadline(
      attempts.then((value) => ({ value })),
      deadlineMs,
      null,
    )
    if (answer !== null) return answer.value
    isGivenUp = true
    attempts.catch(() => undefined)
    this.#stalled ??= this.#waitForAnswer()
    return raise('vault_stalled')
  }

  /** Calls are answered in order: once this one is, all before it have been. */
  async #waitForAnswer(): Promise<void> {
    await this.#connection.call(ping()).catch(() => undefined)
    this.#stalled = null
  }
}

type FaultCondition = Exclude<VaultCondition, 'open' | 'unchosen' | 'passphrase-needed'>

function conditionFrom(thrown: unknown): VaultCondition {
  try {
    return raiseBusFault(thrown)
  } catch (raised) {
    const { code } = faultOf(raised)
    return CONDITIONS.find((condition) => code === `vault_${condition}`) ?? 'denied'
  }
}

const CONDITIONS: readonly FaultCondition[] = ['locked', 'missing', 'denied', 'damaged', 'stalled']

function faultCodeOf(condition: VaultCondition): `vault_${FaultCondition}` {
  return `vault_${CONDITIONS.find((one) => one === condition) ?? 'denied'}`
}
