import type { ConnectionView } from '../../shared/connections/view.ts'
import { filled } from '../../shared/text/sentence.ts'
import { usePage } from '../state/page-context.ts'
import { sayMoment } from '../time/moments.ts'
import { currentSecond } from '../time/ticker.ts'
import { useLocale } from '../time/use-locale.ts'
import { useEachSecond } from '../time/use-now.ts'
import styles from './life-bar.module.css'
import { type LifeGeometry, lifeGeometry, momentOf, passedShare } from './life-geometry.ts'

/** A token's life from issue to expiry: what has passed, where it stands now, when it renews. */
export function LifeBar({ view }: { view: ConnectionView }) {
  const { words } = usePage()
  const locale = useLocale()
  const life = lifeGeometry(view)
  if (life === null) return <BareBar />
  const say = (at: number) => sayMoment(at, currentSecond(), locale)
  const renewsAt = life.renewal === null ? null : momentOf(view.refreshAt)
  const label = filled(words.overview.lifeLabel, {
    issued: say(life.issuedAt),
    ...(renewsAt === null ? {} : { renews: say(renewsAt) }),
    ends: say(life.expiresAt),
  })
  return (
    <div className={styles.bar} data-tone={life.tone} role="img" aria-label={label} title={label}>
      <Passing life={life} />
      {life.renewal === null ? null : <RenewalZone from={life.renewal} />}
    </div>
  )
}

/** Of a life that is not known. */
export function BareBar() {
  return <div className={styles.bar} aria-hidden="true" />
}

/** What has passed, and where it stands now; of one clock, since both move together. */
function Passing({ life }: { life: LifeGeometry }) {
  const share = useEachSecond((now) => passedShare(now, life))
  return (
    <>
      <span className={styles.passed} style={{ width: `${share}%` }} />
      <span className={styles.now} style={{ insetInlineStart: `${share}%` }} />
    </>
  )
}

function RenewalZone({ from }: { from: number }) {
  return (
    <>
      <span className={styles.zone} style={{ insetInlineStart: `${from}%` }} />
      <span className={styles.plan} style={{ insetInlineStart: `${from}%` }} />
    </>
  )
}
