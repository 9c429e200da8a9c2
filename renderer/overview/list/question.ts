import { STATES, type State } from '../../../shared/connections/states.ts'
import type { FaultCode } from '../../../shared/fault.ts'
import { isFaultCode } from '../../../shared/faults/fault-kind.ts'

/** What a person asks the list for. It stands in the address, so that it survives a visit elsewhere and a reload. */
export type Question = {
  readonly search: string
  /** None of them: all. */
  readonly states: readonly State[]
  readonly systems: readonly string[]
  readonly tags: readonly string[]
  /** Why they need a person (status/attention.ts). */
  readonly causes: readonly FaultCode[]
  readonly sort: Sort
  readonly down: boolean
  readonly group: Grouping
  readonly dense: boolean
}

export const SORTS = ['added', 'name', 'state', 'end', 'last'] as const
export type Sort = (typeof SORTS)[number]
export const GROUPINGS = ['none', 'state', 'system', 'tag'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** Of the part of an address behind its question mark; what cannot be read there asks for nothing. */
export function readQuestion(query: string): Question {
  const said = new URLSearchParams(query)
  const list = (name: string) => (said.get(name) ?? '').split(',').filter((each) => each !== '')
  return {
    search: (said.get('search') ?? '').slice(0, LONGEST_SEARCH),
    states: STATES.filter((state) => list('state').includes(state)),
    systems: list('system'),
    tags: list('tag'),
    causes: list('cause').filter(isFaultCode),
    sort: oneOf(SORTS, said.get('sort'), 'added'),
    down: said.get('order') === 'down',
    group: oneOf(GROUPINGS, said.get('group'), 'none'),
    dense: said.get('rows') === 'dense',
  }
}

export const LONGEST_SEARCH = 200

/** The same as a query; empty for what is asked by itself. `at` is the name of the connection that is being looked at. */
export function queryOf(question: Question, at: string | null = null): string {
  const { search, states, systems, tags, causes, sort, down, group, dense } = question
  const said = new URLSearchParams()
  if (search !== '') said.set('search', search)
  if (states.length > 0) said.set('state', states.join(','))
  if (systems.length > 0) said.set('system', systems.join(','))
  if (tags.length > 0) said.set('tag', tags.join(','))
  if (causes.length > 0) said.set('cause', causes.join(','))
  if (sort !== 'added') said.set('sort', sort)
  if (down) said.set('order', 'down')
  if (group !== 'none') said.set('group', group)
  if (dense) said.set('rows', 'dense')
  if (at !== null) said.set('at', at)
  return said.toString().replaceAll('%2C', ',')
}

export function narrows({ search, states, systems, tags, causes }: Question): boolean {
  return search.trim() !== '' || states.length + systems.length + tags.length + causes.length > 0
}

/** In the same order and groups, of all there are. */
export function widened(question: Question): Question {
  return { ...question, search: '', states: [], systems: [], tags: [], causes: [] }
}

/** A press on a column: sorted by it, then the other way round, then as they were added. */
export function sortedBy(question: Question, sort: Sort): Question {
  if (question.sort !== sort) return { ...question, sort, down: false }
  return question.down ? { ...question, sort: 'added', down: false } : { ...question, down: true }
}

/** With that one among them, or without it if it was. */
export function toggled<Value>(list: readonly Value[], value: Value): readonly Value[] {
  return list.includes(value) ? list.filter((each) => each !== value) : [...list, value]
}

function oneOf<Value extends string>(known: readonly Value[], value: string | null, usual: Value): Value {
  return known.find((each) => each === value) ?? usual
}
