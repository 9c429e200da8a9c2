import type { ConnectionView } from '../../shared/domain/view.ts'
import type { Proved as ProvedName } from '../../shared/text/texts.ts'
import { Card } from '../shell/card.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { Moment } from '../time/moment.tsx'
import { momentOf } from './life-geometry.ts'
import styles from './test-outcome.module.css'
import { Proved, TestOutcome } from './test-outcome.tsx'

const PROVED: readonly ProvedName[] = ['reached', 'tokenAccepted', 'canRenew']

/** The test of this page, step by step; else what is remembered of the last one. */
export function TestCard({ view }: { view: ConnectionView }) {
  const { words, texts } = usePage()
  const run = usePageState((state) => state.tests[view.id])
  const { validated } = view
  const at = momentOf(run === undefined ? (validated?.at ?? null) : (run.result?.at ?? null))
  return (
    <Card title={words.connection.testTitle} aside={at === null ? null : <Moment at={at} />}>
      <div role="status">
        {run !== undefined ? (
          <TestOutcome run={run} name={view.name} />
        ) : validated === null ? (
          <p className={styles.soft}>{words.connection.testNever}</p>
        ) : (
          <ul className={styles.list}>
            {PROVED.map((what) => (
              <Proved key={what} verdict={validated[what]} words={texts.proved[what][validated[what]]} />
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}
