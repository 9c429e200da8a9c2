import { briefly, filled } from '../../../shared/text/sentence.ts'
import { usePage } from '../../state/page-context.ts'
import { sayMoment } from '../../time/moments.ts'
import { currentSecond } from '../../time/ticker.ts'
import { useLocale } from '../../time/use-locale.ts'
import styles from './history.module.css'
import { type Attempt, type History, summaryOf } from './history.ts'

const WIDTH = 600
const LIFE_TOP = 6
const LIFE_HEIGHT = 12
const BASE = 92
const TALLEST = 52

/** Lives as bars, one after another, and under them each renewal: as high as it took long, shaped as it ended. */
export function HistoryChart({ history }: { history: History }) {
  const { connection } = usePage().words
  const locale = useLocale()
  const now = currentSecond()
  const { since, until, lives, attempts } = history
  const x = (at: number) => 2 + ((at - since) / (until - since)) * (WIDTH - 4)
  const { renewed, failed, refused, usualMs, slowestMs } = summaryOf(attempts)
  const said = [
    filled(connection.historyRenewed, {
      count: renewed,
      at: sayMoment(since, now, locale),
    }),
    failed === 0 ? '' : filled(connection.historyFailed, { count: failed }),
    refused === 0 ? '' : filled(connection.historyRefused, { count: refused }),
    usualMs === null || slowestMs === null
      ? ''
      : filled(connection.historyTook, { usual: briefly(usualMs), slowest: briefly(slowestMs) }),
  ]
    .filter((part) => part !== '')
    .join(' ')
  return (
    <figure className={styles.figure}>
      <svg
        className={styles.chart}
        viewBox={`0 0 ${WIDTH} 104`}
        preserveAspectRatio="none"
        role="img"
        aria-label={said}
      >
        {lives.map(({ from, until: end, replaced }, index) => (
          <rect
            key={from}
            className={styles.life}
            data-alternate={index % 2 === 1}
            data-present={!replaced}
            x={x(from)}
            y={LIFE_TOP}
            width={Math.max(1, x(end) - x(from) - 1)}
            height={LIFE_HEIGHT}
            rx={2}
          />
        ))}
        <line className={styles.base} x1={0} x2={WIDTH} y1={BASE} y2={BASE} />
        {attempts.map((attempt, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they never move, and two may be of one moment
          <AttemptMark key={`${attempt.at} ${index}`} attempt={attempt} x={x(attempt.at)} slowest={slowestMs ?? 1} />
        ))}
      </svg>
      <div className={styles.ends} aria-hidden="true">
        <span>{sayMoment(since, now, locale)}</span>
        <span>{connection.now}</span>
      </div>
      <figcaption className={styles.said}>{said}</figcaption>
    </figure>
  )
}

/** A stem with a head: round where it worked, square where it was refused, hollow where it was tried again. */
function AttemptMark({
  attempt: { at, outcome, tookMs },
  x,
  slowest,
}: {
  attempt: Attempt
  x: number
  slowest: number
}) {
  const { connection } = usePage().words
  const locale = useLocale()
  const height = outcome === 'renewed' ? 8 + ((tookMs ?? 0) / Math.max(1, slowest)) * TALLEST : TALLEST
  const y = BASE - height
  const how = { renewed: connection.historyDone, failed: connection.historyFailing, refused: connection.historyNo }[
    outcome
  ]
  return (
    <g className={styles.attempt} data-outcome={outcome}>
      <title>
        {filled(how, {
          at: sayMoment(at, currentSecond(), locale, { seconds: true }),
          took: tookMs === null ? '' : briefly(tookMs),
        })}
      </title>
      <line x1={x} x2={x} y1={BASE} y2={y} />
      {/* A line of no length: its end keeps its shape however the chart is stretched. */}
      <path className={styles.head} d={`M${x} ${y}h0`} />
      {outcome === 'failed' ? <path className={styles.hole} d={`M${x} ${y}h0`} /> : null}
    </g>
  )
}
