import { useCallback, useMemo } from 'react'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { memoizeLast } from '../../state/memoize-last.ts'
import { SelectionBar } from '../together/selection-bar.tsx'
import { ConnectionList } from './connection-list.tsx'
import { countsOf, sameCounts } from './list-order.ts'
import { ListTools } from './list-tools.tsx'
import { EMPTY_SELECTION, type Select, type Selection } from './selection.ts'
import { useListQuery, useQueryWithoutSearch } from './use-list-query.ts'
import { useStableOrder } from './use-stable-order.ts'

type Props = {
  readonly views: readonly ConnectionView[]
  /** A short list has no tools and no selection. */
  readonly isMany: boolean
  readonly selection: Selection
  readonly select: Select
}

const memoizedCounts = memoizeLast(countsOf, sameCounts)

/** Tools, list and selection bar: typing in the search renders this and nothing else of the overview. */
export function FoundList({ views, isMany, selection, select }: Props) {
  const query = useListQuery()
  const withoutSearch = useQueryWithoutSearch(query)
  const { members, items, found, isStale, renew } = useStableOrder(views, query)
  const clear = useCallback(() => select(() => EMPTY_SELECTION), [select])
  return (
    <>
      {isMany ? (
        <ListTools
          query={query}
          withoutSearch={withoutSearch}
          counts={memoizedCounts(views)}
          count={views.length}
          found={found}
          renew={isStale ? renew : null}
        />
      ) : null}
      <ConnectionList
        members={members}
        items={items}
        query={withoutSearch}
        selection={isMany ? selection : null}
        select={select}
      />
      <SelectionBar chosen={useSelectedViews(views, selection)} clear={clear} />
    </>
  )
}

const NO_VIEWS: readonly ConnectionView[] = []

/** The selected connections, current, in the keeper's order. */
function useSelectedViews(views: readonly ConnectionView[], selection: Selection): readonly ConnectionView[] {
  return useMemo(() => {
    const { ids } = selection
    return ids.size === 0 ? NO_VIEWS : views.filter(({ id }) => ids.has(id))
  }, [views, selection])
}
