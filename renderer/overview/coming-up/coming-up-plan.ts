import type { ConnectionView } from '../../../shared/connections/view.ts'
import { momentsOf } from '../../life/moments-of.ts'

/** What will happen to the connections within some time from now. */
export type Coming = {
  readonly name: string
  readonly kind: 'renewal' | 'end' | 'refresh-end' | 'fail'
  readonly at: number
  /** True for what follows only if the next renewal goes as the present one did. */
  readonly expected: boolean
}

/** Renewals that come so often that dots would run into each other are said as a recurrence. */
export type Recurrence = { readonly name: string; readonly everyMs: number; readonly from: number }

export type ComingUp = { readonly events: readonly Coming[]; readonly recurrences: readonly Recurrence[] }

/** Both bring the same at the same moments. */
export function sameComing(one: ComingUp, other: ComingUp): boolean {
  return sameParts(one.events, other.events) && sameParts(one.recurrences, other.recurrences)
}

/** Plain values, and the first that differs ends it: they may be thousands. */
function sameParts<Part extends object>(ones: readonly Part[], others: readonly Part[]): boolean {
  return (
    ones.length === others.length &&
    ones.every((one, at) => Object.entries(one).every(([key, value]) => Reflect.get(others[at] ?? {}, key) === value))
  )
}

const DOTS_MOST = 24
/** Of more connections than these each one's next renewal is told, and not what may follow it. */
const FEW = 60

/** At most the soonest `most` ends and the soonest `most` renewals, where each connection has one renewal at most. */
export function comingUp(
  views: readonly ConnectionView[],
  now: number,
  rangeMs: number,
  most = Number.POSITIVE_INFINITY,
): ComingUp {
  const goesOn = views.length <= FEW
  const awake = views.filter(({ state }) => state !== 'paused')
  const ends = createSoonest(now + rangeMs, most)
  const soonest = createSoonest(now + rangeMs, goesOn ? Number.POSITIVE_INFINITY : most)
  const recurrences: Recurrence[] = []
  for (const view of awake) {
    const renewals = renewalsOf(view, now, soonest.until(), goesOn)
    for (const event of renewals.events) soonest.add(event)
    if (renewals.recurrence !== null) recurrences.push(renewals.recurrence)
  }
  for (const view of awake) for (const event of endsOf(view, now, ends.until())) ends.add(event)
  return { events: [...ends.all(), ...soonest.all()].sort(byTime), recurrences }
}

/** To find a few among thousands takes no sorting of all; and once there are enough, none that comes later need be made. */
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

const NOTHING: { readonly events: readonly Coming[]; readonly recurrence: null } = { events: [], recurrence: null }

function renewalsOf(
  view: ConnectionView,
  now: number,
  until: number,
  goesOn: boolean,
): { readonly events: readonly Coming[]; readonly recurrence: Recurrence | null } {
  const { issuedAt: issued, refreshAt: next } = momentsOf(view)
  if (next === null || view.state === 'needs-person' || next > until) return NOTHING
  const first = Math.max(next, now)
  const soonest: Coming = { name: view.name, kind: 'renewal', at: first, expected: false }
  // After a failure the next try is no measure for what comes later.
  const every = issued === null || view.fault !== null || !goesOn ? 0 : next - issued
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
  const fails = state === 'needs-person'
  // A server that hands out a new refresh token with each renewal moves that end along.
  const stays = renewable && view.lastRefresh?.rotated !== true
  if (renewable && !fails && !stays) return NOTHING.events
  const { expiresAt: end, refreshExpiresAt: session } = momentsOf(view)
  if ((end === null || (renewable && !fails)) && (session === null || !stays)) return NOTHING.events
  const found: Coming[] = []
  if (end !== null && fails) found.push({ name, kind: 'fail', at: end, expected: false })
  else if (end !== null && !renewable) found.push({ name, kind: 'end', at: end, expected: false })
  if (session !== null && stays) found.push({ name, kind: 'refresh-end', at: session, expected: false })
  return found.filter(({ at }) => at > now && at <= until)
}
