import { FaultError, fault, faultOf, raise } from '../../../../../shared/fault.ts'
import { createSequencerByKey } from '../../../../core/concurrency/sequencer-by-key.ts'
import type { Clock, VaultCondition } from '../../../../core/ports.ts'
import { withDeadline } from '../../deadline.ts'
import type { ItemKeychain } from '../item-keychain.ts'
import { mayEndOtherwise, raiseBusFault } from '../session-bus/bus-fault.ts'
import { type KeyringCaller, KeyringConnection } from './keyring-connection.ts'
import { defaultKeyring } from './keyring-look.ts'
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
 * its deadline, and a process ends when it wants to. Only `unlock` ever shows a person anything.
 */
export function secretKeyring(options: SecretKeyringOptions): ItemKeychain {
  return new SecretKeyring(options)
}

/** Where there is a keyring to make or to open, and then items to allow. */
const MOST_DIALOGS = 3

/** How many earlier states of an entry a KeePass database keeps, unless a person has set otherwise. */
const KEEPASS_HISTORY = 10

class SecretKeyring implements ItemKeychain {
  readonly #options: SecretKeyringOptions
  readonly #connection: KeyringConnection
  readonly #items: SecretItems
  /** One call at a time, so that a deadline counts from when its turn has come. */
  readonly #inTurn = createSequencerByKey()
  /** Settles when the keyring, which has let a deadline pass, answers again. */
  #stalled: Promise<void> | null = null
  #unlocking: Promise<void> | null = null
  readonly #onAnother: (() => void)[] = []

  constructor(options: SecretKeyringOptions) {
    this.#options = options
    this.#items = new SecretItems(options.service, options.deadlineMs, options.clock)
    this.#connection = new KeyringConnection(options.env, {
      forget: () => this.#items.forget(),
      another: () => {
        for (const listener of this.#onAnother) listener()
      },
    })
  }

  async condition(): Promise<VaultCondition> {
    if (this.#stalled) return 'stalled'
    try {
      return await this.#timed(async (caller) => {
        const keyring = await defaultKeyring(caller)
        if (keyring.state !== 'open') return keyring.state === 'none' ? 'missing' : keyring.state
        return (await this.#items.isRefused(caller)) ? 'locked' : 'open'
      })
    } catch (thrown) {
      return conditionFrom(thrown)
    }
  }

  get(accounts: readonly string[]): Promise<(string | null)[]> {
    return this.#open(async (caller) => {
      const found = await this.#items.get(caller, accounts)
      // A keyring that has just been deleted or locked reads as empty, and empty would be overwritten.
      if (found.includes(null)) await this.#keyring(caller)
      return found
    })
  }

  set(account: string, value: string): Promise<void> {
    return this.#open((caller, keyring) => this.#items.set(caller, keyring, account, value))
  }

  discard(account: string): Promise<void> {
    return this.#open((caller, keyring) => this.#items.discard(caller, keyring, account))
  }

  /** One dialog at a time, however many ask. */
  unlock(): Promise<void> {
    this.#unlocking ??= this.#unlock().finally(() => {
      this.#unlocking = null
    })
    return this.#unlocking
  }

  onAnother(listener: () => void): void {
    this.#onAnother.push(listener)
  }

  async facts(): Promise<Record<string, string | number>> {
    const keyring = await this.#timed((caller) => caller.kind())
    return { keyring, ...(keyring === 'keepassxc' ? { keepsHistory: KEEPASS_HISTORY } : {}) }
  }

  async close(): Promise<void> {
    this.#connection.close()
  }

  async #unlock(): Promise<void> {
    const before = await this.condition()
    if (before === 'stalled') raise('vault_stalled')
    await this.#timed((caller) => this.#ask(caller), MOST_DIALOGS * this.#options.promptMs).catch(raiseBusFault)
    const after = await this.condition()
    if (after !== 'open') raise(faultCodeOf(after))
  }

  async #ask(caller: KeyringCaller): Promise<void> {
    // KeePassXC remembers by connection what a person has refused: under another one it asks anew.
    if (await this.#items.isRefused(caller).catch(() => false)) this.#connection.close()
    await unlockKeyring(caller, () => this.#items.locked(caller), this.#options.promptMs)
  }

  /** Does this work in its turn, once the keyring is open. */
  #open<Value>(work: (caller: KeyringCaller, keyring: string) => Promise<Value>): Promise<Value> {
    // Nobody waits behind what is stalled already.
    if (this.#stalled) return Promise.reject(new FaultError(fault('vault_stalled')))
    return this.#inTurn('keyring', async () => {
      if (this.#stalled) raise('vault_stalled')
      return this.#timed(async (caller) => work(caller, await this.#keyring(caller))).catch(raiseBusFault)
    })
  }

  /** Raises unless the keyring is open and nothing of ours waits for a person. */
  async #keyring(caller: KeyringCaller): Promise<string> {
    const keyring = await defaultKeyring(caller)
    if (keyring.state === 'none') raise('vault_missing', { why: 'no_keyring' })
    if (keyring.state === 'locked') raise('vault_locked')
    if (await this.#items.isRefused(caller)) raise('vault_locked', { why: 'not_allowed' })
    return keyring.path
  }

  /** Once more from the beginning where that may end otherwise. What is not done by the deadline is given up. */
  async #timed<Value>(
    work: (caller: KeyringCaller) => Promise<Value>,
    deadlineMs = this.#options.deadlineMs,
  ): Promise<Value> {
    let isGivenUp = false
    const caller = this.#connection.during(() => isGivenUp)
    const tries = async () => {
      try {
        return await work(caller)
      } catch (thrown) {
        if (isGivenUp || !mayEndOtherwise(thrown)) throw thrown
        this.#connection.forget()
        return await work(caller)
      }
    }
    const working = tries()
    const answer = await withDeadline(
      working.then((value) => ({ value })),
      deadlineMs,
      null,
    )
    if (answer !== null) return answer.value
    isGivenUp = true
    working.catch(() => undefined)
    this.#stalled ??= this.#answeringAgain()
    return raise('vault_stalled')
  }

  /** Calls are answered in their order: this one is when all before it have been, or never will be. */
  async #answeringAgain(): Promise<void> {
    await this.#connection.call(ping()).catch(() => undefined)
    this.#stalled = null
  }
}

type Shut = Exclude<VaultCondition, 'open' | 'unchosen' | 'passphrase-needed'>

function conditionFrom(thrown: unknown): VaultCondition {
  try {
    return raiseBusFault(thrown)
  } catch (raised) {
    const { code } = faultOf(raised)
    return CONDITIONS.find((condition) => code === `vault_${condition}`) ?? 'denied'
  }
}

const CONDITIONS: readonly Shut[] = ['locked', 'missing', 'denied', 'damaged', 'stalled']

function faultCodeOf(condition: VaultCondition): `vault_${Shut}` {
  return `vault_${CONDITIONS.find((one) => one === condition) ?? 'denied'}`
}
