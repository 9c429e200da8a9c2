import { Button, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useCall } from '../leaving/use-call.ts'
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
  const { busy, fault, run } = useCall()

  async function save(): Promise<void> {
    await run(async () => {
      const made = await host.call('journal.export', name === null ? {} : { name })
      return made.ok ? host.saveFile('journal', made.value.text) : made
    })
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
