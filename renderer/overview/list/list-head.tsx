import { VisuallyHidden } from '@mantine/core'
import { usePage } from '../../state/page-context.ts'
import styles from './list.module.css'
import { type Question, type Sort, sortedBy } from './question.ts'
import { useNarrow } from './use-narrow.ts'

export type Sorting = { readonly question: Question; readonly ask: (next: Question) => void }
export type Selecting = { readonly all: boolean; readonly some: boolean; readonly toggle: () => void }

/** The columns' names; where there is something to sort, each sorts by what it shows. */
export function ListHead({ sorting, selecting }: { sorting: Sorting | null; selecting: Selecting | null }) {
  const { overview, list } = usePage().words
  const tabIndex = useTabIndex()
  return (
    <thead className={styles.head}>
      <tr aria-rowindex={1}>
        {selecting === null ? null : (
          <th className={styles.mark}>
            <input
              type="checkbox"
              aria-label={list.selectAll}
              tabIndex={tabIndex}
              checked={selecting.all}
              ref={(box) => {
                if (box !== null) box.indeterminate = selecting.some && !selecting.all
              }}
              onChange={selecting.toggle}
            />
          </th>
        )}
        <Column name={styles.name} word={overview.columnConnection} sort="name" sorting={sorting} />
        <Column name={styles.state} word={overview.columnState} sort="state" sorting={sorting} />
        <Column name={undefined} word={overview.columnLife} sort="end" sorting={sorting} />
        <Column name={styles.last} word={overview.columnLast} sort="last" sorting={sorting} />
        <th className={styles.menu}>
          <VisuallyHidden>{overview.columnActions}</VisuallyHidden>
        </th>
      </tr>
    </thead>
  )
}

function Column({
  name,
  word,
  sort,
  sorting,
}: {
  name: string | undefined
  word: string
  sort: Sort
  sorting: Sorting | null
}) {
  const tabIndex = useTabIndex()
  if (sorting === null) return <th className={name}>{word}</th>
  const { question, ask } = sorting
  const isOn = question.sort === sort
  return (
    <th className={name} aria-sort={isOn ? (question.down ? 'descending' : 'ascending') : 'none'}>
      <button type="button" tabIndex={tabIndex} className={styles.sort} onClick={() => ask(sortedBy(question, sort))}>
        {word}
        <span aria-hidden="true">{isOn ? (question.down ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  )
}

/** Where a row stands in several lines nobody sees this head, and no focus may get lost in it: the tools and a key do the same. */
function useTabIndex(): 0 | -1 {
  return useNarrow() ? -1 : 0
}
