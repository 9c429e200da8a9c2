import type { ConnectionView } from '../../../shared/connections/view.ts'
import { momentOf } from '../../../shared/time/instant.ts'
import { Card } from '../../shell/card.tsx'
import { usePage, usePageState } from '../../state/page-context.ts'
import { isRunning, type TestRun } from '../../state/page-state.ts'
import { Moment } from '../../time/moment.tsx'
import styles from './test-outcome.module.css'
import { type RenewalKind, TestOutcome } from './test-outcome.tsx'

/** The newest test there is, step by step: one that runs on this page, or the one in the connection's own document. */
export function TestCard({ view }: { view: ConnectionView }) {
  const { connection } = usePage().words
  const own = usePageState((state) => state.tests[view.id])
  const { validated } = view
  const run = newest(own, validated)
  const at = momentOf(run?.result?.at ?? null)
  const isEarlier = validated !== null && run?.result?.at === validated.at && !validated.current
  return (
    <Card title={connection.testTitle} aside={at === null ? null : <Moment at={at} />}>
      <div role="status">
        {run === null ? (
          <p className="soft">{connection.testNever}</p>
        ) : (
          <TestOutcome run={run} name={view.name} renewal={renewalOf(view)} />
        )}
        {isEarlier ? <p className={styles.earlier}>{connection.testEarlier}</p> : null}
      </div>
    </Card>
  )
}

function renewalOf({ renewable, signIn }: ConnectionView): RenewalKind {
  if (renewable) return 'itself'
  return signIn === null ? 'fixed' : 'sign-in'
}

/** What another page, a program or the keeper has learned since counts before what this page was told. */
function newest(own: TestRun | undefined, validated: ConnectionView['validated']): TestRun | null {
  const keptAt = momentOf(validated?.at ?? null)
  if (own !== undefined && isRunning(own)) return own
  // Where nobody answered it may have gone on all the same, or another one came after it.
  if (own !== undefined && own.fault !== null && (keptAt === null || keptAt < own.since)) return own
  const ownAt = momentOf(own?.result?.at ?? null)
  if (validated === null || keptAt === null) return own ?? null
  // The document's answer to the very same test may have been mended by a renewal since.
  if (own !== undefined && ownAt !== null && ownAt > keptAt) return own
  return { run: '', since: keptAt, steps: validated.steps, result: validated, fault: null }
}
