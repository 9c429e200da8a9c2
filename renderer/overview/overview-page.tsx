import { useEffect, useMemo, useState } from 'react'
import { isDemo } from '../../shared/connections/demo-connection.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { DemoBanner } from '../demo/demo-banner.tsx'
import { FirstRun } from '../screens.tsx'
import { SiteBanner } from '../shell/banners/site-banner.tsx'
import { VaultBanner } from '../shell/banners/vault-banner.tsx'
import { Screen } from '../shell/screen.tsx'
import { sameEach, withLastAnswer } from '../state/last-answer.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { useThrottledConnections } from '../state/throttled-connections.ts'
import { type Attention, attentions } from '../status/attention.ts'
import { sayMoment } from '../time/moments.ts'
import { useLocale } from '../time/use-locale.ts'
import { useMinute } from '../time/use-now.ts'
import { ComingUp } from './coming-up/coming-up.tsx'
import { NextRenewal } from './headline.tsx'
import { FoundList } from './list/found-list.tsx'
import { type Question, widened } from './list/question.ts'
import { NOTHING } from './list/selection.ts'
import { ask, placeInList, presentQuestion, useNarrowed } from './list/use-question.ts'
import { keepListPlace } from './list-place.ts'
import { Needs } from './needs.tsx'
import { OverviewActions } from './overview-actions.tsx'
import { RememberedOverview } from './remembered-overview.tsx'
import { headline, lockedHeadline, sameSummary, summarise } from './summary.ts'
import { WorkLine } from './together/work-line.tsx'
import { Waiting } from './waiting.tsx'

/** Is everything valid, what ends next, what needs me: answered without a click. */
export function OverviewPage() {
  const { words } = usePage()
  const views = useThrottledConnections()
  const remembered = usePageState((state) => state.remembered)
  if (views === null && remembered !== null) return <RememberedOverview remembered={remembered} />
  if (views === null) return <Waiting title={words.shell.overview} />
  if (views.length === 0) return <FirstRun />
  return <Listed views={views} />
}

/** Made once: they follow what they tell by themselves. */
const BANNERS = (
  <>
    <VaultBanner />
    <SiteBanner />
  </>
)
const WORK = <WorkLine />
const ACTIONS = <OverviewActions />

const needsAmong = withLastAnswer(attentions, sameEach)
const summaryOf = withLastAnswer(summarise, sameSummary)
const demosAmong = withLastAnswer((views: readonly ConnectionView[]) => views.filter(isDemo), sameEach)

/** Fewer are found at a glance, without tools to find them. */
const MANY = 10

function Listed({ views }: { views: readonly ConnectionView[] }) {
  const { words } = usePage()
  const now = useMinute()
  const locked = usePageState((state) => state.vault?.lastKnown ?? null)
  const locale = useLocale()
  const say = (at: number) => sayMoment(at, now, locale)
  const needs = needsAmong(views, now)
  const summary = summaryOf(views, now)
  const isNarrowed = useNarrowed()
  const isMany = views.length >= MANY || isNarrowed
  const [selection, select] = useState(NOTHING)
  const [place] = useState(placeInList)
  useEffect(keepListPlace, [])
  const demonstrated = demosAmong(views)
  // What is selected is no matter of theirs.
  const comingUp = useMemo(() => <ComingUp views={views} folded={isMany} />, [views, isMany])
  const under = useMemo(() => <NextRenewal summary={summary} now={now} />, [summary, now])
  const demos = useMemo(() => demonstrated.map((view) => <DemoBanner key={view.id} view={view} />), [demonstrated])
  const needing = useMemo(() => {
    const many = {
      select: (ids: readonly string[]) => select({ ids: new Set(ids), from: null }),
      only: (those: readonly Attention[]) => ask(onlyThose(presentQuestion(), those)),
    }
    return <Needs needs={needs} now={now} many={isMany ? many : null} />
  }, [needs, now, isMany])
  return (
    <Screen
      title={locked === null ? headline(words, summary) : lockedHeadline(words, locked, say)}
      under={locked === null ? under : null}
      actions={ACTIONS}
      keepPlace={place !== null}
    >
      {BANNERS}
      {demos}
      {WORK}
      {needing}
      {isMany ? comingUp : null}
      <FoundList views={views} isMany={isMany} selection={selection} select={select} />
      {isMany ? null : comingUp}
    </Screen>
  )
}

/** All that need a person for one reason; where only their end comes near, that is a state of theirs. */
function onlyThose(question: Question, needs: readonly Attention[]): Question {
  const causes = [...new Set(needs.flatMap(({ fault }) => fault?.code ?? []))]
  return { ...widened(question), ...(causes.length > 0 ? { causes } : { states: ['expiring'] }) }
}
