import { expect, test } from 'vitest'
import { testStages } from '../../../shared/connections/test-stages.ts'
import { type FaultCode, fault } from '../../../shared/fault.ts'

function step(url: string, status: number | null, code: FaultCode | null) {
  return {
    name: 'health',
    url,
    status,
    tookMs: 1,
    fault: code === null ? null : { code, params: { ...fault(code).params } },
  }
}

const all = { reached: 'yes', tokenAccepted: 'yes', canRenew: 'unknown' } as const
const none = { reached: 'no', tokenAccepted: 'unknown', canRenew: 'unknown' } as const

test.each([
  ['all well over https', { ...all, steps: [step('https://a/', 200, null)] }, 'yes yes yes yes unknown'],
  ['all well over loopback http', { ...all, steps: [step('http://127.0.0.1/', 200, null)] }, 'yes yes yes unknown'],
  ['no such host', { ...none, steps: [step('https://a/', null, 'unknown_host')] }, 'no unknown no unknown unknown'],
  ['a bad certificate', { ...none, steps: [step('https://a/', null, 'certificate')] }, 'yes no no unknown unknown'],
  [
    'nobody listens',
    { ...none, steps: [step('https://a/', null, 'connection_refused')] },
    'yes unknown no unknown unknown',
  ],
  ['nothing was asked', { ...none, steps: [] }, 'unknown no unknown unknown'],
] as const)('%s', (_name, result, verdicts) => {
  const stages = testStages({ ...result, steps: result.steps.map((each) => ({ ...each })) })
  expect(stages.map(({ verdict }) => verdict).join(' ')).toBe(verdicts)
})
