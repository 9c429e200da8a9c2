import type { ConnectionView } from '../../shared/domain/view.ts'
import { FAULT_KIND, type FaultCode } from '../../shared/fault.ts'

/** Troubles of one entry or of saving; the vault itself is open. */
const OF_ONE_ENTRY: readonly FaultCode[] = ['vault_damaged', 'vault_full']

/** The vault is shut, so that only the name and the last known end of this connection are known. */
export function isShut({ fault }: Pick<ConnectionView, 'fault'>): boolean {
  return fault !== null && FAULT_KIND[fault.code] === 'vault' && !OF_ONE_ENTRY.includes(fault.code)
}
