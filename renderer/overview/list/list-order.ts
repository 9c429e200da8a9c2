import { type State, URGENCY } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { causeOf } from '../../status/attention.ts'
import type { Grouping, Question, Sort } from './question.ts'
import { endOf, lastOf, searchedText, sortedName } from './row-facts.ts'

/** Which connections the list shows, and in which order: pure, and quick enough for ten thousand of them. */

/** Places in `views`, in the order of the question. */
export function answer(views: readonly ConnectionView[], question: Question): readonly number[] {
  const words = wordsOf(question)
  const places: number[] = []
  views.forEach((view, place) => {
    if (matches(view, question, words)) places.push(place)
  })
  const compare = comparePlaces(views, question)
  return compare === null ? places : places.sort(compare)
}

/**
 * True where the answer would be those same places once more, without putting all of them in order: this is asked whenever one of
 * thousands has changed. `ordered` false: in whichever order.
 */
export function stillAnswers(
  views: readonly ConnectionView[],
  question: Question,
  places: readonly number[],
  ordered: boolean,
): boolean {
  const words = wordsOf(question)
  let found = 0
  for (const view of views) if (matches(view, question, words)) found += 1
  if (found !== places.length) return false
  if (!ordered) return true
  const compare = comparePlaces(views, question) ?? ((one, other) => one - other)
  return places.every((place, index) => {
    const view = views[place]
    const before = places[index - 1]
    const stands = before === undefined || compare(before, place) < 0
    return stands && view !== undefined && matches(view, question, words)
  })
}

function wordsOf({ search }: Question): readonly string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean)
}

/** Null where they stand as they are; no two are ever equal. */
function comparePlaces(
  views: readonly ConnectionView[],
  { sort, down }: Question,
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

function matches(view: ConnectionView, { states, systems, tags, causes }: Question, words: readonly string[]): boolean {
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

/** Which stands before; also of two endless numbers. */
function gap<Value extends number | string>(one: Value, other: Value): number {
  return one === other ? 0 : one < other ? -1 : 1
}

const COMPARE: Readonly<Record<Sort, Compare | null>> = {
  added: null,
  name: (one, other) => gap(sortedName(one), sortedName(other)),
  state: ({ state: one }, { state: other }) => URGENCY[one] - URGENCY[other],
  end: (one, other) => gap(endOf(one), endOf(other)),
  // The newest first.
  last: (one, other) => gap(lastOf(other), lastOf(one)),
}

export type Item =
  /** `group`: the key of the one that it stands in. */
  | { readonly kind: 'row'; readonly place: number; readonly group: string }
  | { readonly kind: 'group'; readonly key: string; readonly count: number }

/** The rows with a heading before each group. One with several tags stands under each of them; one without, at the end. */
export function grouped(views: readonly ConnectionView[], places: readonly number[], by: Grouping): readonly Item[] {
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

/** What there is to choose from, with how many of each. */
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

/** Each is there as often in both; which came first is no matter where they are ordered by their own rank. */
export function sameCounts(one: Counts, other: Counts): boolean {
  return sameMap(one.states, other.states) && sameMap(one.systems, other.systems) && sameMap(one.tags, other.tags)
}

function sameMap(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean {
  return one.size === other.size && [...one].every(([key, count]) => other.get(key) === count)
}

/** True where both hold the same connections in the same places, whatever has become of them. */
export function sameMembers(one: readonly ConnectionView[], other: readonly ConnectionView[]): boolean {
  if (one === other) return true
  return one.length === other.length && one.every(({ id }, place) => id === other[place]?.id)
}
