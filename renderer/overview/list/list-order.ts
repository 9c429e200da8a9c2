import { type State, URGENCY } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { causeOf } from '../../status/attention.ts'
import type { Grouping, ListQuery, Sort } from './list-query.ts'
import { endOf, lastOf, searchedText, sortedName } from './row-facts.ts'

/** Which connections the list shows, and in which order: pure, and quick enough for ten thousand of them. */

/** Indexes in `views` that match, in the order of the query. */
export function matchingPlaces(views: readonly ConnectionView[], query: ListQuery): readonly number[] {
  const words = wordsOf(query)
  const places: number[] = []
  views.forEach((view, place) => {
    if (matches(view, query, words)) places.push(place)
  })
  const compare = comparePlaces(views, query)
  return compare === null ? places : places.sort(compare)
}

/**
 * Whether `matchingPlaces` would give the same places again, without sorting: this runs whenever one of thousands changes.
 * `ordered` false: the order is ignored.
 */
export function isStillInOrder(
  views: readonly ConnectionView[],
  query: ListQuery,
  places: readonly number[],
  ordered: boolean,
): boolean {
  const words = wordsOf(query)
  let found = 0
  for (const view of views) if (matches(view, query, words)) found += 1
  if (found !== places.length) return false
  if (!ordered) return true
  const compare = comparePlaces(views, query) ?? ((one, other) => one - other)
  return places.every((place, index) => {
    const view = views[place]
    const before = places[index - 1]
    const isInOrder = before === undefined || compare(before, place) < 0
    return isInOrder && view !== undefined && matches(view, query, words)
  })
}

function wordsOf({ search }: ListQuery): readonly string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean)
}

/** Null where no sorting is needed; never 0 for two places. */
function comparePlaces(
  views: readonly ConnectionView[],
  { sort, down }: ListQuery,
): ((one: number, other: number) => number) | null {
  const compare = COMPARE[sort]
  const sign = down ? -1 : 1
  if (compare === null) return down ? (one, other) => other - one : null
  return (one, other) => {
    const [here, there] = [views[one], views[other]]
    if (here === undefined || there === undefined) return 0
    return sign * compare(here, there) || one - other
  }
}

function matches(
  view: ConnectionView,
  { states, systems, tags, causes }: ListQuery,
  words: readonly string[],
): boolean {
  if (states.length > 0 && !states.includes(view.state)) return false
  if (systems.length > 0 && !systems.includes(view.system)) return false
  if (tags.length > 0 && !view.tags.some((tag) => tags.includes(tag))) return false
  if (causes.length > 0 && !causes.some((cause) => cause === causeOf(view))) return false
  if (words.length === 0) return true
  const text = searchedText(view)
  return words.every((word) => text.includes(word))
}

type Compare = (one: ConnectionView, other: ConnectionView) => number

const NATURAL = new Intl.Collator('en', { numeric: true })

/** Works for two infinities, whose difference is NaN. */
function compareValues<Value extends number | string>(one: Value, other: Value): number {
  return one === other ? 0 : one < other ? -1 : 1
}

const COMPARE: Readonly<Record<Sort, Compare | null>> = {
  added: null,
  name: (one, other) => compareValues(sortedName(one), sortedName(other)),
  state: ({ state: one }, { state: other }) => URGENCY[one] - URGENCY[other],
  end: (one, other) => compareValues(endOf(one), endOf(other)),
  // The newest first.
  last: (one, other) => compareValues(lastOf(other), lastOf(one)),
}

export type Item =
  /** `group`: the key of its group. */
  | { readonly kind: 'row'; readonly place: number; readonly group: string }
  | { readonly kind: 'group'; readonly key: string; readonly count: number }

/** Rows with a heading before each group. A connection with several tags stands under each; those without tags come last. */
export function groupRows(views: readonly ConnectionView[], places: readonly number[], by: Grouping): readonly Item[] {
  if (by === 'none') return places.map((place) => ({ kind: 'row', place, group: '' }))
  const groups = new Map<string, number[]>()
  for (const place of places) {
    const view = views[place]
    if (view === undefined) continue
    for (const key of keysOf(view, by)) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [place])
      else group.push(place)
    }
  }
  return [...groups]
    .sort(([one], [other]) => groupRank(one, by) - groupRank(other, by) || NATURAL.compare(one, other))
    .flatMap(([key, group]): Item[] => [
      { kind: 'group', key, count: group.length },
      ...group.map((place) => ({ kind: 'row' as const, place, group: key })),
    ])
}

function keysOf({ state, system, tags }: ConnectionView, by: Grouping): readonly string[] {
  if (by === 'state') return [state]
  if (by === 'system') return [system]
  return tags.length === 0 ? [''] : tags
}

function groupRank(key: string, by: Grouping): number {
  if (by === 'state') return URGENCY[key as State]
  return key === '' ? 1 : 0
}

export type Counts = {
  readonly states: ReadonlyMap<State, number>
  readonly systems: ReadonlyMap<string, number>
  readonly tags: ReadonlyMap<string, number>
}

/** How many connections have each state, system and tag. */
export function countsOf(views: readonly ConnectionView[]): Counts {
  const states = new Map<State, number>()
  const systems = new Map<string, number>()
  const tags = new Map<string, number>()
  const add = <Key>(to: Map<Key, number>, key: Key) => to.set(key, (to.get(key) ?? 0) + 1)
  for (const view of views) {
    add(states, view.state)
    add(systems, view.system)
    for (const tag of view.tags) add(tags, tag)
  }
  return { states, systems, tags }
}

/** Compares the counts, not their order. */
export function sameCounts(one: Counts, other: Counts): boolean {
  return sameMap(one.states, other.states) && sameMap(one.systems, other.systems) && sameMap(one.tags, other.tags)
}

function sameMap(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean {
  return one.size === other.size && [...one].every(([key, count]) => other.get(key) === count)
}

/** Both hold the same connections in the same places, by id. */
export function sameMembers(one: readonly ConnectionView[], other: readonly ConnectionView[]): boolean {
  if (one === other) return true
  return one.length === other.length && one.every(({ id }, place) => id === other[place]?.id)
}
