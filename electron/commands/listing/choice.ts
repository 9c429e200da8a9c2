import { URGENCY } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'

export const SORTS = ['name', 'state', 'end', 'system', 'renewed'] as const
export type Sort = (typeof SORTS)[number]

/** Which connections are asked for, and in which order. What is left out does not narrow anything. */
export type Choice = {
  readonly state?: readonly string[]
  readonly system?: readonly string[]
  readonly tag?: readonly string[]
  readonly sort?: Sort
}

function isChosen({ state, system, tag }: Choice, view: ConnectionView): boolean {
  if (state !== undefined && !state.includes(view.state)) return false
  if (system !== undefined && !system.includes(view.system)) return false
  return tag === undefined || view.tags.some((each) => tag.includes(each))
}

/** Those that are asked for, in the order that they have in the window unless another is wanted; equal ones by name. */
export function chosenViews(choice: Choice, views: readonly ConnectionView[]): readonly ConnectionView[] {
  const { sort } = choice
  const byName = (one: ConnectionView, other: ConnectionView): number => one.name.localeCompare(other.name)
  const chosen = views.filter((view) => isChosen(choice, view))
  if (sort === undefined) return chosen
  return chosen.sort((one, other) => ORDER[sort](one, other) || byName(one, other))
}

const ORDER: Readonly<Record<Sort, (one: ConnectionView, other: ConnectionView) => number>> = {
  name: () => 0,
  state: (one, other) => URGENCY[one.state] - URGENCY[other.state],
  end: (one, other) => moment(one.expiresAt) - moment(other.expiresAt) || 0,
  system: (one, other) => one.system.localeCompare(other.system),
  renewed: (one, other) => earliest(other.lastRefresh?.at) - earliest(one.lastRefresh?.at) || 0,
}

/** What has no end stands behind what has one. */
function moment(iso: string | null): number {
  return iso === null ? Number.MAX_SAFE_INTEGER : Date.parse(iso)
}

function earliest(iso: string | undefined): number {
  return iso === undefined ? 0 : Date.parse(iso)
}
