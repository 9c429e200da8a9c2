import type { VaultStatus } from '../../shared/contract.ts'
import { raise } from '../../shared/fault.ts'
import type { Connections } from './connections.ts'
import type { Diary } from './diary.ts'
import { MANIFEST_KEY, readManifest, writeManifest } from './manifest.ts'
import { moveVault } from './move-vault.ts'
import type { VaultBackend, VaultKind, Vaults } from './ports.ts'
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
  /** Reads the manifest, and tells everybody when the vault was shut before. */
  readonly open: () => Promise<void>
  readonly refresher: Refresher
  readonly diary: Diary
  readonly vaults: Vaults
}

export async function vaultStatus(connections: Connections): Promise<VaultStatus> {
  const vault = connections.vault()
  return {
    kind: vault.kind,
    condition: await vault.condition(),
    ...(vault.why === undefined ? {} : { why: vault.why }),
    connections: connections.isOpen() ? connections.all().length : null,
  }
}

export function createVaultCalls({ connections, open, refresher, diary, vaults }: VaultContext): VaultCalls {
  const status = () => vaultStatus(connections)

  /** The first choice: nothing is there to copy. The target proves that it can be written before it is remembered. */
  async function choose(from: VaultBackend, to: VaultKind, passphrase: string | undefined): Promise<void> {
    await connections.standstill(async () => {
      assertInUse(from)
      const target = await vaults.open(to, passphrase ?? null)
      try {
        await writeManifest(target, await readManifest(target))
        await vaults.choose(to)
      } catch (thrown) {
        await target.close()
        throw thrown
      }
      connections.useVault(target)
    })
    await open()
    refresher.replanAll()
    diary.note({ event: 'vault_chosen', params: { to } })
  }

  async function moveAll(from: VaultBackend, to: VaultKind, passphrase: string | undefined): Promise<void> {
    await open()
    // Nothing may be written to the old vault once it has been copied, so the move has every connection's turn.
    const left = await connections.standstill(async () => {
      assertInUse(from)
      const target = await vaults.open(to, passphrase ?? null)
      const keys = [MANIFEST_KEY, ...connections.all().map((held) => held.id)]
      const switchOver = async () => {
        await vaults.choose(to)
        connections.useVault(target)
      }
      return moveVault(from, target, keys, switchOver).catch(async (thrown) => {
        if (connections.vault() !== target) await target.close()
        throw thrown
      })
    })
    await from.close()
    // What the old vault would not give up is said, so that a person can look after it.
    diary.note({ event: 'vault_moved', params: { from: from.kind, to, left: left.length } })
  }

  /** Two windows may ask at the same time; the second one meets what the first has done. */
  function assertInUse(vault: VaultBackend): void {
    const { kind } = connections.vault()
    if (connections.vault() !== vault) raise('vault_already_there', { kind })
  }

  return {
    status,
    async unlock(passphrase) {
      await connections.vault().unlock(passphrase)
      await open()
      refresher.replanAll()
      return status()
    },
    async move(to, passphrase) {
      const from = connections.vault()
      if (from.kind === to) raise('vault_already_there', { kind: to })
      await (from.kind === 'none' ? choose(from, to, passphrase) : moveAll(from, to, passphrase))
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
