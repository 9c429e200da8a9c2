import type { JournalEntry } from '../../../shared/connections/journal.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { momentOf } from '../../../shared/time/instant.ts'
import { Card } from '../../shell/card.tsx'
import { usePage } from '../../state/page-context.ts'
import { useMinute } from '../../time/use-now.ts'
import { historyOf } from './history.ts'
import { HistoryChart } from './history-chart.tsx'

/** How its renewals went, as far back as the journal goes; nothing before the first. */
export function HistoryCard({ view, entries }: { view: ConnectionView; entries: readonly JournalEntry[] }) {
  const { connection } = usePage().words
  const history = historyOf(entries, momentOf(view.expiresAt), useMinute())
  return history === null ? null : (
    <Card title={connection.history}>
      <HistoryChart history={history} />
    </Card>
  )
}
