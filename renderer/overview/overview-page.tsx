import { useEffect, useMemo, useState } from 'react'
import { isDemo } from '../../shared/connections/demo-connection.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { DemoBanner } from '../demo/demo-banner.tsx'
import { FirstRun } from '../screens.tsx'
import { SiteBanner } from '../shell/banners/site-banner.tsx'
import { VaultBanner } from '../shell/banners/vault-banner.tsx'
import { Screen } from '../shell/screen.tsx'
import { useCalmConnections } from '../state/calm-connections.ts'
import { withLastAnswer } from '../state/last-answer.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { type Attention, attentions } from '../status/attention.ts'
import { sayMoment } from '../time/moments.ts'
import { useLocale } from '../time/use-locale.ts'
import { useMinute } from '../time/use-now.ts'
import { ComingUp } from './coming-up/coming-up.tsx'
import { NextRenewal } from './headline.tsx'
import { ConnectionList } from './list/connection-list.tsx'
import { countsOf } from './list/list-order.ts'
import { ListTools } from './list/list-tools.tsx'
import { narrows, type Question, widened } from './list/question.ts'
import { NOTHING, type Selection } from './list/selection.ts'
import { useHeldOrder } from './list/use-held-order.ts'
import { placeInList, presentQuestion, useQuestion } from './list/use-question.ts'
import { keepListPlace } from './list-place.ts'
import { Needs } from './needs.tsx'
import { OverviewActions } from './overview-actions.tsx'
import { RememberedOverview } from './remembered-overview.tsx'
import { headline, lockedHeadline, summarise } from './summary.ts'
import { SelectionBar } from './together/selection-bar.tsx'
import { WorkLine } from './together/work-line.tsx'
import { Waiting } from './waiting.tsx'

/** Is everything valid, what ends next, what needs me: answered without a click. */
export function OverviewPage() {
  const { words } = usePage()
  const views = useCalmConnections()
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

const needsAmong = withLastAnswer(attentions)
const summaryOf = withLastAnswer(summarise)
const countsAmong = withLastAnswer(countsOf)
const demosAmong = withLastAnswer((views: readonly ConnectionView[]) => views.filter(isDemo))

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
  const counts = countsAmong(views)
  const [question, ask] = useQuestion()
  const isMany = views.length >= MANY || narrows(question)
  const { members, items, found, stale, renew } = useHeldOrder(views, question)
  const [selection, select] = useState(NOTHING)
  const chosen = useChosen(views, selection)
  const [place] = useState(placeInList)
  useEffect(keepListPlace, [])
  // What is typed into the search is no matter of theirs.
  const comingUp = useMemo(() => <ComingUp views={views} folded={isMany} />, [views, isMany])
  const actions = useMemo(() => <OverviewActions views={views} />, [views])
  const demos = useMemo(() => demosAmong(views).map((view) => <DemoBanner key={view.id} view={view} />), [views])
  const needing = useMemo(() => {
    const many = {
      select: (ids: readonly string[]) => select({ ids: new Set(ids), from: null }),
      only: (those: readonly Attention[]) => ask(onlyThose(presentQuestion(), those)),
    }
    return <Needs needs={needs} now={now} many={isMany ? many : null} />
  }, [needs, now, isMany, ask])
  return (
    <Screen
      title={locked === null ? headline(words, summary) : lockedHeadline(words, locked, say)}
      under={locked === null ? <NextRenewal summary={summary} now={now} /> : null}
      actions={actions}
      keepPlace={place !== null}
    >
      {BANNERS}
      {demos}
      {WORK}
      {needing}
      {isMany ? comingUp : null}
      {isMany ? (
        <ListTools
          question={question}
          ask={ask}
          counts={counts}
          count={views.length}
          found={found}
          renew={stale ? renew : null}
        />
      ) : null}
      <ConnectionList
        members={members}
        items={items}
        question={question}
        ask={ask}
        selection={isMany ? selection : null}
        select={select}
      />
      <SelectionBar chosen={chosen} clear={() => select(NOTHING)} />
      {isMany ? null : comingUp}
    </Screen>
  )
}

/** All that need a person for one reason; where only their end comes near, that is a state of theirs. */
function onlyThose(question: Question, needs: readonly Attention[]): Question {
  const causes = [...new Set(needs.flatMap(({ fault }) => fault?.code ?? []))]
  return { ...widened(question), ...(causes.length > 0 ? { causes } : { states: ['expiring'] }) }
}

/** Those that are selected, as they are now and in the order of the keeper. */
function useChosen(views: readonly ConnectionView[], selection: Selection): readonly ConnectionView[] {
  return useMemo(() => {
    const { ids } = selection
    return ids.size === 0 ? [] : views.filter(({ id }) => ids.has(id))
  }, [views, selection])
}
