import { memo } from 'react'
import { usePage } from '../../state/page-context.ts'
import { sayDay, sayTime } from '../../time/moments.ts'
import { useLocale } from '../../time/use-locale.ts'
import styles from './coming-up.module.css'
import { CROWD, crowdBars, gridMoments, laneDots } from './coming-up-lanes.ts'
import type { ComingUp } from './coming-up-plan.ts'
import { comingWords, recurrenceWords } from './coming-up-words.ts'

const DAY_MS = 86_400_000
/** From this share of the strip on, a label behind its line would be cut off at the narrowest width that has labels. */
const LABEL_BEFORE_FROM = 0.92

/** A time line: dots are renewals, upright bars ends. Hidden from assistive programs, which read the list below. */
export const ComingUpStrip = memo(function ComingUpStrip({
  plan,
  now,
  rangeMs,
}: {
  plan: ComingUp
  now: number
  rangeMs: number
}) {
  const { words } = usePage()
  const locale = useLocale()
  const offset = -new Date(now).getTimezoneOffset()
  const place = (at: number) => ({ insetInlineStart: `${Math.round(((at - now) / rangeMs) * 10_000) / 100}%` })
  const side = (at: number) => ((at - now) / rangeMs > LABEL_BEFORE_FROM ? 'before' : 'behind')
  const label = (at: number) => (rangeMs <= DAY_MS ? sayTime(at, locale) : sayDay(at, now, locale))
  const renewals = plan.events.filter(({ kind }) => kind === 'renewal')
  const isCrowd = renewals.length > CROWD
  const dots = isCrowd ? [] : laneDots(renewals, now, rangeMs)
  return (
    <div className={styles.strip} aria-hidden="true">
      {gridMoments(now, rangeMs, offset).map((at) => (
        <span key={at} className={styles.grid} style={place(at)}>
          <span className={styles.label} data-side={side(at)}>
            {label(at)}
          </span>
        </span>
      ))}
      {plan.recurrences.map((recurrence) => (
        <span
          key={recurrence.name}
          className={styles.recurrence}
          style={place(recurrence.from)}
          title={recurrenceWords(words, recurrence)}
        />
      ))}
      {isCrowd ? <Bars bars={crowdBars(renewals, now, rangeMs)} /> : null}
      {dots.map(({ event, left, lane }) => (
        <span
          key={`${event.name} ${event.at}`}
          className={styles.dot}
          data-lane={lane}
          data-expected={event.expected}
          style={{ insetInlineStart: `${left}%` }}
          title={comingWords(words, event)}
        />
      ))}
      {plan.events
        .filter(({ kind }) => kind !== 'renewal')
        .slice(0, CROWD)
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
})

/** The strip has no more room. */
const HIGHEST_PX = 44

function Bars({ bars }: { bars: readonly number[] }) {
  const most = Math.max(...bars)
  return bars.map((count, index) => {
    const width = 100 / bars.length
    const style = {
      insetInlineStart: `${index * width}%`,
      width: `calc(${width}% - 2px)`,
      height: (count / most) * HIGHEST_PX,
    }
    // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
    return count === 0 ? null : <span key={index} className={styles.bar} style={style} />
  })
}
