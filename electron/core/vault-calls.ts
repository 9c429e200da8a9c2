import type { VaultStatus } from '../../shared/contract.ts'
import { raise } from '../../shared/fault.ts'
import type { Connections } from './connections.ts'
import type { Diary } from './diary.ts'
import { MANIFEST_KEY } from './manifest.ts'
import { moveVault } from './move-vault.ts'
import type { VaultKind, Vaults } from './ports.ts'
import type { Refresher } from './refresher.ts'

/** What a person does to the vault as a whole. */
export type VaultCalls = {
  status(): Promise<VaultStatus>
  unlock(passphrase: string | undefined): Promise<VaultStatus>
  move(to: VaultKind, passphrase: string | undefined): Promise<VaultStatus>
  changePassphrase(next: string): Promise<void>
}

export type VaultContext = {
  readonly connections: Connections
  readonly refresher: Refresher
  readonly diary: Diary
  readonly vaults: Vaults
}

export function createVaultCalls({ connections, refresher, diary, vaults }: VaultContext): VaultCalls {
  async function status(): Promise<VaultStatus> {
    const vault = connections.vault()
    return {
      kind: vault.kind,
      condition: await vault.condition(),
      connections: connections.isOpen() ? connections.all().length : null,
    }
  }

  return {
    status,
    async unlock(passphrase) {
      await connections.vault().unlock(passphrase)
      await connections.open()
      refresher.replanAll()
      return status()
    },
    async move(to, passphrase) {
      const from = connections.vault()
      if (from.kind === to) raise('vault_already_there', { kind: to })
      await connections.open()
      // Nothing may be written to the old vault once it has been copied, so the move has every connection's turn.
      const left = await connections.standstill(async () => {
        const target = await vaults.open(to, passphrase ?? null)
        const keys = [MANIFEST_KEY, ...connections.all().map((held) => held.id)]
        return moveVault(from, target, keys, async () => {
          await vaults.choose(to)
          connections.useVault(target)
        })
      })
      await from.close()
      // What the old vault would not give up is said, so that a person can look after it.
      diary.note({ event: 'vault_moved', params: { from: from.kind, to, left: left.length } })
      return status()
    },
    async changePassphrase(next) {
      const vault = connections.vault()
      if (vault.changePassphrase === undefined) raise('no_passphrase_here', { kind: vault.kind })
      await vault.changePassphrase(next)
      diary.note({ event: 'passphrase_changed' })
    },
  }
}
