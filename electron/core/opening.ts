import { type Fault, faultOf } from '../../shared/fault.ts'
import type { KeeperParts } from './keeper-parts.ts'
import { vaultStatus } from './vault/vault-calls.ts'

export type OpeningContext = Pick<KeeperParts, 'connections' | 'tell'> & {
  /** Right after each time that the list could be read. */
  readonly opened: () => Promise<void>
}

/** The vault as it was found last. */
export function createOpening({ connections, tell, opened }: OpeningContext) {
  let vaultFault: Fault | null = null
  return {
    /** Reads the list if that has not been possible so far. Raises the vault's fault. */
    async open(): Promise<void> {
      const wasShut = vaultFault !== null
      try {
        await connections.open()
        vaultFault = null
        await opened()
      } catch (thrown) {
        vaultFault = faultOf(thrown)
        throw thrown
      }
      // Opened from outside, perhaps: whoever shows that it is shut must hear of it.
      if (wasShut) tell({ notice: 'vault.changed', status: await vaultStatus(connections) })
    },
    fault: (): Fault | null => vaultFault,
  }
}
