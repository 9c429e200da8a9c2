import type { ConnectionView } from '../../shared/connections/view.ts'
import { momentOf } from '../../shared/time/instant.ts'

/** Where things stand on a life bar, in percent from the moment of issue to the expiry. */
export type LifeGeometry = {
  readonly issuedAt: number
  readonly expiresAt: number
  /** Where the planned renewal stands; null when none is planned within this life. */
  readonly renewal: number | null
  readonly tone: LifeTone
}

export type LifeTone = 'leaf' | 'amber' | 'red' | 'grey'

type Lived = Pick<ConnectionView, 'state' | 'issuedAt' | 'expiresAt' | 'refreshAt' | 'renewable'>

/** Null where a bar would say nothing: no token, no known end, or an end before the beginning. */
export function lifeGeometry(view: Lived): LifeGeometry | null {
  const issuedAt = momentOf(view.issuedAt)
  const expiresAt = momentOf(view.expiresAt)
  if (issuedAt === null || expiresAt === null || expiresAt <= issuedAt) return null
  const refreshAt = view.renewable ? momentOf(view.refreshAt) : null
  const renewal = refreshAt === null ? null : share(refreshAt, issuedAt, expiresAt)
  return { issuedAt, expiresAt, renewal, tone: toneOf(view) }
}

/** Shorter lives are told to the second: in minutes their beginning and their end would look the same. */
const SHORT_LIFE_MS = 10 * 60_000

export function isShortLived(view: Pick<ConnectionView, 'issuedAt' | 'expiresAt'>): boolean {
  const issuedAt = momentOf(view.issuedAt)
  const expiresAt = momentOf(view.expiresAt)
  return issuedAt !== null && expiresAt !== null && expiresAt - issuedAt < SHORT_LIFE_MS
}

/** Percent of that life which has passed at `at`, from 0 to 100. */
export function share(at: number, issuedAt: number, expiresAt: number): number {
  const part = ((at - issuedAt) / (expiresAt - issuedAt)) * 100
  return Math.round(Math.min(100, Math.max(0, part)) * 100) / 100
}

/** A bar is painted no oftener than this, all bars at once. */
const STEPS_MS = [60_000, 30_000, 15_000, 5_000]
/** Fewer steps than this in a life would be seen as jumps. */
const LEAST_STEPS = 200

/** What has passed now, in steps that an eye hardly sees; a machine that paints what cannot be seen does not rest. */
export function passedShare(
  now: number,
  { issuedAt, expiresAt }: Pick<LifeGeometry, 'issuedAt' | 'expiresAt'>,
): number {
  const step = STEPS_MS.find((ms) => ms * LEAST_STEPS <= expiresAt - issuedAt) ?? 1
  // The end itself is no step.
  return share(now >= expiresAt ? now : Math.floor(now / step) * step, issuedAt, expiresAt)
}

function toneOf({ state }: Lived): LifeTone {
  if (state === 'needs-person' || state === 'expired') return 'red'
  if (state === 'expiring' || state === 'unsaved') return 'amber'
  return state === 'paused' || state === 'unknown' ? 'grey' : 'leaf'
}
