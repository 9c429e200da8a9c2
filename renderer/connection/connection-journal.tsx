import { useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Reply } from '../../shared/fault.ts'
import { entrySentence } from '../../shared/text/sentence.ts'
import { EntryList } from '../journal/entry-list.tsx'
import { FilterInputs, SaveJournal } from '../journal/filter-inputs.tsx'
import journalStyles from '../journal/journal.module.css'
import { filtered, NO_FILTER } from '../journal/journal-filter.ts'
import { newestRows } from '../journal/rows.ts'
import { useJournal } from '../journal/use-journal.ts'
import { Card } from '../shell/card.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import { useLocale } from '../time/use-locale.ts'
import { HistoryCard } from './history/history-card.tsx'

/** As far back as a chart or a search looks. */
const READ = 2_000
/** As much as one reads before searching. */
const SHOWN = 25

/** How its renewals went and what else happened; of one connection for as long as it is there. */
export function ConnectionHistory({ view }: { view: ConnectionView }) {
  const reply = useJournal(view.name, READ)?.reply
  if (reply === undefined) return null
  return (
    <>
      {reply.ok ? <HistoryCard view={view} entries={reply.value.entries} /> : null}
      <ConnectionJournal name={view.name} reply={reply} />
    </>
  )
}

function ConnectionJournal({ name, reply }: { name: string; reply: Reply<Output<'journal.read'>> }) {
  const { texts, words } = usePage()
  const locale = useLocale()
  const [filter, setFilter] = useState(NO_FILTER)
  if (!reply.ok) {
    return (
      <Card title={words.connection.journal}>
        <FaultNote fault={reply.fault} />
      </Card>
    )
  }
  const { entries } = reply.value
  const all = filtered(entries, filter, locale, (entry) => entrySentence(texts, entry))
  const shown = filter === NO_FILTER ? all.slice(-SHOWN) : all
  return (
    <Card title={words.connection.journal} aside={<SaveJournal name={name} />}>
      {entries.length <= SHOWN ? null : (
        <div className={journalStyles.filters}>
          <FilterInputs filter={filter} change={setFilter} />
        </div>
      )}
      {shown.length === 0 ? (
        <p className="soft">{entries.length === 0 ? words.connection.journalEmpty : words.journal.emptyFiltered}</p>
      ) : (
        <EntryList days={newestRows(shown, locale, READ).days} withNames={false} />
      )}
    </Card>
  )
}
