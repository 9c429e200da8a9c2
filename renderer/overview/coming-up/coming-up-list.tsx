import { memo } from 'react'
import { filled } from '../../../shared/text/sentence.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import { usePage } from '../../state/page-context.ts'
import { sayMoment } from '../../time/moments.ts'
import { useLocale } from '../../time/use-locale.ts'
import styles from './coming-up.module.css'
import type { ComingUp } from './coming-up-plan.ts'
import { comingWords, recurrenceWords } from './coming-up-words.ts'

/** More ends than renewals, since each end needs a person; fewer in brief, above a long list. */
const SHOWN = 6
const ENDS_SHOWN = 12
export const BRIEF_SHOWN = 3

/** The strip in words: the first event of each connection, ends before renewals. */
export const ComingUpList = memo(function ComingUpList({
  plan,
  now,
  brief,
}: {
  plan: ComingUp
  now: number
  brief: boolean
}) {
  const { words } = usePage()
  const locale = useLocale()
  const recurring = new Map(plan.recurrences.map((recurrence) => [recurrence.name, recurrence]))
  const certain = plan.events.filter(({ expected }) => !expected)
  const ends = certain.filter(({ kind }) => kind !== 'renewal')
  const first = [...ends, ...certain.filter(({ kind }) => kind === 'renewal')]
  if (first.length === 0) return <p className={styles.nothing}>{words.comingUp.nothing}</p>
  const shown = brief ? BRIEF_SHOWN : Math.max(SHOWN, Math.min(ends.length, ENDS_SHOWN))
  const more = first.length - shown
  return (
    <ol className={styles.list} aria-label={words.comingUp.listName}>
      {first.slice(0, shown).map((event) => {
        const recurrence = event.kind === 'renewal' ? recurring.get(event.name) : undefined
        return (
          <li key={`${event.name} ${event.kind}`} data-kind={event.kind}>
            <time dateTime={isoUtc(event.at)} title={isoUtc(event.at)}>
              {sayMoment(event.at, now, locale)}
            </time>{' '}
            {recurrence === undefined ? comingWords(words, event) : recurrenceWords(words, recurrence)}
          </li>
        )
      })}
      {more > 0 && !brief ? <li>{filled(words.comingUp.more, { count: more })}</li> : null}
    </ol>
  )
})
