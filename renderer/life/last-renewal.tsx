import type { ReactNode } from 'react'
import { isVaultShut } from '../../shared/connections/states.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { briefly, filled } from '../../shared/text/sentence.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { type Page, usePage } from '../state/page-context.ts'
import { type Locale, sayMoment } from '../time/moments.ts'
import { useLocale } from '../time/use-locale.ts'
import { useEachSecond } from '../time/use-now.ts'
import { isShortLived } from './life-geometry.ts'

/** "12 Nov, 04:10 · 0.4 s · rotated": how the last renewal went, in one line. */
export function LastRenewal({ view }: { view: ConnectionView }) {
  const page = usePage()
  const locale = useLocale()
  return lastRenewal(
    view,
    useEachSecond((now) => lastWords(page, view, locale, now)),
  )
}

/** The same with words that are there already. */
export function lastRenewal({ lastRefresh }: ConnectionView, words: string): ReactNode {
  return momentOf(lastRefresh?.at ?? null) === null ? words : <time dateTime={lastRefresh?.at}>{words}</time>
}

export function lastWords({ words }: Pick<Page, 'words'>, view: ConnectionView, locale: Locale, now: number): string {
  const { overview } = words
  const { lastRefresh: last } = view
  const at = momentOf(last?.at ?? null)
  if (last === null || at === null) return withoutRenewal(view, overview)
  return filled(templateFor(last, overview), {
    at: sayMoment(at, now, locale, { seconds: isShortLived(view) }),
    took: briefly(last.tookMs),
  })
}

function withoutRenewal(view: ConnectionView, overview: PageTexts['overview']): string {
  const { renewable, expirySource, signIn } = view
  if (isVaultShut(view)) return ''
  // Nobody has signed in yet, or the sign-in brought nothing to renew with: no token of somebody's own making.
  if (renewable || signIn !== null) return overview.lastNone
  return expirySource === 'typed' ? overview.lastFixedTyped : overview.lastFixed
}

function templateFor(last: NonNullable<ConnectionView['lastRefresh']>, overview: PageTexts['overview']): string {
  if (last.outcome === 'failed') return overview.lastFailed
  if (last.outcome === 'refused') return overview.lastRefused
  return last.rotated ? overview.lastRotated : overview.lastRenewed
}
