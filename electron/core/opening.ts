import type { LastKnown, VaultStatus } from '../../shared/api/contract/contract.ts'
import { type Fault, faultOf } from '../../shared/fault.ts'
import type { KeeperParts } from './keeper-parts.ts'

export type OpeningContext = Pick<KeeperParts, 'connections' | 'tell'> & {
  /** Right after each time that the list could be read. */
  readonly opened: () => Promise<void>
  /** What is told of a vault that is shut (overview.ts). */
  readonly lastKnown: () => LastKnown | null
}

export type Opening = Pick<KeeperParts, 'open' | 'vaultFault' | 'vaultStatus' | 'tellVault'>

/** The vault as it was found last. */
export function createOpening({ connections, tell, opened, lastKnown }: OpeningContext): Opening {
  let vaultFault: Fault | null = null

  async function vaultStatus(): Promise<VaultStatus> {
    const vault = connections.vault()
    const isGone = connections.isVaultGone()
    const found = isGone ? 'missing' : await vault.condition()
    // Its entries can be read and written, but for the one that says which there are.
    const unread = found === 'open' || found === 'damaged' ? vaultFault : null
    const trouble = unread ?? vault.trouble?.() ?? null
    const known = lastKnown()
    return {
      kind: vault.kind,
      condition: unread?.code === 'vault_damaged' ? 'damaged' : found,
      ...(vault.why === undefined || isGone ? {} : { why: vault.why }),
      connections: connections.isOpen() ? connections.all().length : null,
      ...(trouble === null ? {} : { trouble }),
      ...(known === null ? {} : { lastKnown: known }),
    }
  }

  async function tellVault(): Promise<VaultStatus> {
    const status = await vaultStatus()
    tell({ notice: 'vault.changed', status })
    return status
  }

  return {
    async open() {
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
      if (wasShut) await tellVault()
    },
    vaultFault: () => vaultFault,
    vaultStatus,
    tellVault,
  }
}
