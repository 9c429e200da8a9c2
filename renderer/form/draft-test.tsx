import { Button, CloseButton } from '@mantine/core'
import { canRenewItself } from '../../shared/entry/mistakes.ts'
import { TestOutcome } from '../connection/testing/test-outcome.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './form.module.css'
import { useForm } from './form-context.ts'
import type { TestedDraft } from './use-draft-test.ts'

/** What a test of the form's values brings, stage by stage, right above the button that starts it. */
export function DraftTest({
  tested: { run, ofThis, forget },
  busy,
  tryRenewal,
}: {
  tested: TestedDraft
  busy: boolean
  tryRenewal: () => void
}) {
  const { form: words } = usePage().words
  const { system, values, judgement } = useForm()
  const signsIn = (system.signIn?.method(judgement.draft.settings) ?? null) !== null
  const renewal = canRenewItself(judgement.draft, system) ? 'itself' : signsIn ? 'sign-in' : 'fixed'
  const isChanged = run !== null && ofThis === null
  const result = ofThis?.result ?? null
  // Only a renewal proves it, and only where nothing else is known against it.
  const isTrial = renewal === 'itself' && result?.canRenew === 'unknown' && result.fault === null
  return (
    <div role="status">
      {run === null ? null : (
        <section className={styles.tested} aria-label={words.testOf}>
          <div className={styles.testedTop}>
            <p className={styles.soft}>{isChanged ? words.testChanged : words.testOf}</p>
            <CloseButton size="sm" aria-label={words.testHide} onClick={forget} />
          </div>
          <TestOutcome run={run} name={values.name} renewal={renewal} />
          {isTrial ? (
            <div className={styles.trial}>
              <p>{words.trial}</p>
              <Button size="xs" variant="default" loading={busy} onClick={tryRenewal}>
                {words.trialYes}
              </Button>
            </div>
          ) : null}
        </section>
      )}
    </div>
  )
}
