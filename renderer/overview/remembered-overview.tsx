import type { Remembered } from '../../shared/api/contract/contract.ts'
import { filled } from '../../shared/text/sentence.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { OverviewActions } from './overview-actions.tsx'
import { RememberedList } from './remembered-row.tsx'

/** Shown until the vault has answered: names, states and ends from the index. */
export function RememberedOverview({ remembered }: { remembered: readonly Remembered[] }) {
  const { overview } = usePage().words
  const fault = usePageState((state) => state.fault)
  const { length: count } = remembered
  return (
    <Screen
      title={filled(overview.remembered, { count })}
      under={fault === null ? <span role="status">{overview.rememberedSay}</span> : overview.rememberedOnly}
      // Disabled until the vault answers, but there, so that the list below does not move.
      actions={<OverviewActions />}
    >
      {fault === null ? null : <FaultNote fault={fault} />}
      <RememberedList remembered={remembered} />
    </Screen>
  )
}
