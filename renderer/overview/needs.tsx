import { Button, Group } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { sayNumber } from '../../shared/text/counted.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { faultMessage, filled } from '../../shared/text/sentence.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { sayDuration } from '../../shared/time/duration.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { addressOf } from '../routes/route.ts'
import { goTo } from '../routes/router.ts'
import { Banner } from '../shell/banners/banner.tsx'
import { nextStepOf } from '../shell/next-step.ts'
import { type Page, usePage, usePageState } from '../state/page-context.ts'
import type { Attention } from '../status/attention.ts'
import styles from './needs.module.css'
import { type Cause, causesOf } from './needs-by-cause.ts'
import { callForView, runTogether, testConnection } from './together/run-together.ts'

/** More causes than these are shown on demand. */
const CAUSES_SHOWN = 5

/** What the list can do with the connections of one cause. */
type ListActions = { select(ids: readonly string[]): void; only(needs: readonly Attention[]): void }

/** What needs a person, with the next step and its button. In a long list (`many` not null): one expandable line for each cause. */
export function Needs({ needs, now, many }: { needs: readonly Attention[]; now: number; many: ListActions | null }) {
  const { words } = usePage()
  if (needs.length === 0) return null
  return (
    <section aria-label={words.overview.needsYou} className={many === null ? undefined : styles.block}>
      {many === null ? (
        needs.map((need) => <Need key={need.view.id} need={need} now={now} />)
      ) : (
        <Causes causes={causesOf(needs)} now={now} many={many} />
      )}
    </section>
  )
}

function Causes({ causes, now, many }: { causes: readonly Cause[]; now: number; many: ListActions }) {
  const { words } = usePage()
  const [isExpanded, setExpanded] = useState(false)
  // A "more" line for a single cause would save no room.
  const shown = isExpanded || causes.length <= CAUSES_SHOWN + 1 ? causes : causes.slice(0, CAUSES_SHOWN)
  return (
    <>
      {shown.map((cause) => (
        <CauseLine key={cause.key} cause={cause} now={now} many={many} />
      ))}
      {shown.length === causes.length ? null : (
        <button type="button" className={styles.more} onClick={() => setExpanded(true)}>
          {filled(words.needs.more, { count: causes.length - shown.length })}
        </button>
      )}
    </>
  )
}

function CauseLine({ cause, now, many }: { cause: Cause; now: number; many: ListActions }) {
  const page = usePage()
  const { words, texts } = page
  const [isOpen, setOpen] = useState(false)
  const { needs, systems } = cause
  const [first] = needs
  const { say, next } =
    needs.length === 1 ? needMessage(first, now, texts, words) : causeMessage(cause, now, texts, words)
  return (
    <div className={styles.cause} data-tone={first.level}>
      <div className={styles.line}>
        <IconAlertTriangle className={styles.icon} size={16} aria-hidden="true" />
        {needs.length === 1 ? (
          <a href={addressOf({ screen: 'connection', name: first.view.name })}>{first.view.name}</a>
        ) : (
          <b>{sayNumber(words.shell.language, needs.length)}</b>
        )}
        <span className={styles.say}>
          {say} {systems.length > 1 ? filled(words.needs.systems, { count: systems.length }) : ''}
        </span>
        {needs.length === 1 ? (
          <Button size="compact-sm" variant="default" onClick={() => runNextStep(first, page)}>
            {actionWord(first, words)}
          </Button>
        ) : (
          <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? words.needs.hide : words.needs.show}
          </Button>
        )}
      </div>
      {isOpen ? <CauseDetails cause={cause} next={next} many={many} /> : null}
    </div>
  )
}

/** The list shows the rest. */
const NAMES_SHOWN = 24

/** The next step, the names, and the buttons for all of them. */
function CauseDetails({ cause: { needs }, next, many }: { cause: Cause; next: string; many: ListActions }) {
  const page = usePage()
  const { words } = page
  const busy = usePageState(({ work }) => work?.outcome === null)
  const names = needs.map(({ view }) => view.name)
  const refreshes = needs[0].action === 'refresh'
  const together = refreshes
    ? () => runTogether(page, 'refresh', names, (name) => callForView(page, 'connections.refresh', name))
    : () => runTogether(page, 'test', names, (name) => testConnection(page, name))
  return (
    <div className={styles.details}>
      <p>{next}</p>
      <p className={styles.names}>
        {names.slice(0, NAMES_SHOWN).map((name) => (
          <a key={name} href={addressOf({ screen: 'connection', name })}>
            {name}
          </a>
        ))}
        {names.length > NAMES_SHOWN ? (
          <span>{filled(words.comingUp.more, { count: names.length - NAMES_SHOWN })}</span>
        ) : null}
      </p>
      <Group gap={8}>
        <Button size="compact-sm" variant="default" disabled={busy} onClick={() => void together()}>
          {refreshes ? words.needs.refreshAll : words.needs.testAll}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => many.select(needs.map(({ view }) => view.id))}>
          {words.needs.select}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => many.only(needs)}>
          {words.needs.only}
        </Button>
      </Group>
    </div>
  )
}

/** The message with those parameters that all of them share. */
function causeMessage({ needs }: Cause, now: number, texts: Texts, words: PageTexts): { say: string; next: string } {
  const [first] = needs
  if (first.fault === null) {
    const ends = needs.map(({ view }) => momentOf(view.expiresAt) ?? now)
    return {
      say: filled(words.overview.endSoon, { span: sayDuration(Math.min(...ends) - now) }),
      next: words.overview.endSoonNext,
    }
  }
  const shared = Object.entries(first.fault.params).filter(([key, value]) =>
    needs.every(({ fault }) => fault?.params[key] === value),
  )
  const { say, next } = faultMessage(texts, { code: first.fault.code, params: Object.fromEntries(shared) })
  return { say, next: nextStepOf(words, first.fault, next) }
}

/** For the connection's own page: without the name, and without the button, which stands in the page's head. */
export function OwnNeed({ need, now }: { need: Attention; now: number }) {
  const { texts, words } = usePage()
  const { say, next } = needMessage(need, now, texts, words)
  return (
    <Banner tone={need.level} title={capitalise(say)}>
      {next}
    </Banner>
  )
}

/** For a sentence that elsewhere follows a name. */
function capitalise(say: string): string {
  return say.charAt(0).toLocaleUpperCase() + say.slice(1)
}

function Need({ need, now }: { need: Attention; now: number }) {
  const page = usePage()
  const { name } = need.view
  const { say, next } = needMessage(need, now, page.texts, page.words)
  return (
    <Banner
      tone={need.level}
      title={
        <>
          <a href={addressOf({ screen: 'connection', name })}>{name}</a>:
        </>
      }
      action={
        <Button variant="default" onClick={() => runNextStep(need, page)}>
          {actionWord(need, page.words)}
        </Button>
      }
    >
      {say} {next}
    </Banner>
  )
}

/** The fault in words, its next step as the page knows it. */
export function needMessage(
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
  const { say, next } = faultMessage(texts, need.fault, { name })
  return { say, next: nextStepOf(words, need.fault, next) }
}

function actionWord({ action }: Attention, { overview }: PageTexts): string {
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

function runNextStep({ action, view: { name } }: Attention, { actions }: Page): void {
  if (action === 'refresh') void actions.refresh(name)
  else if (action === 'allow') void actions.allow(name)
  else if (action === 'sign-in') goTo({ screen: 'sign-in', name })
  else if (action === 'open') goTo({ screen: 'connection', name })
  else goTo({ screen: 'edit', name, tokens: action !== 'settings' })
}
