import { handedOut } from '../../../shared/tokens/handed-out.ts'
import type { RenewalWindow } from '../../../shared/tokens/refresh-plan.ts'
import { fruitlessRetryAt, retryAt } from '../../../shared/tokens/retry-plan.ts'
import type { Held, RenewalOutcome } from '../connections/connection-record.ts'
import type { Diary } from '../journal/journal-writer.ts'
import type { Ports } from '../ports.ts'

/** What a renewal leaves behind for the plan: failures in a row, and the moment before which nothing is tried. */
export type AftermathContext = { readonly ports: Pick<Ports, 'clock' | 'random'>; readonly diary: Diary }

/** `expiresBefore` is the expiry of the token set that was renewed: a renewal that brings no later one backs off. */
export function settleSuccess({ ports, diary }: AftermathContext, held: Held, expiresBefore: number | null): void {
  const { clock, random } = ports
  if (held.failure !== null) diary.note({ event: 'recovered', connection: held.name, fault: held.failure.fault.code })
  held.failure = null
  held.jitter = random.fraction()
  const expiresAt = held.connection === null ? null : (handedOut(held.connection)?.expiresAt ?? null)
  // A token that is over on arrival (a server whose clock is behind ours) brings nothing either.
  const needed = Math.max(expiresBefore ?? 0, clock.now())
  const fruitless = expiresAt !== null && expiresAt <= needed
  held.fruitless = fruitless ? held.fruitless + 1 : 0
  held.notBefore = fruitless ? fruitlessRetryAt(clock.now(), expiresAt, held.fruitless) : null
}

export function settleFailure(
  { ports }: AftermathContext,
  held: Held,
  outcome: Extract<RenewalOutcome, { ok: false }>,
  window: RenewalWindow | null,
): void {
  const { fault, kind, retryAfterMs } = outcome
  const now = ports.clock.now()
  const count = (held.failure?.count ?? 0) + 1
  held.failure = { fault, kind, count, serverAskedToWait: retryAfterMs !== null }
  held.notBefore = retryAt({
    now,
    kind,
    failures: count,
    retryAfterMs,
    windowMs: window === null ? 0 : window.end - window.soft,
    overForMs: window === null ? 0 : Math.max(0, now - window.end),
    random: ports.random.fraction(),
  })
}
