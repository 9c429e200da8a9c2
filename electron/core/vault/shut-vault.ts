import type { Fault } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'

/** True for troubles of the whole vault, after which reading the next document would only fail again. */
export function isVaultShut(trouble: Fault): boolean {
  return FAULT_KIND[trouble.code] === 'vault' && trouble.code !== 'vault_damaged'
}
