import { useCallback, useMemo } from 'react'
import { putQuery, queryNow, useQuery } from '../../routes/router.ts'
import { withLastAnswer } from '../../state/last-answer.ts'
import { type Question, queryOf, readQuestion } from './question.ts'

/** React asks for it several times at each painting. */
const saidIn = withLastAnswer((query: string) => queryOf(readQuestion(query)))

/** The same one for whoever comes back, so that its answer is there (use-held-order.ts). */
const questionIn = withLastAnswer(readQuestion)

/** What is asked of the list, as it stands in the address, and how to ask for something else. */
export function useQuestion(): readonly [Question, (next: Question) => void] {
  // Where one is in the list stands there as well, and is no other question.
  const said = useQuery(saidIn)
  const question = useMemo(() => questionIn(said), [said])
  const ask = useCallback((next: Question) => putQuery(queryOf(next)), [])
  return [question, ask]
}

/** What is asked of it now, for whoever need not follow it. */
export function presentQuestion(): Question {
  return readQuestion(queryNow())
}

/** The name of the connection at the top of what is seen; null at the beginning of the list. */
export function placeInList(): string | null {
  return new URLSearchParams(queryNow()).get('at')
}

export function keepPlaceInList(name: string | null): void {
  putQuery(queryOf(presentQuestion(), name))
}
