import { useMemo } from 'react'
import { putQuery, queryNow, useQuery } from '../../routes/router.ts'
import { withLastAnswer } from '../../state/last-answer.ts'
import { narrows, type Question, queryOf, readQuestion } from './question.ts'

/** React asks for it several times at each painting. */
const saidIn = withLastAnswer((query: string) => queryOf(readQuestion(query)))

/** The same one for whoever comes back, so that its answer is there (use-held-order.ts). */
const questionIn = withLastAnswer(readQuestion)

/** What is asked of the list, as it stands in the address. */
export function useQuestion(): Question {
  // Where one is in the list stands there as well, and is no other question.
  return questionIn(useQuery(saidIn))
}

/** How to ask for something else. */
export function ask(next: Question): void {
  putQuery(queryOf(next))
}

const narrowedIn = withLastAnswer((query: string) => String(narrows(readQuestion(query))))

/** Whether it asks for all there are, for whoever need not follow each letter of a search. */
export function useNarrowed(): boolean {
  return useQuery(narrowedIn) === 'true'
}

/** The same one for as long as only the letters of the search are others; those are taken from the address (`presentQuestion`). */
export function useBesideSearch(question: Question): Question {
  const said = queryOf({ ...question, search: '' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the letters are left out of what it depends on
  return useMemo(() => question, [said])
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
