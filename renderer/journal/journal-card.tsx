import { Button } from '@mantine/core'
import type { Output } from '../../shared/api/contract/contract.ts'
import { filled } from '../../shared/text/sentence.ts'
import { Card } from '../shell/card.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import { EntryList } from './entry-list.tsx'
import styles from './journal.module.css'
import { isTrouble } from './trouble.ts'
import type { Journal } from './use-journal.ts'

export type Shown = 'all' | 'troubles'

type Props = {
  readonly journal: Journal
  readonly show: Shown
  /** How many entries were asked for; as many as that mean that there may be more. */
  readonly limit: number
  /** Null when no more can be asked for. */
  readonly more: (() => void) | null
}

/** One answer of the journal under the name of whom it was asked for, or why there is none. */
export function JournalCard({ journal: { of, reply }, show, limit, more }: Props) {
  const { journal: said } = usePage().words
  return (
    <Card title={of ?? said.everything}>
      {reply.ok ? (
        <>
          <Entries entries={reply.value.entries} show={show} withNames={of === null} />
          <div className={styles.foot}>
            <Unreadable count={reply.value.unreadable} />
            {more === null || reply.value.entries.length < limit ? null : (
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

type EntriesProps = {
  readonly entries: Output<'journal.read'>['entries']
  readonly show: Shown
  readonly withNames: boolean
}

function Entries({ entries, show, withNames }: EntriesProps) {
  const { journal: said } = usePage().words
  const shown = entries.filter((entry) => show === 'all' || isTrouble(entry))
  if (shown.length > 0) return <EntryList entries={shown} withNames={withNames} />
  return <p className={styles.soft}>{entries.length === 0 ? said.empty : said.emptyFiltered}</p>
}

function Unreadable({ count }: { count: number }) {
  const { journal: said } = usePage().words
  if (count === 0) return null
  return (
    <span className={styles.soft}>{filled(count === 1 ? said.unreadableOne : said.unreadableMany, { count })}</span>
  )
}
