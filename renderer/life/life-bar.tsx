import type { ReactNode } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { filled } from '../../shared/text/sentence.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { usePage } from '../state/page-context.ts'
import { sayMoment } from '../time/moments.ts'
import { currentSecond } from '../time/ticker.ts'
import { useLocale } from '../time/use-locale.ts'
import { useEachSecond } from '../time/use-now.ts'
import styles from './life-bar.module.css'
import { type LifeGeometry, lifeGeometry, passedShare } from './life-geometry.ts'

/** A token's life from issue to expiry: what has passed, where it stands now, when it renews. */
export function LifeBar({ view }: { view: ConnectionView }) {
  const { words } = usePage()
  const locale = useLocale()
  const life = lifeGeometry(view)
  const share = useEachSecond((now) => (life === null ? 0 : passedShare(now, life)))
  return lifeBar(view, life, share, (at) => sayMoment(at, currentSecond(), locale), words)
}

/** The same with what has passed, in percent. */
export function lifeBar(
  view: ConnectionView,
  life: LifeGeometry | null,
  share: number,
  say: (at: number) => string,
  { overview }: PageTexts,
): ReactNode {
  if (life === null) return <BareBar />
  const renewsAt = life.renewal === null ? null : momentOf(view.refreshAt)
  const label = filled(overview.lifeLabel, {
    issued: say(life.issuedAt),
    ...(renewsAt === null ? {} : { renews: say(renewsAt) }),
    ends: say(life.expiresAt),
  })
  return (
    <div className={styles.bar} data-tone={life.tone} role="img" aria-label={label} title={label}>
      <span className={styles.passed} style={{ width: `${share}%` }} />
      {life.renewal === null ? null : <span className={styles.zone} style={{ insetInlineStart: `${life.renewal}%` }} />}
    </div>
  )
}

/** Of a life that is not known. */
export function BareBar() {
  return <div className={styles.bar} aria-hidden="true" />
}
