import { Loader } from '@mantine/core'
import { IconCheck, IconQuestionMark, IconX } from '@tabler/icons-react'
import { sayDuration } from '../../shared/domain/duration.ts'
import type { ConnectionView } from '../../shared/domain/view.ts'
import type { Verdict } from '../../shared/systems/system.ts'
import { filled } from '../../shared/text/sentence.ts'
import type { Proved } from '../../shared/text/texts.ts'
import { Card } from '../shell/card.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { Moment } from '../time/moment.tsx'
import { useEachSecond } from '../time/use-now.ts'
import { momentOf } from './life-geometry.ts'
import styles from './test-card.module.css'
import { TestSteps } from './test-steps.tsx'

const PROVED: readonly Proved[] = ['reached', 'tokenAccepted', 'canRenew']
const ICONS = { yes: IconCheck, no: IconX, unknown: IconQuestionMark } as const

/** What the last test proved and what it did not, step by step; a running one shows that it runs. */
export function TestCard({ view }: { view: ConnectionView }) {
  const { connection } = usePage().words
  const run = usePageState((state) => state.tests[view.name])
  const running = run !== undefined && run.result === null
  const result = run?.result ?? null
  const proved = running ? null : (result ?? view.validated)
  const at = momentOf(proved?.at ?? null)
  return (
    <Card title={connection.testTitle} aside={at === null ? null : <Moment at={at} />}>
      <div role="status">
        {running ? <Running since={run.since} /> : null}
        {proved === null ? null : <Verdicts proved={proved} />}
      </div>
      {proved === null && !running ? <p className={styles.soft}>{connection.testNever}</p> : null}
      {result?.fault == null ? null : (
        <div className={styles.fault}>
          <FaultNote fault={result.fault} name={view.name} />
        </div>
      )}
      {result === null || result.steps.length === 0 ? null : <TestSteps steps={result.steps} />}
    </Card>
  )
}

function Verdicts({ proved }: { proved: Readonly<Record<Proved, Verdict>> }) {
  const { texts } = usePage()
  return (
    <ul className={styles.list}>
      {PROVED.map((what) => {
        const verdict = proved[what]
        const Icon = ICONS[verdict]
        return (
          <li key={what} data-verdict={verdict}>
            <Icon size={16} stroke={2.4} className={styles.icon} aria-hidden="true" />
            {texts.proved[what][verdict]}
          </li>
        )
      })}
    </ul>
  )
}

function Running({ since }: { since: number }) {
  const { connection } = usePage().words
  return (
    <p className={styles.running}>
      <Loader size={16} aria-hidden="true" />
      <span>
        {filled(connection.testRunning, { span: '' }).trim()} <Elapsed since={since} />
      </span>
    </p>
  )
}

/** Said by the eye alone: a screen reader that counted along would say nothing else. */
function Elapsed({ since }: { since: number }) {
  const span = useEachSecond((now) => sayDuration(Math.max(0, now - since)))
  return <span aria-hidden="true">{span}</span>
}
