import type { ConnectionView } from '../../shared/domain/view.ts'
import { filled } from '../../shared/text/sentence.ts'
import { usePage } from '../state/page-context.ts'
import { sayMoment } from '../time/moments.ts'
import { useLocale } from '../time/use-locale.ts'
import { useEachSecond } from '../time/use-now.ts'
import { momentOf } from './life-geometry.ts'

/** "12 Nov, 04:10 · 0.4 s · rotated": how the last renewal went, in one line. */
export function LastRenewal({ view }: { view: ConnectionView }) {
  const { overview } = usePage().words
  const locale = useLocale()
  const { lastRefresh: last } = view
  const at = momentOf(last?.at ?? null)
  const words = useEachSecond((now) => {
    if (last === null || at === null) return view.renewal === 'none' ? overview.lastFixed : overview.lastNone
    const took = `${(last.tookMs / 1_000).toFixed(1)} s`
    return filled(templateFor(last, overview), { at: sayMoment(at, now, locale), took })
  })
  return at === null ? words : <time dateTime={last?.at}>{words}</time>
}

type Words = Record<'lastFailed' | 'lastRefused' | 'lastRotated' | 'lastRenewed', string>

function templateFor(last: NonNullable<ConnectionView['lastRefresh']>, overview: Words): string {
  if (last.outcome === 'failed') return overview.lastFailed
  if (last.outcome === 'refused') return overview.lastRefused
  return last.rotated ? overview.lastRotated : overview.lastRenewed
}
