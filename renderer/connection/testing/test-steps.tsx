import type { TestResult } from '../../../shared/api/contract/contract.ts'
import { faultMessage, filled } from '../../../shared/text/sentence.ts'
import { waysOf } from '../../../shared/text/ways.ts'
import { sayUnit } from '../../../shared/time/duration.ts'
import { Sentence } from '../../shell/sentence.tsx'
import { usePage } from '../../state/page-context.ts'
import styles from './test-outcome.module.css'

/** Each question that was put to the server and how it was answered. */
export function TestSteps({ steps }: { steps: TestResult['steps'] }) {
  const { words, texts } = usePage()
  const { connection } = words
  return (
    <ol className={styles.steps} aria-label={connection.stepsName}>
      {steps.map((step) => (
        <li key={step.name}>
          <div>
            {texts.testSteps[step.name] ?? step.name}
            <span className="soft">
              {' · '}
              {step.status === null ? connection.stepNoAnswer : filled(connection.stepStatus, { status: step.status })}
              {' · '}
              {sayUnit(step.tookMs, 'ms')}
            </span>
          </div>
          <div className={styles.url}>
            <bdi>{step.url}</bdi>
          </div>
          {waysOf(texts, step).map((said) => (
            <div key={said} className="soft">
              {said}
            </div>
          ))}
          {step.fault === null ? null : (
            <div className={styles.bad}>
              <Sentence>{faultMessage(texts, step.fault).say}</Sentence>
            </div>
          )}
        </li>
      ))}
    </ol>
  )
}
