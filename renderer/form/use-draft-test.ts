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
  const { draft, forgetDraft } = actions.tests
  useEffect(() => forgetDraft, [forgetDraft])
  return {
    run,
    ofThis: tested === wordOf(values) ? run : null,
    begin() {
      setTested(wordOf(values))
      void draft(entryOf(values, system, view === null ? 'new' : 'kept'), view?.name ?? null)
    },
    forget: forgetDraft,
  }
}

/** No server hears of the name. */
function wordOf(values: FormValues): string {
  return JSON.stringify({ ...values, name: '' })
}
