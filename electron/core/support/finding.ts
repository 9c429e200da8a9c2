import type { Finding } from '../../../shared/api/contract/contract.ts'
import type { Fault } from '../../../shared/fault.ts'

/** One thing that the doctor has looked at, of one connection or of none. */
export function finding(
  probe: string,
  connection: string | null,
  level: Finding['level'],
  fault: Fault | null,
  facts: Finding['facts'],
): Finding {
  return { probe, connection, level, fault, facts }
}
