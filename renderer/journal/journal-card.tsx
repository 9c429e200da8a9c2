import { Button } from '@mantine/core'
import { useMemo } from 'react'
import type { JournalEntry } from '../../shared/connections/journal.ts'
import { entrySentence, filled } from '../../shared/text/sentence.ts'
import { Card } from '../shell/card.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import { useLocale } from '../time/use-locale.ts'
import { EntryList } from './entry-list.tsx'
import { SaveJournal } from './filter-inputs.tsx'
import styles from './journal.module.css'
import { filtered, type JournalFilter, NO_FILTER } from './journal-filter.ts'
import { newestRows } from './rows.ts'
import { isTrouble } from './trouble.ts'
import type { Journal } from './use-journal.ts'

export type Shown = 'all' | 'troubles'

type Props = {
  readonly journal: Journal
  readonly show: Shown
  readonly filter: JournalFilter
  /** How many rows are shown. */
  readonly most: number
  /** How many entries were asked for; as many as that mean that there may be more. */
  readonly asked: number
  /** Null when no more can be asked for. */
  readonly more: (() => void) | null
}

const NONE: readonly JournalEntry[] = []

/** One answer of the journal under the name of whom it was asked for, or why there is none. */
export function JournalCard({ journal: { of, reply }, show, filter, most, asked, more }: Props) {
  const { texts, words } = usePage()
  const { journal: said } = words
  const locale = useLocale()
  const entries = reply.ok ? reply.value.entries : NONE
  // Thousands may have been read, and the page paints again with every change of a connection.
  const { days, isMore } = useMemo(() => {
    const kind = entries.filter((entry) => show === 'all' || isTrouble(entry))
    const shown = filter === NO_FILTER ? kind : filtered(kind, filter, locale, (entry) => entrySentence(texts, entry))
    return newestRows(shown, locale, most)
  }, [entries, show, filter, locale, texts, most])
  return (
    <Card title={of ?? said.everything} aside={<SaveJournal name={of} />}>
      {reply.ok ? (
        <>
          {days.length > 0 ? (
            <EntryList days={days} withNames={of === null} />
          ) : (
            <p className="soft">{entries.length === 0 ? said.empty : said.emptyFiltered}</p>
          )}
          <div className={styles.foot}>
            <Unreadable count={reply.value.unreadable} />
            {more === null || !(isMore || entries.length >= asked) ? null : (
              <Button variant="default" onClick={more}>
                {said.more}
              </Button>
            )}
          </div>
        </>
      ) : (
        <FaultNote fault={reply.fault} />
      )}
    </Card>
  )
}

function Unreadable({ count }: { count: number }) {
  const { journal: said } = usePage().words
  if (count === 0) return null
  return <span className="soft">{filled(said.unreadable, { count })}</span>
}
