import type { Connection } from '../../../shared/connections/connection.ts'
import type { Fault } from '../../../shared/fault.ts'
import type { FailureKind } from '../../../shared/tokens/retry-plan.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'

/** A connection as the keeper holds it: its document once read, and what is known only while the keeper lives. */
export type ConnectionRecord = {
  readonly id: string
  name: string
  /** The list in the vault says that the document may have this name by now. */
  newName: string | null
  readonly system: string
  /** Null until read from the vault. */
  connection: Connection | null
  /** Why it could not be read. */
  loadFault: Fault | null
  /** The document in `connection` is newer than the vault's, since saving failed. */
  unsaved: boolean
  /** The renewal under way, which later callers join. */
  inFlight: Promise<RenewalOutcome> | null
  /** A request that spends its refresh token for a call's own resource or scope; a renewal waits for its end. */
  narrowing: Promise<unknown> | null
  /** Counts up each time somebody has done something about it (`cleared`). */
  readonly tended: number
  /** What the last renewal replaced, so that a test can find out whether the server has ended it; never saved. */
  olderTokens: TokenSet | null
  /** Until then a program that `exec` runs is known to work with the present token, by the clock's monotonic ms. */
  inUseUntil: number
  /** The generation that was last told of in a notice. */
  toldGeneration: number | null
  readonly failure: Failure | null
  /** Renewals in a row that brought no later expiry. */
  readonly fruitless: number
  /** Before then, UTC ms, nothing is tried in the background. */
  readonly notBefore: number | null
  /** Server clock minus ours in ms at the most, as the last renewal from here has shown; null before. Others' clocks are not ours. */
  clockOffset: number | null
  /** The HTTP status of the last answer to a renewal; null where none came. */
  readonly answeredStatus: number | null
  /** When the last attempt ended, UTC ms. */
  readonly attemptEndedAt: number | null
  /** In [0, 1), drawn anew for each generation: spreads connections that were set up together. */
  jitter: number
  /** Removed meanwhile: whoever still holds it must stop. */
  gone: boolean
  /** A renewal has ended. */
  settled(ended: Ended): void
  /** Somebody did something about it: what was in the way before counts no more, and it is tried at once. */
  cleared(): void
  /** A server has answered a renewal with this status; null before one is sent, and where no answer came. */
  answered(status: number | null): void
  /** Nothing is tried in the background before then, UTC ms. */
  postponed(until: number): void
}

/** How a renewal has ended, and what that means for the next one; times UTC ms. */
export type Ended = {
  readonly at: number
  readonly failure: Failure | null
  /** It went well and brought no later expiry. */
  readonly isFruitless: boolean
  readonly notBefore: number | null
}

export type Failure = {
  readonly fault: Fault
  readonly kind: FailureKind
  readonly count: number
  /** When the first one in a row ended, by the clock's monotonic ms. */
  readonly since: number
  /** The server named a time before which it wants no further request. */
  readonly serverAskedToWait: boolean
}

export type RenewalOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly fault: Fault; readonly kind: FailureKind; readonly retryAfterMs: number | null }

export function newConnectionRecord(
  entry: { id: string; name: string; system: string },
  jitter: number,
): ConnectionRecord {
  const record: Written<ConnectionRecord> = {
    id: entry.id,
    name: entry.name,
    newName: null,
    system: entry.system,
    connection: null,
    loadFault: null,
    unsaved: false,
    inFlight: null,
    narrowing: null,
    tended: 0,
    olderTokens: null,
    inUseUntil: 0,
    toldGeneration: null,
    failure: null,
    fruitless: 0,
    notBefore: null,
    clockOffset: null,
    answeredStatus: null,
    attemptEndedAt: null,
    jitter,
    gone: false,
    settled({ at, failure, isFruitless, notBefore }) {
      record.attemptEndedAt = at
      record.failure = failure
      if (failure === null) record.fruitless = isFruitless ? record.fruitless + 1 : 0
      record.notBefore = notBefore
    },
    cleared() {
      record.tended += 1
      record.failure = null
      record.fruitless = 0
      record.notBefore = null
    },
    answered(status) {
      record.answeredStatus = status
    },
    postponed(until) {
      record.notBefore = until
    },
  }
  return record
}

/** What spends its refresh token now, if anything does. */
export function workInFlight({ inFlight, narrowing }: ConnectionRecord): Promise<unknown> | null {
  return inFlight ?? narrowing
}

type Written<Record> = { -readonly [Field in keyof Record]: Record[Field] }
