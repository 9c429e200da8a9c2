import { EntryList } from '../journal/entry-list.tsx'
import { useJournal } from '../journal/use-journal.ts'
import { Card } from '../shell/card.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './testing/test-outcome.module.css'

/** As far back as one looks for the reason of something. */
const SHOWN = 25

/** Of one connection for as long as it is there: the page makes another one for another name. */
export function ConnectionJournal({ name }: { name: string }) {
  const { connection } = usePage().words
  const reply = useJournal(name, SHOWN)?.reply
  return (
    <Card title={connection.journal}>
      {reply === undefined ? null : !reply.ok ? (
        <FaultNote fault={reply.fault} />
      ) : reply.value.entries.length === 0 ? (
        <p className={styles.soft}>{connection.journalEmpty}</p>
      ) : (
        <EntryList entries={reply.value.entries} withNames={false} />
      )}
    </Card>
  )
}
