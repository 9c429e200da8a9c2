import { Button } from '@mantine/core'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { faultTelling, filled } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { sayDuration } from '../../shared/time/duration.ts'
import { momentOf } from '../life/life-geometry.ts'
import { addressOf } from '../routes/route.ts'
import { goTo } from '../routes/router.ts'
import { Banner } from '../shell/banners/banner.tsx'
import { nextStepOf } from '../shell/next-step.ts'
import { type Page, usePage, usePageState } from '../state/page-context.ts'
import { type Attention, attentions } from '../status/attention.ts'
import { useMinute } from '../time/use-now.ts'

/** What needs a person, before everything else, each with its next step and the button for it. */
export function Needs() {
  const page = usePage()
  const now = useMinute()
  const views = usePageState((state) => state.connections) ?? []
  const needs = attentions(views, now)
  if (needs.length === 0) return null
  return (
    <section aria-label={page.words.overview.needsYou}>
      {needs.map((need) => (
        <Need key={need.view.id} need={need} now={now} />
      ))}
    </section>
  )
}

export function Need({ need, now }: { need: Attention; now: number }) {
  const page = usePage()
  const { name } = need.view
  const { say, next } = needTelling(need, now, page.texts, page.words)
  return (
    <Banner
      tone={need.level}
      title={
        <>
          <a href={addressOf({ screen: 'connection', name })}>{name}</a>:
        </>
      }
      action={
        <Button variant="default" onClick={() => act(need, page)}>
          {deedWord(need, page.words)}
        </Button>
      }
    >
      {say} {next}
    </Banner>
  )
}

/** The fault in words, its next step as the page knows it. */
export function needTelling(
  need: Attention,
  now: number,
  texts: Texts,
  words: PageTexts,
): { say: string; next: string } {
  const { name, expiresAt } = need.view
  if (need.fault === null) {
    const span = sayDuration((momentOf(expiresAt) ?? now) - now)
    return { say: filled(words.overview.endsSoon, { span }), next: words.overview.endsSoonNext }
  }
  const { say, next } = faultTelling(texts, need.fault, { name })
  return { say, next: nextStepOf(words, need.fault, next) }
}

function deedWord({ action }: Attention, { overview }: PageTexts): string {
  const byAction = {
    paste: overview.actPaste,
    secret: overview.actSecret,
    settings: overview.actSettings,
    open: overview.actOpen,
    refresh: overview.actRefresh,
    'sign-in': overview.actSignIn,
    allow: overview.actAllow,
  }
  return byAction[action]
}

function act({ action, view: { name } }: Attention, { actions }: Page): void {
  if (action === 'refresh') void actions.refresh(name)
  else if (action === 'allow') void actions.allow(name)
  else if (action === 'sign-in') goTo({ screen: 'sign-in', name })
  else if (action === 'open') goTo({ screen: 'connection', name })
  else goTo({ screen: 'edit', name, tokens: action !== 'settings' })
}
