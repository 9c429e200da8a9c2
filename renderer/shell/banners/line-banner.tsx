import { filled } from '../../../shared/text/sentence.ts'
import { usePage, usePageState } from '../../state/page-context.ts'
import { sayTime } from '../../time/moments.ts'
import { useLocale } from '../../time/use-locale.ts'
import styles from './banner.module.css'
import { Banner } from './banner.tsx'
import { ClosedBanner } from './closed-banner.tsx'

/** The line to the keeper, when there is something to say about it. Calm: nothing is lost, and it mends itself. */
export function LineBanner() {
  return (
    <div className={styles.line} aria-live="polite">
      <LineWords />
    </div>
  )
}

function LineWords() {
  const { shell } = usePage().words
  const locale = useLocale()
  const line = usePageState((state) => state.line)
  const downSince = usePageState((state) => state.downSince)
  if (line === 'live' || line === 'connecting') return null
  if (line === 'closed') return <ClosedBanner />
  const at = sayTime(downSince ?? 0, locale, { seconds: true })
  const gone = line === 'keeper-gone'
  return (
    <Banner tone="grey" title={`${filled(gone ? shell.goneTitle : shell.lostTitle, { at })}.`}>
      {gone ? shell.goneSay : shell.lostSay}
    </Banner>
  )
}
