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
  /** Its timers must not keep the program alive. */
  readonly clock: Pick<Clock, 'after'>
  /** How long a person may take to answer a dialog. */
  readonly promptMs: number
}

/** A process that holds so many connections to the keyring is replaced; only its exit closes them for certain. */
const MOST_ENTRIES = 32
/** It takes 50 ms to start and 40 MB: worth keeping for the next call of one operation, and no longer. */
const IDLE_MS = 2_000

/**
 * The one process that talks to the keychain, one call at a time; it runs only while it is needed. A call that misses its
 * deadline raises vault_stalled, and so does every call until it is answered. The process is killed after the time that a
 * person may need for a dialog, or when ours exits. So there is never a second one, nobody waits behind a stalled call, and
 * a hung keychain cannot keep a program from exiting.
 */
export class KeychainProcess {
  readonly #options: KeychainProcessOptions
  readonly #inTurn = createSequencerByKey()
  readonly #giveUpListeners: (() => void)[] = []
  #child: KeychainChild | null = null
  #resolveAnswer: (answer: KeychainAnswer | null) => void = () => undefined
  #cancelIdleTimer: Cancel = () => undefined
  #isOverdue = false

  constructor(options: KeychainProcessOptions) {
    this.#options = options
  }

  /** True while a call is overdue. */
  get isStalled(): boolean {
    return this.#isOverdue
  }

  /** Called when an overdue call is given up: nobody has answered its dialog. */
  onGiveUp(listener: () => void): void {
    this.#giveUpListeners.push(listener)
  }

  /** Raises the fault codes of keychain-fault.ts. The deadline counts from the start of this call, not from its queueing. */
  call(action: KeychainAction, deadlineMs: number): Promise<string | null> {
    return this.#inTurn('keychain', () => this.#call(action, deadlineMs))
  }

  close(): void {
    this.#cancelIdleTimer()
    this.#end()
  }

  async #call(action: KeychainAction, deadlineMs: number): Promise<string | null> {
    if (this.#isOverdue) raise('vault_stalled')
    this.#cancelIdleTimer()
    const pendingAnswer = this.#ask(action)
    const answer = await withDeadline(pendingAnswer, deadlineMs, LATE)
    if (answer === LATE) return this.#markOverdue(pendingAnswer, this.#options.promptMs - deadlineMs)
    this.#settle(answer)
    // A process that ended in a call: the library cannot be loaded, or crashed.
    if (answer === null) return raise('vault_missing')
    return answer.ok ? answer.value : raise(answer.code, faultParams(answer.code, action.account))
  }

  #ask(action: KeychainAction): Promise<KeychainAnswer | null> {
    const { promise, resolve } = Promise.withResolvers<KeychainAnswer | null>()
    this.#resolveAnswer = resolve
    this.#child ??= this.#start()
    this.#child.send(action)
    return promise
  }

  #start(): KeychainChild {
    const { start, env } = this.#options
    const child = start(fileURLToPath(new URL('./keychain-program.ts', import.meta.url)), childEnvironment(env))
    child.listen((answer) => {
      if (this.#child !== child) return
      if (answer === null) this.#child = null
      this.#resolveAnswer(answer)
    })
    return child
  }

  #markOverdue(pendingAnswer: Promise<KeychainAnswer | null>, leftMs: number): never {
    this.#isOverdue = true
    const giveUp = () => {
      this.#end()
      for (const listener of this.#giveUpListeners) listener()
    }
    const cancel = this.#options.clock.after(Math.max(leftMs, 0), giveUp)
    void pendingAnswer.then((answer) => {
      cancel()
      this.#isOverdue = false
      this.#settle(answer)
    })
    return raise('vault_stalled')
  }

  #settle(answer: KeychainAnswer | null): void {
    if ((answer?.entries ?? 0) >= MOST_ENTRIES) this.#end()
    else this.#cancelIdleTimer = this.#options.clock.after(IDLE_MS, () => this.#end())
  }

  #end(): void {
    const child = this.#child
    this.#child = null
    child?.end()
    this.#resolveAnswer(null)
  }
}

const LATE = Symbol('late')

/** The library needs neither the passphrase nor Node's own variables. */
function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isPassedOn = (name: string) => !/^(EVERBEARER_PASSPHRASE|NODE_)/i.test(name)
  return Object.fromEntries(Object.entries(env).filter(([name]) => isPassedOn(name)))
}

/** The account of a piece is `KEY.slot.number`; the fault names the document. */
function faultParams(code: string, account: string): Record<string, string> {
  return code === 'vault_damaged' ? { key: account.split('.')[0] ?? account } : {}
}
