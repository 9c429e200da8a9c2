import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { raise } from '../../../../shared/fault.ts'
import type { VaultBackend } from '../../../core/ports.ts'
import { makePrivateFolder, writeAtomically } from '../files/atomic-write.ts'
import { readStoredText } from '../files/stored-file.ts'
import { readVaultChoice } from './vault-choice.ts'
import { KEY_FILE } from './vault-folder.ts'

/**
 * A vault records which state folder it belongs to. Two folders over one keychain, or over copies of one encrypted file,
 * would both spend the same refresh tokens: the second one is refused while the first exists.
 */

const PLACE = 'place'

/** Of a file vault, before it is opened. Raises state_folder_copied {path}. */
export async function claimFileVault(vaultFolder: string, stateFolder: string): Promise<void> {
  const path = join(vaultFolder, PLACE)
  const place = await readStoredText(path).then(
    (text) => text.trim(),
    () => null,
  )
  if (place === stateFolder) return
  const isRival = place !== null && place !== '' && existsSync(join(place, 'vault', KEY_FILE))
  if (isRival && !isSameFolder(place, stateFolder)) raise('state_folder_copied', { path: place, why: 'file' })
  try {
    await makePrivateFolder(vaultFolder)
    await writeAtomically(path, `${stateFolder}\n`)
  } catch {
    // A vault that cannot be written says so itself when it is used.
  }
}

/** The state folder that uses a keychain's service name. */
export type KeychainClaim = {
  readonly stateFolder: string
  readonly service: string
  /** The service name was made from this folder's path. */
  readonly isOwn: boolean
  /** This folder has used the service before. */
  readonly isKnown: boolean
}

/**
 * The same keychain, checked before its first use: the folder that its documents belong to may have been moved elsewhere,
 * and this be an empty one at its old path. Raises state_folder_copied {path} then.
 */
export function claimedKeychain(vault: VaultBackend, claim: KeychainClaim): VaultBackend {
  if (claim.isOwn && claim.isKnown) return vault
  let claiming: Promise<void> | null = null
  const claimOnce = (): Promise<void> => {
    claiming ??= claimKeychain(vault, claim).catch((thrown: unknown) => {
      claiming = null
      throw thrown
    })
    return claiming
  }
  return {
    ...vault,
    read: async (key, why) => {
      await claimOnce()
      return await vault.read(key, why)
    },
    write: async (key, value, why) => {
      await claimOnce()
      await vault.write(key, value, why)
    },
    remove: async (key, why) => {
      await claimOnce()
      await vault.remove(key, why)
    },
  }
}

async function claimKeychain(vault: VaultBackend, { stateFolder, service, isOwn }: KeychainClaim): Promise<void> {
  const place = await vault.read(PLACE)
  if (place === stateFolder || (place === null && isOwn)) return
  if (place !== null && !isSameFolder(place, stateFolder) && (await serviceOf(place)) === service)
    raise('state_folder_copied', { path: place, ...(isOwn ? { why: 'moved' } : {}) })
  await vault.write(PLACE, stateFolder)
}

async function serviceOf(folder: string): Promise<string | undefined> {
  return (await readVaultChoice(folder).catch(() => null))?.service
}

/** Whether both paths lead to the same folder (by a link, say); false when one no longer exists. */
export function isSameFolder(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false
  }
}
