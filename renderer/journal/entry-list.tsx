import { type ReactNode, useMemo } from 'react'
import type { JournalEntry } from '../../shared/connections/journal.ts'
import { entrySentence, filled } from '../../shared/text/sentence.ts'
import { isoUtc } from '../../shared/time/instant.ts'
import { addressOf } from '../routes/route.ts'
import { Sentence } from '../shell/sentence.tsx'
import { usePage } from '../state/page-context.ts'
import { useThrottledConnections } from '../state/throttled-connections.ts'
import { sayDay, sayTime } from '../time/moments.ts'
import { useLocale } from '../time/use-locale.ts'
import { useMinute } from '../time/use-now.ts'
import styles from './journal.module.css'
import type { RowsOfDay } from './rows.ts'
import { isTrouble } from './trouble.ts'

/** Newest first, a day at a time. `withNames` says of each entry whose it is. */
export function EntryList({ days, withNames }: { days: readonly RowsOfDay[]; withNames: boolean }) {
  const locale = useLocale()
  const now = useMinute()
  const views = useThrottledConnections()
  const there = useMemo(() => new Set(views?.map(({ name }) => name)), [views])
  return days.map(({ day, at, rows }) => (
    <div key={day} className={styles.day}>
      <h3>{sayDay(at, now, locale)}</h3>
      <ol className={styles.list}>
        {rows.map(({ entry, count, firstAt }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries never move, and two may be alike
          <li key={`${entry.at} ${index}`} data-trouble={isTrouble(entry)}>
            <time dateTime={isoUtc(entry.at)} title={isoUtc(entry.at)}>
              {sayTime(entry.at, locale, { seconds: true })}
            </time>
            <Words entry={entry} withName={withNames} exists={there.has(entry.connection ?? '')}>
              <Times count={count} firstAt={firstAt} />
            </Words>
          </li>
        ))}
      </ol>
    </div>
  ))
}

/** How often the same came in a row; nothing for what came once. */
function Times({ count, firstAt }: { count: number; firstAt: number }) {
  const { journal } = usePage().words
  const locale = useLocale()
  if (count === 1) return null
  return (
    <span className={styles.times}>
      {' '}
      {filled(journal.times, { count, first: sayTime(firstAt, locale, { seconds: true }) })}
    </span>
  )
}

type Said = {
  readonly entry: JournalEntry
  readonly withName: boolean
  readonly exists: boolean
  readonly children: ReactNode
}

function Words({ entry, withName, exists, children }: Said) {
  const { texts, words } = usePage()
  const { connection: name } = entry
  const sentence = <Sentence>{entrySentence(texts, entry)}</Sentence>
  if (!withName) {
    return (
      <span>
        {sentence}
        {children}
      </span>
    )
  }
  return (
    <span>
      {name === undefined ? (
        <b>{words.shell.product}</b>
      ) : exists ? (
        <a href={addressOf({ screen: 'connection', name })}>{name}</a>
      ) : (
        <b>{name}</b>
      )}
      : {sentence}
      {children}
    </span>
  )
}
