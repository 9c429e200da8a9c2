import type { SharedVault, VaultBackend } from '../../../core/ports.ts'
import type { SharedOpening } from './shared-opening.ts'

/** The shared vault, opened with the first read or write, since the local vault beside it may still be locked. */
export function sharedVaultWhenOpen(local: VaultBackend, opening: SharedOpening): VaultBackend {
  let vault: SharedVault | null = null
  let ready: Promise<SharedVault> | null = null

  const open = async () => (await import('../etcd/shared-vaults.ts')).sharedVaultBeside(local, opening)

  function openOnce(): Promise<SharedVault> {
    ready ??= open().then(
      (opened) => {
        vault = opened
        return opened
      },
      (thrown: unknown) => {
        ready = null
        throw thrown
      },
    )
    return ready
  }

  return {
    kind: 'shared',
    get fleet() {
      return vault?.fleet
    },
    get admin() {
      return vault?.admin
    },
    read: async (key, why) => (await openOnce()).read(key, why),
    write: async (key, value, why) => (await openOnce()).write(key, value, why),
    remove: async (key, why) => (await openOnce()).remove(key, why),
    condition: () => local.condition(),
    async unlock(passphrase) {
      await local.unlock(passphrase)
      await openOnce()
    },
    trouble: () => vault?.trouble?.() ?? null,
    facts: async () => (await openOnce()).facts?.() ?? {},
    close: async () => (vault === null ? local.close() : vault.close()),
  }
}
