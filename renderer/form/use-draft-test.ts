import { useEffect, useState } from 'react'
import { usePage, usePageState } from '../state/page-context.ts'
import { DRAFT, type TestRun } from '../state/page-state.ts'
import { entryOf, type FormValues } from './form-values.ts'
import type { UsedForm } from './use-connection-form.ts'

export type TestedDraft = {
  /** The newest test of this form; null before the first. */
  readonly run: TestRun | null
  /** The same, unless something was changed since. */
  readonly ofThis: TestRun | null
  begin(): void
  forget(): void
}

/** Tests what stands in the form, and knows whether it still stands there; gone with the form, since nothing was saved. */
export function useDraftTest({ system, view, values }: UsedForm): TestedDraft {
  const { actions } = usePage()
  const run = usePageState(({ tests }) => tests[DRAFT]) ?? null
  const [tested, setTested] = useState<string | null>(null)
  const { testDraft, forgetDraft } = actions.tests
  useEffect(() => forgetDraft, [forgetDraft])
  return {
    run,
    ofThis: tested === textOf(values) ? run : null,
    begin() {
      setTested(textOf(values))
      void testDraft(entryOf(values, system, view === null ? 'new' : 'kept'), view?.name ?? null)
    },
    forget: forgetDraft,
  }
}

/** To tell whether anything was changed since; the name is not part of it, since no server hears of that. */
function textOf(values: FormValues): string {
  return JSON.stringify({ ...values, name: '' })
}
