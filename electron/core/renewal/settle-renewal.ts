import type { RenewalWindow } from '../../../shared/tokens/refresh-plan.ts'
import { fruitlessRetryAt, retryAt } from '../../../shared/tokens/retry-plan.ts'
import { tokensForPrograms } from '../../../shared/tokens/tokens-for-programs.ts'
import type { ConnectionRecord, RenewalOutcome } from '../connections/connection-record.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { Ports } from '../ports.ts'

/** What a renewal leaves behind for the plan: failures in a row, and the moment before which nothing is tried. */
export type SettleContext = {
  readonly ports: Pick<Ports, 'clock' | 'random'>
  readonly journalWriter: JournalWriter
}

/** `expiresBefore` is the expiry of the token set that was renewed: a renewal that brings no later one backs off. */
export function settleSuccess(
  { ports, journalWriter }: SettleContext,
  record: ConnectionRecord,
  expiresBefore: number | null,
): void {
  const { clock, random } = ports
  if (record.failure !== null)
    journalWriter.note({ event: 'recovered', connection: record.name, fault: record.failure.fault })
  record.jitter = random.fraction()
  const expiresAt = record.connection === null ? null : (tokensForPrograms(record.connection)?.expiresAt ?? null)
  const at = clock.now()
  // A token that is over on arrival (a server whose clock is behind ours) brings nothing either.
  const needed = Math.max(expiresBefore ?? 0, at)
  const isFruitless = expiresAt !== null && expiresAt <= needed
  const notBefore = isFruitless ? fruitlessRetryAt(at, expiresAt, record.fruitless + 1) : null
  record.settled({ at, failure: null, isFruitless, notBefore })
}

export function settleFailure(
  { ports }: SettleContext,
  record: ConnectionRecord,
  outcome: Extract<RenewalOutcome, { ok: false }>,
  window: RenewalWindow | null,
): void {
  const { fault, kind, retryAfterMs } = outcome
  const now = ports.clock.now()
  const count = (record.failure?.count ?? 0) + 1
  const monotonic = ports.clock.monotonic()
  const since = record.failure?.since ?? monotonic
  const notBefore = retryAt({
    now,
    kind,
    failures: count,
    retryAfterMs,
    windowMs: window === null ? 0 : window.end - window.soft,
    // A clock that is hours ahead says that it has been over for hours.
    expiredForMs: window === null ? 0 : Math.min(Math.max(0, now - window.end), monotonic - since),
    remainingMs: window === null ? 0 : Math.max(0, window.end - now),
    random: ports.random.fraction(),
  })
  const failure = { fault, kind, count, since, serverAskedToWait: retryAfterMs !== null }
  record.settled({ at: now, failure, isFruitless: false, notBefore })
}
