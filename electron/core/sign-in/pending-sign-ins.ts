import type { Output } from '../../../shared/api/contract/contract.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import { type Fault, faultOf, raise } from '../../../shared/fault.ts'
import type { SignInMethod } from '../../../shared/systems/system.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { SignInContext, SignInRun } from './sign-in-run.ts'

/** Nobody is shown a sign-in that is nearly over. */
const LEAST_LEFT_MS = 60_000

export type PendingSignIn = {
  readonly id: string
  readonly record: ConnectionRecord
  /** What it was begun with; other settings need another sign-in. */
  readonly asked: Connection
  readonly begun: Output<'signIn.begin'>
  readonly until: number
  /** How many wait for it: it is given up when the last of them does. */
  waiting: number
  readonly cancel: () => void
  readonly answer: SignInRun['answer'] | null
  readonly ended: Promise<Outcome>
  /** Null while it goes on. */
  outcome: Outcome | null
}

export type Outcome = { readonly fault: Fault | null }

export type PendingSignInsContext = Pick<SignInContext, 'clock' | 'random'> & {
  readonly settle: (record: ConnectionRecord, asked: Connection, tokens: TokenSet) => Promise<Outcome>
  readonly fail: (record: ConnectionRecord, trouble: Fault) => Outcome
}

/** Sign-ins that a person has begun: one at most goes on for each connection. */
export function createPendingSignIns({ clock, random, settle, fail }: PendingSignInsContext) {
  const all = new Map<string, PendingSignIn>()

  /** A new sign-in ends the one before it; what has ended was told to whoever waited. */
  function clearFor(record: ConnectionRecord): void {
    for (const pending of all.values()) {
      if (pending.record !== record) continue
      if (pending.outcome === null) pending.cancel()
      all.delete(pending.id)
    }
  }

  /** Two terminals, or a page and a terminal, that sign in at once share one sign-in. */
  function joined(record: ConnectionRecord, { settings }: Connection): PendingSignIn | null {
    const found = [...all.values()].find((pending) => pending.record === record && pending.outcome === null)
    if (found === undefined || found.until - clock.now() < LEAST_LEFT_MS) return null
    return JSON.stringify(found.asked.settings) === JSON.stringify(settings) ? found : null
  }

  /** Goes on until its tokens are there and `settle` has taken them. */
  function started(record: ConnectionRecord, asked: Connection, run: SignInRun, way: SignInMethod): PendingSignIn {
    const id = random.hex(16)
    const until = clock.now() + run.lifetimeMs
    const pending: PendingSignIn = {
      id,
      record,
      asked,
      begun: { id, way, ...run.shown, expiresAt: isoUtc(until) },
      until,
      waiting: 1,
      cancel: run.cancel,
      answer: run.answer ?? null,
      outcome: null,
      ended: run.tokens
        .then((tokens) => settle(record, asked, tokens))
        .catch((thrown: unknown) => fail(record, faultOf(thrown))),
    }
    void pending.ended.then((outcome) => {
      pending.outcome = outcome
    })
    all.set(pending.id, pending)
    return pending
  }

  return {
    joined,
    clearFor,
    started,
    /** Raises sign_in_unknown. */
    named: (id: string): PendingSignIn => all.get(id) ?? raise('sign_in_unknown'),
    cancelAll(): void {
      for (const pending of all.values()) if (pending.outcome === null) pending.cancel()
    },
  }
}
