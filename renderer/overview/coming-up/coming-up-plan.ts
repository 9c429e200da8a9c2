import type { ConnectionView } from '../../../shared/connections/view.ts'
import { momentOf } from '../../life/life-geometry.ts'

/** What will happen to the connections within some time from now. */
export type Coming = {
  readonly name: string
  readonly kind: 'renewal' | 'end' | 'refresh-end' | 'fail'
  readonly at: number
  /** True for what follows only if the next renewal goes as the present one did. */
  readonly expected: boolean
}

/** Renewals that come so often that dots would run into each other are said as a rhythm. */
export type Rhythm = { readonly name: string; readonly everyMs: number; readonly from: number }

export type ComingUp = { readonly events: readonly Coming[]; readonly rhythms: readonly Rhythm[] }

const DOTS_MOST = 24

export function comingUp(views: readonly ConnectionView[], now: number, rangeMs: number): ComingUp {
  const until = now + rangeMs
  const awake = views.filter(({ state }) => state !== 'paused')
  const renewals = awake.map((view) => renewalsOf(view, now, until))
  const events = [...renewals.flatMap(({ events: own }) => own), ...awake.flatMap((view) => endsOf(view, now, until))]
  return {
    events: events.sort((one, other) => one.at - other.at),
    rhythms: renewals.flatMap(({ rhythm }) => rhythm ?? []),
  }
}

function renewalsOf(view: ConnectionView, now: number, until: number): { events: Coming[]; rhythm: Rhythm | null } {
  const issued = momentOf(view.issuedAt)
  const next = momentOf(view.refreshAt)
  if (next === null || view.state === 'needs-person' || next > until) return { events: [], rhythm: null }
  const first = Math.max(next, now)
  const soonest: Coming = { name: view.name, kind: 'renewal', at: first, expected: false }
  // After a failure the next try is no measure for what comes later.
  const every = issued === null || view.fault !== null ? 0 : next - issued
  if (every <= 0) return { events: [soonest], rhythm: null }
  const more = Math.floor((until - first) / every)
  if (more > DOTS_MOST) return { events: [soonest], rhythm: { name: view.name, everyMs: every, from: first } }
  const later = Array.from({ length: more }, (_none, index) => ({
    ...soonest,
    at: first + (index + 1) * every,
    expected: true,
  }))
  return { events: [soonest, ...later], rhythm: null }
}

function endsOf(view: ConnectionView, now: number, until: number): Coming[] {
  const { name, state, renewable } = view
  const found: Coming[] = []
  const end = momentOf(view.expiresAt)
  if (end !== null && state === 'needs-person') found.push({ name, kind: 'fail', at: end, expected: false })
  else if (end !== null && !renewable) found.push({ name, kind: 'end', at: end, expected: false })
  const session = momentOf(view.refreshExpiresAt)
  // A server that hands out a new refresh token with each renewal moves that end along.
  const moves = view.lastRefresh?.rotated === true
  if (session !== null && renewable && !moves) found.push({ name, kind: 'refresh-end', at: session, expected: false })
  return found.filter(({ at }) => at > now && at <= until)
}
