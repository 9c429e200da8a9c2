import { Worker } from 'node:worker_threads'
import { raise } from '../../../../shared/fault.ts'
import { turns } from '../../../core/turns.ts'
import { withDeadline } from '../deadline.ts'
import type { KeychainAction, KeychainAnswer } from './keychain-worker.ts'

/**
 * The one thread that talks to the keychain, one call at a time. A call that is not answered by its deadline raises
 * vault_stalled and is left to itself, since nothing can end a blocked thread; until the thread answers after all, every
 * further call raises vault_stalled at once. So there is never a second thread, and nobody waits behind a stalled call.
 */
export type KeychainThread = {
  /** Raises the fault codes of keychain-fault.ts. The deadline counts from when the call's turn has come. */
  call(action: KeychainAction, deadlineMs: number): Promise<string | null>
  /** True while a call is overdue. */
  readonly stalled: boolean
  close(): Promise<void>
}

/** A thread that holds so many connections to the keyring is replaced; only its end closes them for certain. */
const MOST_ENTRIES = 32

export function keychainThread(): KeychainThread {
  const inTurn = turns()
  let worker: Worker | null = null
  let overdue = false

  async function call(action: KeychainAction, deadlineMs: number): Promise<string | null> {
    if (overdue) raise('vault_stalled')
    worker ??= start()
    const answering = answerOf(worker, action)
    const answer = await withDeadline(answering, deadlineMs, null)
    if (answer === null) {
      overdue = true
      void answering.then(settle)
      return raise('vault_stalled')
    }
    await settle(answer)
    return answer.ok ? answer.value : raise(answer.code, damageOf(answer.code, action.account))
  }

  /** A thread that ended by itself has no connections left either; the next call starts another. */
  async function settle(answer: KeychainAnswer): Promise<void> {
    overdue = false
    if (answer.entries < MOST_ENTRIES) return
    const old = worker
    worker = null
    await old?.terminate()
  }

  return {
    call: (action, deadlineMs) => inTurn('keychain', () => call(action, deadlineMs)),
    get stalled() {
      return overdue
    },
    async close() {
      const old = worker
      worker = null
      if (!overdue) await old?.terminate()
    },
  }
}

function start(): Worker {
  // Flags of the program's own start (an inline script, a debugger's port) would end the thread before it begins.
  const worker = new Worker(new URL('./keychain-worker.ts', import.meta.url), { execArgv: [] })
  // An idle thread must not keep the program alive; the deadline's timer does while a call is under way.
  worker.unref()
  return worker
}

/** Never rejects: a thread that dies (the library cannot be loaded, or crashed) is a keychain that is missing. */
function answerOf(worker: Worker, action: KeychainAction): Promise<KeychainAnswer> {
  const { promise, resolve } = Promise.withResolvers<KeychainAnswer>()
  const dead = () => resolve({ ok: false, code: 'vault_missing', entries: MOST_ENTRIES })
  worker.once('message', resolve).once('error', dead).once('exit', dead)
  worker.postMessage(action)
  return promise.finally(() => worker.off('message', resolve).off('error', dead).off('exit', dead))
}

/** The account of a piece is `KEY.slot.number`; the fault names the document. */
function damageOf(code: string, account: string): Record<string, string> {
  return code === 'vault_damaged' ? { key: account.split('.')[0] ?? account } : {}
}
