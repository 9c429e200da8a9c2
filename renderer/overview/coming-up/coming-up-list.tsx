import { memo } from 'react'
import { filled } from '../../../shared/text/sentence.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import { usePage } from '../../state/page-context.ts'
import { sayMoment } from '../../time/moments.ts'
import { useLocale } from '../../time/use-locale.ts'
import styles from './coming-up.module.css'
import type { ComingUp } from './coming-up-plan.ts'
import { comingWords, recurrenceWords } from './coming-up-words.ts'

/** As many as one takes in at a glance; in one line where a long list follows. Of ends more, since each of them is somebody's to do. */
const SHOWN = 6
const ENDS_SHOWN = 12
export const BRIEFLY = 3

/** The same as the strip in words: the first of each connection. What ends is not lost among what is renewed by itself every hour. */
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
  const told = plan.events.filter(({ expected }) => !expected)
  const ends = told.filter(({ kind }) => kind !== 'renewal')
  const first = [...ends, ...told.filter(({ kind }) => kind === 'renewal')]
  if (first.length === 0) return <p className={styles.nothing}>{words.comingUp.nothing}</p>
  const shown = brief ? BRIEFLY : Math.max(SHOWN, Math.min(ends.length, ENDS_SHOWN))
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
