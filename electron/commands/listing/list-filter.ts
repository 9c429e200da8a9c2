import { URGENCY } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'

export const SORTS = ['name', 'state', 'end', 'system', 'renewed'] as const
export type Sort = (typeof SORTS)[number]

/** Which connections to list, and in which order. A field that is left out filters nothing. */
export type ListFilter = {
  readonly state?: readonly string[]
  readonly system?: readonly string[]
  readonly tag?: readonly string[]
  readonly sort?: Sort
}

function matchesFilter({ state, system, tag }: ListFilter, view: ConnectionView): boolean {
  if (state !== undefined && !state.includes(view.state)) return false
  if (system !== undefined && !system.includes(view.system)) return false
  return tag === undefined || view.tags.some((each) => tag.includes(each))
}

/** The matching ones, in the window's order unless `sort` is given; equal ones by name. */
export function filteredViews(filter: ListFilter, views: readonly ConnectionView[]): readonly ConnectionView[] {
  const { sort } = filter
  const byName = (one: ConnectionView, other: ConnectionView): number => one.name.localeCompare(other.name)
  const matching = views.filter((view) => matchesFilter(filter, view))
  if (sort === undefined) return matching
  return matching.sort((one, other) => ORDER[sort](one, other) || byName(one, other))
}

const ORDER: Readonly<Record<Sort, (one: ConnectionView, other: ConnectionView) => number>> = {
  name: () => 0,
  state: (one, other) => URGENCY[one.state] - URGENCY[other.state],
  end: (one, other) => endOrNever(one.expiresAt) - endOrNever(other.expiresAt) || 0,
  system: (one, other) => one.system.localeCompare(other.system),
  renewed: (one, other) => timeOrZero(other.lastRefresh?.at) - timeOrZero(one.lastRefresh?.at) || 0,
}

/** Views without an end sort last. */
function endOrNever(iso: string | null): number {
  return iso === null ? Number.MAX_SAFE_INTEGER : Date.parse(iso)
}

function timeOrZero(iso: string | undefined): number {
  return iso === undefined ? 0 : Date.parse(iso)
}
