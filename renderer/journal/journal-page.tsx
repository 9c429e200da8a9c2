import { SegmentedControl } from '@mantine/core'
import { useEffect, useState } from 'react'
import { isDemo } from '../../shared/connections/demo-connection.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { noteJournalRead } from '../demo/journal-read.ts'
import { Screen } from '../shell/screen.tsx'
import { usePage } from '../state/page-context.ts'
import { useThrottledConnections } from '../state/throttled-connections.ts'
import { ConnectionChoice } from './connection-choice.tsx'
import { FilterInputs } from './filter-inputs.tsx'
import styles from './journal.module.css'
import { JournalCard, type Shown } from './journal-card.tsx'
import { isEmpty, NO_FILTER } from './journal-filter.ts'
import { useJournal } from './use-journal.ts'

/** Rows that are shown at first. */
const STEP = 200
/** What the contract lets one ask for. */
const MOST = 10_000

/** As far back as it looks at first: a run of the same, however long, should not hide what came before it. */
const READ = 2_000

const NONE: readonly ConnectionView[] = []

/** What happened, to whom, when; searched, between two days, and to be saved. */
export function JournalPage() {
  const { words } = usePage()
  const { journal: said } = words
  const [chosen, setChosen] = useState('')
  const [show, setShow] = useState<Shown>('all')
  const [most, setMost] = useState(STEP)
  const [filter, setFilter] = useState(NO_FILTER)
  const views = useThrottledConnections() ?? NONE
  const demo = views.find(isDemo)?.id
  useEffect(() => {
    if (demo !== undefined) noteJournalRead(demo)
  }, [demo])
  // One that is removed or renamed meanwhile is no choice any longer.
  const name = views.some((view) => view.name === chosen) ? chosen : ''
  const asked = Math.min(MOST, Math.max(most, READ))
  const journal = useJournal(name === '' ? null : name, asked)
  const more = most < MOST ? () => setMost(Math.min(MOST, most * 5)) : null
  return (
    <Screen title={said.title} under={said.under}>
      <div className={styles.filters}>
        <ConnectionChoice views={views} name={name} choose={setChosen} />
        <SegmentedControl
          aria-label={said.show}
          value={show}
          onChange={(value) => setShow(value as Shown)}
          data={[
            { value: 'all', label: said.all },
            { value: 'troubles', label: said.troubles },
          ]}
        />
        <FilterInputs filter={filter} change={(next) => setFilter(isEmpty(next) ? NO_FILTER : next)} />
      </div>
      {journal === null ? null : (
        <JournalCard journal={journal} show={show} filter={filter} most={most} asked={asked} more={more} />
      )}
    </Screen>
  )
}
