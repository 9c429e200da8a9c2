import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import styles from './journal.module.css'
import { JournalCard, type Shown } from './journal-card.tsx'
import { useJournal } from './use-journal.ts'

const STEP = 200
/** What the contract lets one ask for. */
const MOST = 10_000

/** What happened, to whom, when; with the two questions that one has about it. */
export function JournalPage() {
  const { words } = usePage()
  const { journal: said } = words
  const [chosen, setChosen] = useState('')
  const [show, setShow] = useState<Shown>('all')
  const [limit, setLimit] = useState(STEP)
  const names = usePageState((state) => state.connections) ?? []
  // One that is removed or renamed meanwhile stands no longer in the list of choices.
  const name = names.some((view) => view.name === chosen) ? chosen : ''
  const journal = useJournal(name === '' ? null : name, limit)
  const more = limit < MOST ? () => setLimit(Math.min(MOST, limit * 5)) : null
  return (
    <Screen title={said.title} under={said.under}>
      <div className={styles.filters}>
        <NativeSelect
          label={said.connection}
          value={name}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={[{ value: '', label: said.everything }, ...names.map((view) => view.name)]}
        />
        <SegmentedControl
          aria-label={said.show}
          value={show}
          onChange={(value) => setShow(value as Shown)}
          data={[
            { value: 'all', label: said.all },
            { value: 'troubles', label: said.troubles },
          ]}
        />
      </div>
      {journal === null ? null : <JournalCard journal={journal} show={show} limit={limit} more={more} />}
    </Screen>
  )
}
