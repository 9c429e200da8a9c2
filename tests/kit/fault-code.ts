import type { FaultCode } from '../../shared/fault.ts'

/** The code of the fault that a piece of work ends with; anything else that it throws fails the test. */
export async function faultCodeOf(work: Promise<unknown>): Promise<FaultCode | 'none'> {
  return work.then(
    () => 'none',
    (thrown: { fault: { code: FaultCode } }) => thrown.fault.code,
  )
}
