import type { Handlers, Notice, VaultStatus } from '../../../shared/api/contract/contract.ts'
import type { VaultCalls } from './vault-calls.ts'

export type VaultHandlersContext = {
  readonly vault: VaultCalls
  readonly open: () => Promise<void>
  readonly tell: (notice: Notice) => void
}

/** The vault's calls as doors take them; whoever watches hears what became of it. */
export function vaultHandlers({ vault, open, tell }: VaultHandlersContext) {
  function told<Status extends VaultStatus>(status: Status): Status {
    tell({ notice: 'vault.changed', status })
    return status
  }

  return {
    'vault.status': async () => {
      // A passphrase that was given is tried: "waiting for it" would be untrue.
      await open().catch(() => undefined)
      return vault.status()
    },
    'vault.unlock': async ({ passphrase }) => told(await vault.unlock(passphrase)),
    'vault.move': async ({ to, passphrase, confirm }) => told(await vault.move(to, passphrase, confirm)),
    'vault.passphrase': async ({ present, next }) => {
      await vault.changePassphrase(present, next)
      return {}
    },
  } satisfies Partial<Handlers>
}
