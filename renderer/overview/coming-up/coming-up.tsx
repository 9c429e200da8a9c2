import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { usePage } from '../../state/page-context.ts'
import { useMinute } from '../../time/use-now.ts'
import styles from './coming-up.module.css'
import { ComingUpList } from './coming-up-list.tsx'
import { comingUp } from './coming-up-plan.ts'
import { ComingUpStrip } from './coming-up-strip.tsx'

const DAY_MS = 86_400_000
const RANGES = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const
type Range = keyof typeof RANGES

/** What the next day, week or month brings: drawn for the eye, and said for everyone. */
export function ComingUp({ views }: { views: readonly ConnectionView[] }) {
  const words = usePage().words.comingUp
  const now = useMinute()
  const [range, setRange] = useState<Range>('week')
  const rangeMs = RANGES[range]
  const plan = comingUp(views, now, rangeMs)
  return (
    <section className={styles.card} aria-labelledby="coming-up">
      <div className={styles.top}>
        <h2 id="coming-up">{words.title}</h2>
        <SegmentedControl
          size="xs"
          aria-label={words.range}
          value={range}
          onChange={(value) => setRange(value as Range)}
          data={[
            { value: 'day', label: words.day },
            { value: 'week', label: words.week },
            { value: 'month', label: words.month },
          ]}
        />
      </div>
      <ComingUpStrip plan={plan} now={now} rangeMs={rangeMs} />
      <ComingUpList plan={plan} now={now} />
    </section>
  )
}
