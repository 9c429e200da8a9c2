import { useEffect } from 'react'
import { canRenewItself } from '../../shared/entry/mistakes.ts'
import { TestOutcome } from '../connection/testing/test-outcome.tsx'
import { Card } from '../shell/card.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { DRAFT } from '../state/page-state.ts'
import { useForm } from './form-context.ts'

/** What a test of the form's values brings, stage by stage; gone with the form, since nothing of it was saved. */
export function DraftTest({ name }: { name: string }) {
  const { words, actions } = usePage()
  const run = usePageState((state) => state.tests[DRAFT])
  const { forgetDraft } = actions.tests
  const { system, judgement } = useForm()
  const signsIn = (system.signIn?.way(judgement.draft.settings) ?? null) !== null
  const renewal = canRenewItself(judgement.draft, system) ? 'itself' : signsIn ? 'sign-in' : 'fixed'
  useEffect(() => forgetDraft, [forgetDraft])
  return (
    <div role="status">
      {run === undefined ? null : (
        <Card title={words.form.testTitle}>
          <TestOutcome run={run} name={name} renewal={renewal} />
        </Card>
      )}
    </div>
  )
}
