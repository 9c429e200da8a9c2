import type { TestResult } from '../api/contract/contract.ts'
import type { Verdict } from '../systems/system.ts'

/** What a person watches in a test, in the order in which it must succeed. */
export const TEST_STAGES = ['name_found', 'tls', 'reached', 'token_accepted', 'can_renew'] as const
export type TestStage = { readonly stage: (typeof TEST_STAGES)[number]; readonly verdict: Verdict }

/**
 * The stages of a test from what its calls met: an unknown host failed at the name, a bad certificate at TLS, and
 * any reply at all has passed both. A plain http address has no TLS stage.
 */
export function testStages(
  result: Pick<TestResult, 'reached' | 'tokenAccepted' | 'canRenew' | 'steps'>,
): readonly TestStage[] {
  const codes = result.steps.map((step) => step.fault?.code)
  const answered = result.steps.some((step) => step.status !== null)
  const badName = codes.includes('unknown_host') || codes.includes('offline')
  const named: Verdict = badName ? 'no' : answered || codes.length > 0 ? 'yes' : 'unknown'
  const tls: Verdict = codes.includes('certificate') ? 'no' : answered ? 'yes' : 'unknown'
  const secure = result.steps.some((step) => step.url.startsWith('https:'))
  return [
    { stage: 'name_found', verdict: named },
    ...(secure ? [{ stage: 'tls' as const, verdict: tls }] : []),
    { stage: 'reached', verdict: result.reached },
    { stage: 'token_accepted', verdict: result.tokenAccepted },
    { stage: 'can_renew', verdict: result.canRenew },
  ]
}
