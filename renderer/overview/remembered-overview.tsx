import type { Remembered } from '../../shared/api/contract/contract.ts'
import { filled } from '../../shared/text/sentence.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { OverviewActions } from './overview-actions.tsx'
import { RememberedList } from './remembered-row.tsx'

/** What is shown before the vault has answered: names, states and ends as they were written down last. */
export function RememberedOverview({ remembered }: { remembered: readonly Remembered[] }) {
  const { overview } = usePage().words
  const fault = usePageState((state) => state.fault)
  const { length: count } = remembered
  return (
    <Screen
      title={filled(overview.remembered, { count })}
      under={fault === null ? <span role="status">{overview.rememberedSay}</span> : overview.rememberedOnly}
      // Nothing can be tested yet; they keep their places, so that the list below keeps its own.
      actions={<OverviewActions />}
    >
      {fault === null ? null : <FaultNote fault={fault} />}
      <RememberedList remembered={remembered} />
    </Screen>
  )
}
