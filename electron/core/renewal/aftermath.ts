import { handedOut } from '../../../shared/tokens/handed-out.ts'
import type { RenewalWindow } from '../../../shared/tokens/refresh-plan.ts'
import { fruitlessRetryAt, retryAt } from '../../../shared/tokens/retry-plan.ts'
import type { ConnectionRecord, RenewalOutcome } from '../connections/connection-record.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { Ports } from '../ports.ts'

/** What a renewal leaves behind for the plan: failures in a row, and the moment before which nothing is tried. */
export type AftermathContext = {
  readonly ports: Pick<Ports, 'clock' | 'random'>
  readonly journalWriter: JournalWriter
}

/** `expiresBefore` is the expiry of the token set that was renewed: a renewal that brings no later one backs off. */
export function settleSuccess(
  { ports, journalWriter }: AftermathContext,
  record: ConnectionRecord,
  expiresBefore: number | null,
): void {
  const { clock, random } = ports
  if (record.failure !== null)
    journalWriter.note({ event: 'recovered', connection: record.name, fault: record.failure.fault.code })
  record.failure = null
  record.jitter = random.fraction()
  const expiresAt = record.connection === null ? null : (handedOut(record.connection)?.expiresAt ?? null)
  // A token that is over on arrival (a server whose clock is behind ours) brings nothing either.
  const needed = Math.max(expiresBefore ?? 0, clock.now())
  const fruitless = expiresAt !== null && expiresAt <= needed
  record.fruitless = fruitless ? record.fruitless + 1 : 0
  record.notBefore = fruitless ? fruitlessRetryAt(clock.now(), expiresAt, record.fruitless) : null
}

export function settleFailure(
  { ports }: AftermathContext,
  record: ConnectionRecord,
  outcome: Extract<RenewalOutcome, { ok: false }>,
  window: RenewalWindow | null,
): void {
  const { fault, kind, retryAfterMs } = outcome
  const now = ports.clock.now()
  const count = (record.failure?.count ?? 0) + 1
  record.failure = { fault, kind, count, serverAskedToWait: retryAfterMs !== null }
  record.notBefore = retryAt({
    now,
    kind,
    failures: count,
    retryAfterMs,
    windowMs: window === null ? 0 : window.end - window.soft,
    overForMs: window === null ? 0 : Math.max(0, now - window.end),
    random: ports.random.fraction(),
  })
}
