import { VisuallyHidden } from '@mantine/core'
import { memo } from 'react'
import { usePage } from '../../state/page-context.ts'
import styles from './list.module.css'
import { type Question, type Sort, sortedBy } from './question.ts'
import { useNarrow } from './use-narrow.ts'
import { ask, presentQuestion } from './use-question.ts'

type Props = {
  /** Null where there is nothing to sort. */
  readonly question: Question | null
  /** Whether all are selected; null where none can be. */
  readonly selected: 'all' | 'some' | 'none' | null
  readonly toggleAll?: () => void
}

/** The columns' names; where there is something to sort, each sorts by what it shows. */
export const ListHead = memo(function ListHead({ question, selected, toggleAll }: Props) {
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
        <Column name={styles.name} word={overview.columnConnection} sort="name" question={question} />
        <Column name={styles.state} word={overview.columnState} sort="state" question={question} />
        <Column name={undefined} word={overview.columnLife} sort="end" question={question} />
        <Column name={styles.last} word={overview.columnLast} sort="last" question={question} />
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
  question,
}: {
  name: string | undefined
  word: string
  sort: Sort
  question: Question | null
}) {
  const tabIndex = useTabIndex()
  if (question === null) return <th className={name}>{word}</th>
  const isOn = question.sort === sort
  return (
    <th className={name} aria-sort={isOn ? (question.down ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        tabIndex={tabIndex}
        className={styles.sort}
        onClick={() => ask(sortedBy(presentQuestion(), sort))}
      >
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
