import { VisuallyHidden } from '@mantine/core'
import { memo } from 'react'
import { usePage } from '../../state/page-context.ts'
import styles from './list.module.css'
import { type ListQuery, type Sort, withSort } from './list-query.ts'
import { useIsNarrow } from './use-is-narrow.ts'
import { currentListQuery, setListQuery } from './use-list-query.ts'

type Props = {
  /** Null where there is nothing to sort. */
  readonly query: ListQuery | null
  /** Whether all are selected; null where none can be. */
  readonly selected: 'all' | 'some' | 'none' | null
  readonly toggleAll?: () => void
}

/** Column names; each sorts its column where there is something to sort. */
export const ListHead = memo(function ListHead({ query, selected, toggleAll }: Props) {
  const { overview, list } = usePage().words
  const tabIndex = useTabIndex()
  return (
    <thead className={styles.head}>
      <tr aria-rowindex={1}>
        {selected === null ? null : (
          <th className={styles.mark}>
            <input
              type="checkbox"
              aria-label={list.selectAll}
              tabIndex={tabIndex}
              checked={selected === 'all'}
              ref={(box) => {
                if (box !== null) box.indeterminate = selected === 'some'
              }}
              onChange={toggleAll}
            />
          </th>
        )}
        <Column name={styles.name} word={overview.columnConnection} sort="name" query={query} />
        <Column name={styles.state} word={overview.columnState} sort="state" query={query} />
        <Column name={undefined} word={overview.columnLife} sort="end" query={query} />
        <Column name={styles.last} word={overview.columnLast} sort="last" query={query} />
        <th className={styles.menu}>
          <VisuallyHidden>{overview.columnActions}</VisuallyHidden>
        </th>
      </tr>
    </thead>
  )
})

function Column({
  name,
  word,
  sort,
  query,
}: {
  name: string | undefined
  word: string
  sort: Sort
  query: ListQuery | null
}) {
  const tabIndex = useTabIndex()
  if (query === null) return <th className={name}>{word}</th>
  const isOn = query.sort === sort
  return (
    <th className={name} aria-sort={isOn ? (query.down ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        tabIndex={tabIndex}
        className={styles.sort}
        onClick={() => setListQuery(withSort(currentListQuery(), sort))}
      >
        {word}
        <span aria-hidden="true">{isOn ? (query.down ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  )
}

/** In the narrow layout the head is invisible and must not take the focus; the tools and a key do the same. */
function useTabIndex(): 0 | -1 {
  return useIsNarrow() ? -1 : 0
}
