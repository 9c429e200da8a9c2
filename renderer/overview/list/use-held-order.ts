import { useCallback, useMemo, useRef, useState } from 'react'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { withLastAnswer } from '../../state/last-answer.ts'
import { answer, grouped, type Item, sameMembers, stillAnswers } from './list-order.ts'
import type { Grouping, Question } from './question.ts'

type Held = { readonly question: Question; readonly views: readonly ConnectionView[]; readonly items: readonly Item[] }

const NONE: readonly Item[] = []

const itemsFor = withLastAnswer((views: readonly ConnectionView[], question: Question) =>
  grouped(views, answer(views, question), question.group),
)
const placesAmong = withLastAnswer(placesIn)

export type HeldOrder = {
  readonly items: readonly Item[]
  /** The connections as they were then: the items are places among these. */
  readonly members: readonly ConnectionView[]
  /** How many connections the question finds. */
  readonly found: number
  /** Asked anew, it would be answered in another way: some have changed meanwhile. */
  readonly stale: boolean
  renew(): void
}

/**
 * The list in the order of the question as it was when it was asked: nothing jumps while one reads. It is answered anew for another
 * question, when a connection comes or goes, and when somebody wants it.
 */
export function useHeldOrder(views: readonly ConnectionView[], question: Question): HeldOrder {
  const held = useRef<Held | null>(null)
  const [, renewed] = useState(0)
  const last = held.current
  const stands = last !== null && last.question === question && sameMembers(last.views, views)
  if (!stands) held.current = { question, views, items: itemsFor(views, question) }
  const { items, views: members } = held.current ?? { items: NONE, views }
  const { group } = question
  const shown = placesAmong(items, group)
  const stale = useMemo(
    () => members !== views && !stillAnswers(views, question, shown, group === 'none'),
    [members, views, question, shown, group],
  )
  const renew = useCallback(() => {
    held.current = null
    renewed((times) => times + 1)
  }, [])
  return { items, members, found: shown.length, stale, renew }
}

/** One with several tags stands in several groups. */
function placesIn(items: readonly Item[], group: Grouping): readonly number[] {
  const places: number[] = []
  for (const item of items) if (item.kind === 'row') places.push(item.place)
  return group === 'tag' ? [...new Set(places)] : places
}
