import { useMemo } from 'react'
import { putQuery, queryNow, useQuery } from '../../routes/router.ts'
import { memoizeLast } from '../../state/memoize-last.ts'
import { hasFilters, type ListQuery, queryStringOf, readListQuery } from './list-query.ts'

/** Memoized since React calls it several times for each render. */
const normalizedQuery = memoizeLast((queryString: string) => queryStringOf(readListQuery(queryString)))

/** The same object after a visit elsewhere, so that its sorted list is still memoized (use-stable-order.ts). */
const memoizedQuery = memoizeLast(readListQuery)

/** The query in the address. */
export function useListQuery(): ListQuery {
  // The scroll position, also in the address, is no part of the query.
  return memoizedQuery(useQuery(normalizedQuery))
}

/** Writes the query into the address. */
export function setListQuery(next: ListQuery): void {
  putQuery(queryStringOf(next))
}

const memoizedHasFilters = memoizeLast((queryString: string) => String(hasFilters(readListQuery(queryString))))

/** Renders only when this changes, not for each letter of a search. */
export function useHasFilters(): boolean {
  return useQuery(memoizedHasFilters) === 'true'
}

/** The same object while only the search changes; the current search is read by `currentListQuery`. */
export function useQueryWithoutSearch(query: ListQuery): ListQuery {
  const key = queryStringOf({ ...query, search: '' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the letters are left out of what it depends on
  return useMemo(() => query, [key])
}

/** The query right now, without subscribing. */
export function currentListQuery(): ListQuery {
  return readListQuery(queryNow())
}

/** The name of the first visible connection; null at the top of the list. */
export function savedPlaceInList(): string | null {
  return new URLSearchParams(queryNow()).get('at')
}

export function savePlaceInList(name: string | null): void {
  putQuery(queryStringOf(currentListQuery(), name))
}
