import { useCallback, useMemo } from 'react'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { withLastAnswer } from '../../state/last-answer.ts'
import { SelectionBar } from '../together/selection-bar.tsx'
import { ConnectionList } from './connection-list.tsx'
import { countsOf, sameCounts } from './list-order.ts'
import { ListTools } from './list-tools.tsx'
import { NOTHING, type Select, type Selection } from './selection.ts'
import { useHeldOrder } from './use-held-order.ts'
import { useBesideSearch, useQuestion } from './use-question.ts'

type Props = {
  readonly views: readonly ConnectionView[]
  /** Fewer are found at a glance, without tools to find them. */
  readonly isMany: boolean
  readonly selection: Selection
  readonly select: Select
}

const countsAmong = withLastAnswer(countsOf, sameCounts)

/** What the list is asked for, what it answers, and what can be done with that: of the overview, a letter of a search paints this alone. */
export function FoundList({ views, isMany, selection, select }: Props) {
  const question = useQuestion()
  const beside = useBesideSearch(question)
  const { members, items, found, stale, renew } = useHeldOrder(views, question)
  const clear = useCallback(() => select(() => NOTHING), [select])
  return (
    <>
      {isMany ? (
        <ListTools
          question={question}
          beside={beside}
          counts={countsAmong(views)}
          count={views.length}
          found={found}
          renew={stale ? renew : null}
        />
      ) : null}
      <ConnectionList
        members={members}
        items={items}
        question={beside}
        selection={isMany ? selection : null}
        select={select}
      />
      <SelectionBar chosen={useChosen(views, selection)} clear={clear} />
    </>
  )
}

const NOBODY: readonly ConnectionView[] = []

/** Those that are selected, as they are now and in the order of the keeper. */
function useChosen(views: readonly ConnectionView[], selection: Selection): readonly ConnectionView[] {
  return useMemo(() => {
    const { ids } = selection
    return ids.size === 0 ? NOBODY : views.filter(({ id }) => ids.has(id))
  }, [views, selection])
}
