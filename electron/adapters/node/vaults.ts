import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest, VaultBackend, Vaults } from '../../core/ports.ts'
import { chooseVault, type VaultMakers, vaultsToMoveTo } from './choose-vault.ts'
import { encryptedFileVault } from './encrypted-file.ts'
import { keychainVault } from './keychain.ts'
import { memoryVault } from './memory-vault.ts'
import type { AskPassphrase } from './passphrase.ts'
import { readVaultChoice, type VaultChoice, writeVaultChoice } from './vault-choice.ts'
import { hasDocuments } from './vault-key.ts'

export type VaultSetting = {
  /** Must be there already. */
  stateFolder: string
  env: NodeJS.ProcessEnv
  digest: Digest
  askPassphrase: AskPassphrase
}

/** The vault of a state folder for this run, and the way to the others. Faults: those of chooseVault. */
export async function vaultsOf({ stateFolder, env, digest, askPassphrase }: VaultSetting) {
  const make = await makers(stateFolder, env, digest, askPassphrase)
  const remember = (choice: VaultChoice) => writeVaultChoice(stateFolder, choice)
  const vault: VaultBackend = await chooseVault({
    forced: env.EVERBEARER_VAULT,
    stored: await readVaultChoice(stateFolder),
    fileVaultInUse: () => hasDocuments(vaultFolder(stateFolder)),
    make,
    remember,
  })
  const vaults: Vaults = vaultsToMoveTo(vault.kind, make, remember)
  return { vault, vaults }
}

async function makers(
  stateFolder: string,
  env: NodeJS.ProcessEnv,
  digest: Digest,
  askPassphrase: AskPassphrase,
): Promise<VaultMakers> {
  // By its real path, so that a link to the folder finds the same entries.
  const service = `everbearer-${digest(await realpath(stateFolder)).slice(0, 16)}`
  return {
    keychain: () => keychainVault({ service, digest, env }),
    file: () => encryptedFileVault({ folder: vaultFolder(stateFolder), askPassphrase }),
    memory: memoryVault,
  }
}

function vaultFolder(stateFolder: string): string {
  return join(stateFolder, 'vault')
}
