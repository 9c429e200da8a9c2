import { Loader } from '@mantine/core'
import { IconCheck, IconMinus, IconQuestionMark, IconX } from '@tabler/icons-react'
import type { TestResult } from '../../../shared/api/contract/contract.ts'
import { type TestStage, testStages } from '../../../shared/connections/test-stages.ts'
import type { Verdict } from '../../../shared/systems/system.ts'
import { provedSentence } from '../../../shared/text/sentence.ts'
import { sayDuration } from '../../../shared/time/duration.ts'
import { FaultNote } from '../../shell/fault-note.tsx'
import { usePage } from '../../state/page-context.ts'
import type { TestRun } from '../../state/page-state.ts'
import { useEachSecond } from '../../time/use-now.ts'
import styles from './test-outcome.module.css'
import { TestSteps } from './test-steps.tsx'

const ICONS = { yes: IconCheck, no: IconX, unknown: IconQuestionMark, none: IconMinus } as const
const NOT_YET = { reached: 'unknown', tokenAccepted: 'unknown', canRenew: 'unknown', fault: null } as const

/** What renews it: the connection itself, nobody, or somebody who has still to sign in. */
export type RenewalKind = 'itself' | 'fixed' | 'sign-in'

/** A test stage by stage: what is proved, what is not, and what is still being asked. */
export function TestOutcome({ run, name, renewal }: { run: TestRun; name: string; renewal: RenewalKind }) {
  const { steps, result, fault } = run
  if (fault !== null) return <FaultNote fault={fault} name={name} />
  const running = result === null
  const outcome = result ?? NOT_YET
  return (
    <>
      {running ? <Running since={run.since} /> : null}
      <ul className={styles.list} aria-busy={running}>
        {testStages({ ...outcome, steps }).map((stage) => (
          <Stage key={stage.stage} stage={stage} outcome={outcome} running={running} renewal={renewal} />
        ))}
      </ul>
      {result?.fault == null ? null : (
        <div className={styles.fault}>
          <FaultNote fault={result.fault} name={name} />
        </div>
      )}
      {steps.length === 0 ? null : <TestSteps steps={steps} />}
    </>
  )
}

type Outcome = Pick<TestResult, 'reached' | 'tokenAccepted' | 'canRenew' | 'fault'>
type StageProps = {
  readonly stage: TestStage
  readonly outcome: Outcome
  readonly running: boolean
  readonly renewal: RenewalKind
}

function Stage({ stage: { stage, verdict }, outcome, running, renewal }: StageProps) {
  const words = useStageWords(outcome)
  const { connection } = usePage().words
  // That a token was made to stay as it is, is nothing wrong with it.
  if (renewal !== 'itself' && stage === 'can_renew' && !running) {
    return <Proved verdict="none" words={renewal === 'fixed' ? connection.testFixed : connection.testSignIn} />
  }
  if (running && verdict === 'unknown') {
    return (
      <li>
        <Loader size={14} className={styles.icon} aria-hidden="true" />
        <span className="soft">{words(stage, 'asking')}</span>
      </li>
    )
  }
  return <Proved verdict={verdict} words={words(stage, verdict)} />
}

/** One thing that was asked, answered by icon and sentence. */
export function Proved({ verdict, words }: { verdict: Verdict | 'none'; words: string }) {
  const Icon = ICONS[verdict]
  return (
    <li data-verdict={verdict}>
      <Icon size={16} stroke={2.4} className={styles.icon} aria-hidden="true" />
      {words}
    </li>
  )
}

function useStageWords(outcome: Outcome): (stage: TestStage['stage'], verdict: Verdict | 'asking') => string {
  const { words, texts } = usePage()
  const stages = words.testStages
  return (stage, verdict) => {
    if (verdict === 'asking') return stages[stage].asking
    if (stage === 'name_found' || stage === 'tls') return stages[stage][verdict]
    const proved = { reached: 'reached', token_accepted: 'tokenAccepted', can_renew: 'canRenew' } as const
    return provedSentence(texts, proved[stage], outcome)
  }
}

function Running({ since }: { since: number }) {
  const { connection } = usePage().words
  return (
    <p className={styles.running}>
      {connection.testRunning} <Elapsed since={since} />
    </p>
  )
}

/** For the eye alone: a screen reader that counted along would say nothing else. */
function Elapsed({ since }: { since: number }) {
  const span = useEachSecond((now) => sayDuration(Math.max(0, now - since)))
  return <span aria-hidden="true">{span}</span>
}
