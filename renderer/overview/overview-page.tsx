import { DemoBanner } from '../demo/demo-banner.tsx'
import { VaultBanner } from '../shell/banners/vault-banner.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { sayMoment } from '../time/moments.ts'
import { useLocale } from '../time/use-locale.ts'
import { useMinute } from '../time/use-now.ts'
import { ComingUp } from './coming-up/coming-up.tsx'
import { ConnectionRow } from './connection-row.tsx'
import { ConnectionTable } from './connection-table.tsx'
import { FirstRun } from './first-run.tsx'
import { NextRenewal } from './headline.tsx'
import { Needs } from './needs.tsx'
import { OverviewActions } from './overview-actions.tsx'
import { RememberedOverview } from './remembered-overview.tsx'
import { headline, lockedHeadline, summarise } from './summary.ts'
import { Waiting } from './waiting.tsx'

/** Is everything valid, what ends next, what needs me: answered without a click. */
export function OverviewPage() {
  const { words } = usePage()
  const views = usePageState((state) => state.connections)
  const remembered = usePageState((state) => state.remembered)
  const now = useMinute()
  const locked = usePageState((state) => state.vault?.lastKnown ?? null)
  const locale = useLocale()
  const say = (at: number) => sayMoment(at, now, locale)
  if (views === null && remembered !== null) return <RememberedOverview remembered={remembered} />
  if (views === null) return <Waiting title={words.shell.overview} />
  if (views.length === 0) return <FirstRun />
  const summary = summarise(views, now)
  return (
    <Screen
      title={locked === null ? headline(words, summary) : lockedHeadline(words, locked, say)}
      under={locked === null ? <NextRenewal summary={summary} now={now} /> : null}
      actions={<OverviewActions views={views} />}
    >
      <VaultBanner />
      {views.map((view) => (
        <DemoBanner key={view.id} view={view} />
      ))}
      <Needs />
      <ConnectionTable>
        {views.map((view) => (
          <ConnectionRow key={view.id} view={view} />
        ))}
      </ConnectionTable>
      <ComingUp views={views} />
    </Screen>
  )
}
