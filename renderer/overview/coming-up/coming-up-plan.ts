import type { ConnectionView } from '../../../shared/connections/view.ts'
import { momentsOf } from '../../life/moments-of.ts'

/** Something that will happen to a connection. */
export type Coming = {
  readonly name: string
  readonly kind: 'renewal' | 'end' | 'refresh-end' | 'fail'
  readonly at: number
  /** True for later renewals, which assume that the next token lives as long as this one. */
  readonly expected: boolean
}

/** Stands for renewals so frequent that their dots would overlap. */
export type Recurrence = { readonly name: string; readonly everyMs: number; readonly from: number }

export type ComingUp = { readonly events: readonly Coming[]; readonly recurrences: readonly Recurrence[] }

/** Both hold the same events at the same times. */
export function isSamePlan(one: ComingUp, other: ComingUp): boolean {
  return sameParts(one.events, other.events) && sameParts(one.recurrences, other.recurrences)
}

/** Compares plain values and stops at the first difference, since there may be thousands. */
function sameParts<Part extends object>(ones: readonly Part[], others: readonly Part[]): boolean {
  return (
    ones.length === others.length &&
    ones.every((one, at) => Object.entries(one).every(([key, value]) => Reflect.get(others[at] ?? {}, key) === value))
  )
}

const DOTS_MOST = 24
/** With more connections only the next renewal of each is listed. */
const MAX_WITH_LATER_RENEWALS = 60

/** Events until `rangeMs` from now: at most the soonest `most` ends and, of many connections, the soonest `most` renewals. */
export function comingUp(
  views: readonly ConnectionView[],
  now: number,
  rangeMs: number,
  most = Number.POSITIVE_INFINITY,
): ComingUp {
  const withLaterRenewals = views.length <= MAX_WITH_LATER_RENEWALS
  const unpaused = views.filter(({ state }) => state !== 'paused')
  const ends = createSoonest(now + rangeMs, most)
  const soonest = createSoonest(now + rangeMs, withLaterRenewals ? Number.POSITIVE_INFINITY : most)
  const recurrences: Recurrence[] = []
  for (const view of unpaused) {
    const renewals = renewalsOf(view, now, soonest.until(), withLaterRenewals)
    for (const event of renewals.events) soonest.add(event)
    if (renewals.recurrence !== null) recurrences.push(renewals.recurrence)
  }
  for (const view of unpaused) for (const event of endsOf(view, now, ends.until())) ends.add(event)
  return { events: [...ends.all(), ...soonest.all()].sort(byTime), recurrences }
}

/** Finds the soonest `most` without sorting all: `until` says from when on an event need not even be made. */
function createSoonest(end: number, most: number) {
  const events: Coming[] = []
  let until = end
  return {
    until: () => until,
    add(event: Coming): void {
      events.push(event)
      if (events.length < most) return
      events.sort(byTime)
      events.length = most
      until = events[most - 1]?.at ?? until
    },
    all: (): readonly Coming[] => events,
  }
}

function byTime(one: Coming, other: Coming): number {
  return one.at - other.at
}

const NO_RENEWALS: { readonly events: readonly Coming[]; readonly recurrence: null } = { events: [], recurrence: null }

function renewalsOf(
  view: ConnectionView,
  now: number,
  until: number,
  withLaterRenewals: boolean,
): { readonly events: readonly Coming[]; readonly recurrence: Recurrence | null } {
  const { issuedAt: issued, refreshAt: next } = momentsOf(view)
  if (next === null || view.state === 'needs-person' || next > until) return NO_RENEWALS
  const first = Math.max(next, now)
  const soonest: Coming = { name: view.name, kind: 'renewal', at: first, expected: false }
  // After a failure the time to the next try says nothing about later renewals.
  const every = issued === null || view.fault !== null || !withLaterRenewals ? 0 : next - issued
  if (every <= 0) return { events: [soonest], recurrence: null }
  const more = Math.floor((until - first) / every)
  if (more > DOTS_MOST) return { events: [soonest], recurrence: { name: view.name, everyMs: every, from: first } }
  const later = Array.from({ length: more }, (_none, index) => ({
    ...soonest,
    at: first + (index + 1) * every,
    expected: true,
  }))
  return { events: [soonest, ...later], recurrence: null }
}

function endsOf(view: ConnectionView, now: number, until: number): readonly Coming[] {
  const { name, state, renewable } = view
  const needsPerson = state === 'needs-person'
  // With rotation the refresh token's end moves with each renewal.
  const hasFixedSessionEnd = renewable && view.lastRefresh?.rotated !== true
  if (renewable && !needsPerson && !hasFixedSessionEnd) return NO_RENEWALS.events
  const { expiresAt: end, refreshExpiresAt: session } = momentsOf(view)
  if ((end === null || (renewable && !needsPerson)) && (session === null || !hasFixedSessionEnd))
    return NO_RENEWALS.events
  const found: Coming[] = []
  if (end !== null && needsPerson) found.push({ name, kind: 'fail', at: end, expected: false })
  else if (end !== null && !renewable) found.push({ name, kind: 'end', at: end, expected: false })
  if (session !== null && hasFixedSessionEnd) found.push({ name, kind: 'refresh-end', at: session, expected: false })
  return found.filter(({ at }) => at > now && at <= until)
}
