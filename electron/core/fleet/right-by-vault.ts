import { raise } from '../../../shared/fault.ts'
import { ALONE, type RenewalRight } from '../renewal/renewal-right.ts'
import type { Fleet } from './fleet.ts'
import type { SharedRightContext } from './shared-right.ts'

/** Alone or not is the vault's to say, which may be another one tomorrow. Nothing is loaded for a workstation alone. */
export function rightByVault(context: SharedRightContext): RenewalRight {
  const rights = new WeakMap<Fleet, Promise<RenewalRight>>()

  function rightOver(fleet: Fleet): Promise<RenewalRight> {
    const right =
      rights.get(fleet) ?? import('./shared-right.ts').then(({ sharedRight }) => sharedRight(context, fleet))
    rights.set(fleet, right)
    return right
  }

  return (record, system) => {
    const { kind, fleet } = context.connections.vault()
    if (fleet !== undefined) return rightOver(fleet).then((right) => right(record, system))
    // Shared, and not open yet: whoever took himself for alone would send what another is sending.
    if (kind === 'shared') raise('store_unreachable')
    return ALONE
  }
}
