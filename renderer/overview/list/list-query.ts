import { STATES, type State } from '../../../shared/connections/states.ts'
import type { FaultCode } from '../../../shared/fault.ts'
import { isFaultCode } from '../../../shared/faults/fault-kind.ts'

/** Search, filters, sorting and grouping of the list. Kept in the address, so that they survive a reload. */
export type ListQuery = {
  readonly search: string
  /** Empty: all. */
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

/** Reads the part of an address behind its question mark; unknown values are ignored. */
export function readListQuery(queryString: string): ListQuery {
  const params = new URLSearchParams(queryString)
  const list = (name: string) => (params.get(name) ?? '').split(',').filter((each) => each !== '')
  return {
    search: (params.get('search') ?? '').slice(0, LONGEST_SEARCH),
    states: STATES.filter((state) => list('state').includes(state)),
    systems: list('system'),
    tags: list('tag'),
    causes: list('cause').filter(isFaultCode),
    sort: oneOf(SORTS, params.get('sort'), 'added'),
    down: params.get('order') === 'down',
    group: oneOf(GROUPINGS, params.get('group'), 'none'),
    dense: params.get('rows') === 'dense',
  }
}

export const LONGEST_SEARCH = 200

/** The reverse; defaults are left out. `at` is the name of the first visible connection. */
export function queryStringOf(query: ListQuery, at: string | null = null): string {
  const { search, states, systems, tags, causes, sort, down, group, dense } = query
  const params = new URLSearchParams()
  if (search !== '') params.set('search', search)
  if (states.length > 0) params.set('state', states.join(','))
  if (systems.length > 0) params.set('system', systems.join(','))
  if (tags.length > 0) params.set('tag', tags.join(','))
  if (causes.length > 0) params.set('cause', causes.join(','))
  if (sort !== 'added') params.set('sort', sort)
  if (down) params.set('order', 'down')
  if (group !== 'none') params.set('group', group)
  if (dense) params.set('rows', 'dense')
  if (at !== null) params.set('at', at)
  return params.toString().replaceAll('%2C', ',')
}

export function hasFilters({ search, states, systems, tags, causes }: ListQuery): boolean {
  return search.trim() !== '' || states.length + systems.length + tags.length + causes.length > 0
}

/** Keeps sorting and grouping. */
export function withoutFilters(query: ListQuery): ListQuery {
  return { ...query, search: '', states: [], systems: [], tags: [], causes: [] }
}

/** Repeated clicks on a column: ascending, descending, unsorted. */
export function withSort(query: ListQuery, sort: Sort): ListQuery {
  if (query.sort !== sort) return { ...query, sort, down: false }
  return query.down ? { ...query, sort: 'added', down: false } : { ...query, down: true }
}

/** Adds the value, or removes it if it is there. */
export function withToggledValue<Value>(list: readonly Value[], value: Value): readonly Value[] {
  return list.includes(value) ? list.filter((each) => each !== value) : [...list, value]
}

function oneOf<Value extends string>(known: readonly Value[], value: string | null, usual: Value): Value {
  return known.find((each) => each === value) ?? usual
}
