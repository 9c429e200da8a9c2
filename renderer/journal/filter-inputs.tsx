import { Button, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import type { Fault } from '../../shared/fault.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import type { JournalFilter } from './journal-filter.ts'

/** What is looked for, and when. */
export function FilterInputs({ filter, change }: { filter: JournalFilter; change: (filter: JournalFilter) => void }) {
  const { journal: said } = usePage().words
  return (
    <>
      <TextInput
        type="search"
        name="journal-search"
        label={said.search}
        placeholder={said.searchHint}
        value={filter.words}
        onChange={(event) => change({ ...filter, words: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        name="journal-from"
        label={said.from}
        value={filter.from}
        onChange={(event) => change({ ...filter, from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        name="journal-until"
        label={said.until}
        value={filter.until}
        onChange={(event) => change({ ...filter, until: event.currentTarget.value })}
      />
    </>
  )
}

/** All of one connection's journal, or all there is, one JSON object a line. */
export function SaveJournal({ name }: { name: string | null }) {
  const { host, words } = usePage()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)

  async function save(): Promise<void> {
    setBusy(true)
    const made = await host.call('journal.export', name === null ? {} : { name })
    const saved = made.ok ? await host.saveFile('journal', made.value.text) : made
    setBusy(false)
    setFault(saved.ok ? null : saved.fault)
  }

  return (
    <>
      <Button
        variant="default"
        loading={busy}
        leftSection={<IconDownload size={16} aria-hidden="true" />}
        onClick={() => void save()}
      >
        {words.journal.save}
      </Button>
      {fault === null ? null : <FaultNote fault={fault} />}
    </>
  )
}
