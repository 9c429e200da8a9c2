import type { SharedVault, VaultBackend } from '../../../core/ports.ts'
import type { SharedOpening } from './shared-opening.ts'

/** The shared vault as long as the one beside it may still be locked: it opens with the first that is wanted of it. */
export function sharedBeside(local: VaultBackend, opening: SharedOpening): VaultBackend {
  let opened: SharedVault | null = null
  let ready: Promise<SharedVault> | null = null

  const open = async () => (await import('../etcd/shared-vaults.ts')).sharedVaultBeside(local, opening)

  function whenReady(): Promise<SharedVault> {
    ready ??= open().then(
      (vault) => {
        opened = vault
        return vault
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
      return opened?.fleet
    },
    get admin() {
      return opened?.admin
    },
    read: async (key, why) => (await whenReady()).read(key, why),
    write: async (key, value, why) => (await whenReady()).write(key, value, why),
    remove: async (key, why) => (await whenReady()).remove(key, why),
    condition: () => local.condition(),
    async unlock(passphrase) {
      await local.unlock(passphrase)
      await whenReady()
    },
    trouble: () => opened?.trouble?.() ?? null,
    facts: async () => (await whenReady()).facts?.() ?? {},
    close: async () => (opened === null ? local.close() : opened.close()),
  }
}
