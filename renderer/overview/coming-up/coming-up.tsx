import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { memoizeLast } from '../../state/memoize-last.ts'
import { usePage } from '../../state/page-context.ts'
import { useMinute } from '../../time/use-now.ts'
import styles from './coming-up.module.css'
import { BRIEF_SHOWN, ComingUpList } from './coming-up-list.tsx'
import { comingUp, isSamePlan } from './coming-up-plan.ts'
import { ComingUpStrip } from './coming-up-strip.tsx'

const DAY_MS = 86_400_000
const RANGES = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const
type Range = keyof typeof RANGES

const planOf = memoizeLast(comingUp, isSamePlan)

/** What happens in the next day, week or month: as a strip and as a list. */
export function ComingUp({ views, folded }: { views: readonly ConnectionView[]; folded: boolean }) {
  const { comingUp: words, needs } = usePage().words
  const now = useMinute()
  const [range, setRange] = useState<Range>('week')
  const rangeMs = RANGES[range]
  const [isOpen, setOpen] = useState(false)
  const brief = folded && !isOpen
  const plan = planOf(views, now, rangeMs, brief ? BRIEF_SHOWN : undefined)
  return (
    <section className={styles.card} aria-labelledby="coming-up">
      <div className={styles.top}>
        <h2 id="coming-up">{words.title}</h2>
        {folded ? (
          <button type="button" className={styles.fold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? needs.hide : needs.show}
          </button>
        ) : null}
        {brief ? null : (
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
        )}
      </div>
      {brief ? null : <ComingUpStrip plan={plan} now={now} rangeMs={rangeMs} />}
      <ComingUpList plan={plan} now={now} brief={brief} />
    </section>
  )
}
