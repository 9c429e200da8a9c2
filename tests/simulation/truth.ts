/**
 * Judges a month: was any renewable connection without a valid token though it could have had one? Everything here is
 * counted by the world's own time and from what the servers know, never from what Everbearer believes.
 */
import { DEFAULT_POLICY, renewalWindow } from '../../shared/tokens/refresh-plan.ts'
import type { Session } from './sessions.ts'
import { STINGY_MS } from './sim-server.ts'
import type { Stretch, Weather } from './weather.ts'

/** When the machine could not renew: asleep, vault shut, keeper down. Ordered by time. */
export type Outages = Array<Stretch<'sleep' | 'lock' | 'down'>>

/**
 * A time-out of 30 s, its one resend, and the backoff after it: a request that was under way when the server came back
 * may still hold its connection up for this long, as may the machine's own troubles.
 */
const RECOVERY_MS = 60_000 + 30_000

/**
 * The law: valid always, while the server is reachable at least once between soft and hard point. "Reachable once" is
 * taken as a stretch that two tries must fall into: a quarter of the window between the two points, after recovery.
 */
export function couldRenew(
  session: Session,
  issuedAt: number,
  expiresAt: number,
  weather: readonly Stretch<Weather>[],
  outages: Outages,
): boolean {
  // Ended by a reply that never came (anything else that ends a session is counted as lost).
  if (session.diedAt !== null) return false
  const usual = renewalWindow(issuedAt, expiresAt, 0, DEFAULT_POLICY)
  // A stingy server is asked at halves of what is left, and one that ends the older token at the hard point, for the sake
  // of those who work with it: all of its last moments must be fair.
  const last = session.stingy ? STINGY_MS : session.endsOlder ? expiresAt - usual.hard : null
  const window = last === null ? usual : { soft: expiresAt - last, hard: expiresAt }
  const needed = last ?? Math.max(5_000, (window.hard - window.soft) / 4)
  const troubles = [
    ...weather
      .filter((stretch) => stretch.kind !== 'slow')
      .map((stretch) => ({ from: stretch.from, to: stretch.to + RECOVERY_MS })),
    ...outages.map((stretch) => ({ from: stretch.from, to: stretch.to + RECOVERY_MS })),
    ...weather
      .filter((stretch) => stretch.kind === 'slow')
      .map((stretch) => ({ from: stretch.from, to: stretch.to + 40_000 })),
  ]
    .filter((trouble) => trouble.to > window.soft && trouble.from < window.hard)
    .sort((one, other) => one.from - other.from)
  let free = window.soft
  for (const trouble of troubles) {
    if (trouble.from - free >= needed) return true
    free = Math.max(free, trouble.to)
  }
  return window.hard - free >= needed
}

/** The fewest renewals that any keeper could do with: one each time the hard point comes. */
export function fewestPossible(session: Session, from: number, end: number): number {
  if (session.rotation === 'fixed') return 0
  // A session that a lost reply has ended cannot be renewed any more, however long the month is.
  const to = Math.min(end, session.diedAt ?? end)
  const shrinksAt = Math.min(session.shrinksAt ?? to, to)
  return renewals(session.lifeMs, shrinksAt - from) + renewals(session.lifeMs / 10, to - shrinksAt)
}

function renewals(lifeMs: number, spanMs: number): number {
  return Math.max(0, Math.floor(spanMs / renewalWindow(0, lifeMs, 0, DEFAULT_POLICY).hard) - 1)
}
