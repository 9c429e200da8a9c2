import type { TestRun } from '../../state/page-state.ts'
import { isRunning } from '../../state/page-state.ts'

/** What is said beside the buttons: exactly one thing, the one that counts most. */
export type FormStanding =
  | { readonly stands: 'wrong'; readonly errors: number }
  /** Nothing is wrong, and something is not there yet: the paths of its fields. */
  | { readonly stands: 'open'; readonly fields: readonly string[] }
  /** A test of exactly this has failed, worked, or could not prove everything. */
  | { readonly stands: 'failed' | 'proved' | 'partly' }
  /** Somebody has removed the connection meanwhile. */
  | { readonly stands: 'removed' }
  | { readonly stands: 'ready' }

export type StandingFacts = {
  /** Errors that are shown beside their fields. */
  readonly shownErrors: number
  /** Fields that have to be filled in and are not blamed for it yet. */
  readonly openFields: readonly string[]
  /** Null where nothing was tested, or something else than what stands there now. */
  readonly test: TestRun | null
}

export function standingOf({ shownErrors, openFields, test }: StandingFacts): FormStanding {
  if (shownErrors > 0) return { stands: 'wrong', errors: shownErrors }
  const tested = test === null || isRunning(test) ? null : test
  if (tested !== null && hasFailed(tested)) return { stands: 'failed' }
  if (openFields.length > 0) return { stands: 'open', fields: openFields }
  if (tested === null) return { stands: 'ready' }
  return { stands: tested.result?.tokenAccepted === 'yes' || tested.result?.canRenew === 'yes' ? 'proved' : 'partly' }
}

/** That a token was made to stay as it is, is nothing wrong with it: then no renewal is refused, and no fault is told. */
function hasFailed({ fault, result }: Pick<TestRun, 'fault' | 'result'>): boolean {
  if (fault !== null) return true
  if (result === null) return false
  return result.fault !== null || [result.reached, result.tokenAccepted].includes('no')
}
