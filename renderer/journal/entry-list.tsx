import type { JournalEntry } from '../../shared/connections/journal.ts'
import { entrySentence } from '../../shared/text/sentence.ts'
import { isoUtc } from '../../shared/time/instant.ts'
import { addressOf } from '../routes/route.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { sayDay, sayTime } from '../time/moments.ts'
import { useLocale } from '../time/use-locale.ts'
import { useMinute } from '../time/use-now.ts'
import { byDay } from './by-day.ts'
import styles from './journal.module.css'
import { isTrouble } from './trouble.ts'

/** Newest first, a day at a time. `withNames` says of each entry whose it is. */
export function EntryList({ entries, withNames }: { entries: readonly JournalEntry[]; withNames: boolean }) {
  const locale = useLocale()
  const now = useMinute()
  return byDay(entries, locale).map(({ day, at, entries: ofDay }) => (
    <div key={day} className={styles.day}>
      <h3>{sayDay(at, now, locale)}</h3>
      <ol className={styles.list}>
        {ofDay.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries never move, and two may be alike
          <li key={`${entry.at} ${index}`} data-trouble={isTrouble(entry)}>
            <time dateTime={isoUtc(entry.at)} title={isoUtc(entry.at)}>
              {sayTime(entry.at, locale, true)}
            </time>
            <Words entry={entry} withName={withNames} />
          </li>
        ))}
      </ol>
    </div>
  ))
}

function Words({ entry, withName }: { entry: JournalEntry; withName: boolean }) {
  const { texts, words } = usePage()
  const { connection: name } = entry
  const exists = usePageState((state) => state.connections?.some((view) => view.name === name) ?? false)
  const sentence = entrySentence(texts, entry)
  if (!withName) return <span>{sentence}</span>
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
    </span>
  )
}
