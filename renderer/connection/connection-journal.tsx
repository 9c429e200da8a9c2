import { EntryList } from '../journal/entry-list.tsx'
import { useJournal } from '../journal/use-journal.ts'
import { Card } from '../shell/card.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './test-outcome.module.css'

/** As far back as one looks for the reason of something. */
const SHOWN = 25

export function ConnectionJournal({ name }: { name: string }) {
  const { connection } = usePage().words
  const journal = useJournal(name, SHOWN)
  return (
    <Card title={connection.journal}>
      {journal === null ? null : journal.entries.length === 0 ? (
        <p className={styles.soft}>{connection.journalEmpty}</p>
      ) : (
        <EntryList entries={journal.entries} withNames={false} />
      )}
    </Card>
  )
}
