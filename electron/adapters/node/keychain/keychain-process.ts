import { fileURLToPath } from 'node:url'
import { raise } from '../../../../shared/fault.ts'
import { createSequencerByKey } from '../../../core/concurrency/sequencer-by-key.ts'
import type { Cancel, Clock } from '../../../core/ports.ts'
import { withDeadline } from '../deadline.ts'
import type { KeychainChild, StartKeychainChild } from './keychain-child.ts'
import type { KeychainAction, KeychainAnswer } from './keychain-program.ts'

export type KeychainProcessOptions = {
  readonly start: StartKeychainChild
  readonly env: NodeJS.ProcessEnv
  /** Time alone that nobody waits for: it keeps no program alive. */
  readonly clock: Pick<Clock, 'after'>
  /** How long a person may take to answer a dialog. */
  readonly promptMs: number
}

/** A process that holds so many connections to the keyring is replaced; only its end closes them for certain. */
const MOST_ENTRIES = 32
/** It takes 50 ms to start and 40 MB: worth keeping for the calls of one piece of work, and for no longer. */
const IDLE_MS = 2_000

/**
 * The one process that talks to the keychain, one call at a time; there only while it is needed. A call that is not answered
 * by its deadline raises vault_stalled, as does each one after it at once. Its process is left as long as a person may need
 * for a dialog that it may have shown, and then ended; or before, with ours. So there is never a second one, nobody waits
 * behind a stalled call, and nothing that a keychain does keeps a program from ending.
 */
export class KeychainProcess {
  readonly #options: KeychainProcessOptions
  readonly #inTurn = createSequencerByKey()
  readonly #givenUp: (() => void)[] = []
  #child: KeychainChild | null = null
  #answered: (answer: KeychainAnswer | null) => void = () => undefined
  #idle: Cancel = () => undefined
  #isOverdue = false

  constructor(options: KeychainProcessOptions) {
    this.#options = options
  }

  /** True while a call is overdue. */
  get stalled(): boolean {
    return this.#isOverdue
  }

  /** Called when an overdue call was given up: whoever was asked has not answered. */
  onGivenUp(listener: () => void): void {
    this.#givenUp.push(listener)
  }

  /** Raises the fault codes of keychain-fault.ts. The deadline counts from when the call's turn has come. */
  call(action: KeychainAction, deadlineMs: number): Promise<string | null> {
    return this.#inTurn('keychain', () => this.#call(action, deadlineMs))
  }

  close(): void {
    this.#idle()
    this.#end()
  }

  async #call(action: KeychainAction, deadlineMs: number): Promise<string | null> {
    if (this.#isOverdue) raise('vault_stalled')
    this.#idle()
    const answering = this.#ask(action)
    const answer = await withDeadline(answering, deadlineMs, LATE)
    if (answer === LATE) return this.#overdue(answering, this.#options.promptMs - deadlineMs)
    this.#settle(answer)
    // A process that ended in a call: the library cannot be loaded, or crashed.
    if (answer === null) return raise('vault_missing')
    return answer.ok ? answer.value : raise(answer.code, damageOf(answer.code, action.account))
  }

  #ask(action: KeychainAction): Promise<KeychainAnswer | null> {
    const { promise, resolve } = Promise.withResolvers<KeychainAnswer | null>()
    this.#answered = resolve
    this.#child ??= this.#start()
    this.#child.send(action)
    return promise
  }

  #start(): KeychainChild {
    const { start, env } = this.#options
    const child = start(fileURLToPath(new URL('./keychain-program.ts', import.meta.url)), environment(env))
    child.listen((answer) => {
      if (this.#child !== child) return
      if (answer === null) this.#child = null
      this.#answered(answer)
    })
    return child
  }

  #overdue(answering: Promise<KeychainAnswer | null>, leftMs: number): never {
    this.#isOverdue = true
    const giveUp = () => {
      this.#end()
      for (const listener of this.#givenUp) listener()
    }
    const cancel = this.#options.clock.after(Math.max(leftMs, 0), giveUp)
    void answering.then((answer) => {
      cancel()
      this.#isOverdue = false
      this.#settle(answer)
    })
    return raise('vault_stalled')
  }

  #settle(answer: KeychainAnswer | null): void {
    if ((answer?.entries ?? 0) >= MOST_ENTRIES) this.#end()
    else this.#idle = this.#options.clock.after(IDLE_MS, () => this.#end())
  }

  #end(): void {
    const child = this.#child
    this.#child = null
    child?.end()
    this.#answered(null)
  }
}

const LATE = Symbol('late')

/** What opens the vault or speaks to Node itself is no business of the library's. */
function environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isKept = (name: string) => !/^(EVERBEARER_PASSPHRASE|NODE_)/i.test(name)
  return Object.fromEntries(Object.entries(env).filter(([name]) => isKept(name)))
}

/** The account of a piece is `KEY.slot.number`; the fault names the document. */
function damageOf(code: string, account: string): Record<string, string> {
  return code === 'vault_damaged' ? { key: account.split('.')[0] ?? account } : {}
}
