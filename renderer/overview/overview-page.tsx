import { useEffect, useMemo, useState } from 'react'
import { isDemo } from '../../shared/connections/demo-connection.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { DemoBanner } from '../demo/demo-banner.tsx'
import { FirstRunScreen } from '../screens.tsx'
import { SiteBanner } from '../shell/banners/site-banner.tsx'
import { VaultBanner } from '../shell/banners/vault-banner.tsx'
import { Screen } from '../shell/screen.tsx'
import { haveSameItems, memoizeLast } from '../state/memoize-last.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { useThrottledConnections } from '../state/throttled-connections.ts'
import { type Attention, attentions } from '../status/attention.ts'
import { sayMoment } from '../time/moments.ts'
import { useLocale } from '../time/use-locale.ts'
import { useMinute } from '../time/use-now.ts'
import { ComingUp } from './coming-up/coming-up.tsx'
import { NextRenewal } from './headline.tsx'
import { FoundList } from './list/found-list.tsx'
import { type ListQuery, withoutFilters } from './list/list-query.ts'
import { EMPTY_SELECTION } from './list/selection.ts'
import { currentListQuery, savedPlaceInList, setListQuery, useHasFilters } from './list/use-list-query.ts'
import { keepListPlace } from './list-place.ts'
import { LoadingScreen } from './loading-screen.tsx'
import { Needs } from './needs.tsx'
import { OverviewActions } from './overview-actions.tsx'
import { RememberedOverview } from './remembered-overview.tsx'
import { headline, lockedHeadline, sameSummary, summarise } from './summary.ts'
import { BulkActionLine } from './together/bulk-action-line.tsx'

/** Answers without a click: is everything valid, what ends next, what needs me. */
export function OverviewPage() {
  const { words } = usePage()
  const views = useThrottledConnections()
  const remembered = usePageState((state) => state.remembered)
  if (views === null && remembered !== null) return <RememberedOverview remembered={remembered} />
  if (views === null) return <LoadingScreen title={words.shell.overview} />
  if (views.length === 0) return <FirstRunScreen />
  return <Overview views={views} />
}

/** Constant elements, which are not rendered with the page: they subscribe to the store themselves. */
const BANNERS = (
  <>
    <VaultBanner />
    <SiteBanner />
  </>
)
const BULK_ACTION = <BulkActionLine />
const ACTIONS = <OverviewActions />

const needsOf = memoizeLast(attentions, haveSameItems)
const summaryOf = memoizeLast(summarise, sameSummary)
const demosOf = memoizeLast((views: readonly ConnectionView[]) => views.filter(isDemo), haveSameItems)

/** Shorter lists have no tools and no selection. */
const MANY = 10

function Overview({ views }: { views: readonly ConnectionView[] }) {
  const { words } = usePage()
  const now = useMinute()
  const lastKnown = usePageState((state) => state.vault?.lastKnown ?? null)
  const locale = useLocale()
  const say = (at: number) => sayMoment(at, now, locale)
  const needs = needsOf(views, now)
  const summary = summaryOf(views, now)
  const isNarrowed = useHasFilters()
  const isMany = views.length >= MANY || isNarrowed
  const [selection, select] = useState(EMPTY_SELECTION)
  const [place] = useState(savedPlaceInList)
  useEffect(keepListPlace, [])
  const demoViews = demosOf(views)
  // Memoized: a change of the selection does not render these.
  const comingUp = useMemo(() => <ComingUp views={views} folded={isMany} />, [views, isMany])
  const under = useMemo(() => <NextRenewal summary={summary} now={now} />, [summary, now])
  const demos = useMemo(() => demoViews.map((view) => <DemoBanner key={view.id} view={view} />), [demoViews])
  const needing = useMemo(() => {
    const many = {
      select: (ids: readonly string[]) => select({ ids: new Set(ids), anchor: null }),
      only: (those: readonly Attention[]) => setListQuery(narrowedToNeeds(currentListQuery(), those)),
    }
    return <Needs needs={needs} now={now} many={isMany ? many : null} />
  }, [needs, now, isMany])
  return (
    <Screen
      title={lastKnown === null ? headline(words, summary) : lockedHeadline(words, lastKnown, say)}
      under={lastKnown === null ? under : null}
      actions={ACTIONS}
      keepPlace={place !== null}
    >
      {BANNERS}
      {demos}
      {BULK_ACTION}
      {needing}
      {isMany ? comingUp : null}
      <FoundList views={views} isMany={isMany} selection={selection} select={select} />
      {isMany ? null : comingUp}
    </Screen>
  )
}

/** Filters by the cause of these needs; what only ends soon has no cause, and is filtered by its state. */
function narrowedToNeeds(query: ListQuery, needs: readonly Attention[]): ListQuery {
  const causes = [...new Set(needs.flatMap(({ fault }) => fault?.code ?? []))]
  return { ...withoutFilters(query), ...(causes.length > 0 ? { causes } : { states: ['expiring'] }) }
}
