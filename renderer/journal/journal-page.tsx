import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { filled } from '../../shared/text/sentence.ts'
import { Card } from '../shell/card.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { EntryList } from './entry-list.tsx'
import styles from './journal.module.css'
import { isTrouble } from './trouble.ts'
import { useJournal } from './use-journal.ts'

const STEP = 200
/** What the contract lets one ask for. */
const MOST = 10_000

/** What happened, to whom, when; with the two questions that one has about it. */
export function JournalPage() {
  const { words } = usePage()
  const { journal: said } = words
  const [name, setName] = useState('')
  const [show, setShow] = useState<'all' | 'troubles'>('all')
  const [limit, setLimit] = useState(STEP)
  const names = usePageState((state) => state.connections) ?? []
  const journal = useJournal(name === '' ? null : name, limit)
  const entries = (journal?.entries ?? []).filter((entry) => show === 'all' || isTrouble(entry))
  const unreadable = journal?.unreadable ?? 0
  return (
    <Screen title={said.title} under={said.under}>
      <div className={styles.filters}>
        <NativeSelect
          label={said.connection}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data={[{ value: '', label: said.everything }, ...names.map((view) => view.name)]}
        />
        <SegmentedControl
          aria-label={said.show}
          value={show}
          onChange={(value) => setShow(value as 'all' | 'troubles')}
          data={[
            { value: 'all', label: said.all },
            { value: 'troubles', label: said.troubles },
          ]}
        />
      </div>
      {journal === null ? null : (
        <Card title={name === '' ? said.everything : name}>
          {entries.length === 0 ? (
            <p className={styles.soft}>{journal.entries.length === 0 ? said.empty : said.emptyFiltered}</p>
          ) : (
            <EntryList entries={entries} withNames={name === ''} />
          )}
          <div className={styles.foot}>
            {unreadable === 0 ? null : (
              <span className={styles.soft}>
                {filled(unreadable === 1 ? said.unreadableOne : said.unreadableMany, { count: unreadable })}
              </span>
            )}
            {journal.entries.length < limit || limit >= MOST ? null : (
              <Button variant="default" onClick={() => setLimit(Math.min(MOST, limit * 5))}>
                {said.more}
              </Button>
            )}
          </div>
        </Card>
      )}
    </Screen>
  )
}
