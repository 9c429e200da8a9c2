import { useCallback, useMemo, useRef, useState } from 'react'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { memoizeLast } from '../../state/memoize-last.ts'
import { groupRows, type Item, isStillInOrder, matchingPlaces, sameMembers } from './list-order.ts'
import type { Grouping, ListQuery } from './list-query.ts'

type StableOrder = {
  readonly query: ListQuery
  readonly views: readonly ConnectionView[]
  readonly items: readonly Item[]
}

const NO_ITEMS: readonly Item[] = []

const memoizedItems = memoizeLast((views: readonly ConnectionView[], query: ListQuery) =>
  groupRows(views, matchingPlaces(views, query), query.group),
)
const memoizedPlaces = memoizeLast(placesIn)

export type StableList = {
  readonly items: readonly Item[]
  /** The connections as they were then: the items are places among these. */
  readonly members: readonly ConnectionView[]
  /** How many connections the query finds. */
  readonly found: number
  /** Sorting anew would give another order. */
  readonly isStale: boolean
  renew(): void
}

/** Keeps the order while connections change, so that no row jumps. Sorts anew on another query, on adding or removing, and by `renew`. */
export function useStableOrder(views: readonly ConnectionView[], query: ListQuery): StableList {
  const order = useRef<StableOrder | null>(null)
  const [, forceRender] = useState(0)
  const last = order.current
  const isCurrent = last !== null && last.query === query && sameMembers(last.views, views)
  if (!isCurrent) order.current = { query, views, items: memoizedItems(views, query) }
  const { items, views: members } = order.current ?? { items: NO_ITEMS, views }
  const { group } = query
  const shown = memoizedPlaces(items, group)
  const isStale = useMemo(
    () => members !== views && !isStillInOrder(views, query, shown, group === 'none'),
    [members, views, query, shown, group],
  )
  const renew = useCallback(() => {
    order.current = null
    forceRender((times) => times + 1)
  }, [])
  return { items, members, found: shown.length, isStale, renew }
}

/** Each place once: a connection with several tags stands in several groups. */
function placesIn(items: readonly Item[], group: Grouping): readonly number[] {
  const places: number[] = []
  for (const item of items) if (item.kind === 'row') places.push(item.place)
  return group === 'tag' ? [...new Set(places)] : places
}
