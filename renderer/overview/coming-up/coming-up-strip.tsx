import { usePage } from '../../state/page-context.ts'
import { sayDay, sayTime } from '../../time/moments.ts'
import { useLocale } from '../../time/use-locale.ts'
import styles from './coming-up.module.css'
import { gridMoments, laneDots } from './coming-up-lanes.ts'
import type { ComingUp } from './coming-up-plan.ts'
import { comingWords, rhythmWords } from './coming-up-words.ts'

const DAY_MS = 86_400_000

/** Time from left to right: dots renew, upright bars end. The list below says the same, so this is for eyes alone. */
export function ComingUpStrip({ plan, now, rangeMs }: { plan: ComingUp; now: number; rangeMs: number }) {
  const { words } = usePage()
  const locale = useLocale()
  const offset = -new Date(now).getTimezoneOffset()
  const place = (at: number) => ({ left: `${Math.round(((at - now) / rangeMs) * 10_000) / 100}%` })
  const label = (at: number) => (rangeMs <= DAY_MS ? sayTime(at, locale) : sayDay(at, now, locale))
  const dots = laneDots(
    plan.events.filter(({ kind }) => kind === 'renewal'),
    now,
    rangeMs,
  )
  return (
    <div className={styles.strip} aria-hidden="true">
      {gridMoments(now, rangeMs, offset).map((at) => (
        <span key={at} className={styles.grid} style={place(at)}>
          <span className={styles.label}>{label(at)}</span>
        </span>
      ))}
      {plan.rhythms.map((rhythm) => (
        <span
          key={rhythm.name}
          className={styles.rhythm}
          style={place(rhythm.from)}
          title={rhythmWords(words, rhythm)}
        />
      ))}
      {dots.map(({ event, left, lane }) => (
        <span
          key={`${event.name} ${event.at}`}
          className={styles.dot}
          data-lane={lane}
          data-expected={event.expected}
          style={{ left: `${left}%` }}
          title={comingWords(words, event)}
        />
      ))}
      {plan.events
        .filter(({ kind }) => kind !== 'renewal')
        .map((event) => (
          <span
            key={`${event.name} ${event.kind}`}
            className={styles.mark}
            data-kind={event.kind}
            style={place(event.at)}
            title={comingWords(words, event)}
          />
        ))}
    </div>
  )
}
