import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { raise } from '../../../../shared/fault.ts'
import type { VaultBackend } from '../../../core/ports.ts'
import { makePrivateFolder, writeAtomically } from '../files/atomic-write.ts'
import { readStoredText } from '../files/stored-file.ts'
import { readVaultChoice } from './vault-choice.ts'
import { KEY_FILE } from './vault-folder.ts'

/**
 * Which state folder a vault belongs to is written down in the vault. Two folders over one keychain, or over copies of one
 * encrypted file, would both spend the same refresh tokens: the later one is refused for as long as the earlier one is there.
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
  if (isRival && !isSame(place, stateFolder)) raise('state_folder_copied', { path: place, why: 'file' })
  try {
    await makePrivateFolder(vaultFolder)
    await writeAtomically(path, `${stateFolder}\n`)
  } catch {
    // A vault that cannot be written says so itself when it is used.
  }
}

/** The folder that speaks of a keychain's service. */
export type KeychainClaim = {
  readonly stateFolder: string
  readonly service: string
  /** The service has its name from this very folder. */
  readonly isOwn: boolean
  /** This folder has used it before. */
  readonly isKnown: boolean
}

/**
 * The same keychain, which looks before its first use whether its documents are another folder's by now: one that was moved
 * away and lives on, while an empty one came in its place. Raises state_folder_copied {path} then.
 */
export function claimedKeychain(vault: VaultBackend, claim: KeychainClaim): VaultBackend {
  if (claim.isOwn && claim.isKnown) return vault
  let claimed: Promise<void> | null = null
  const once = (): Promise<void> => {
    claimed ??= claimKeychain(vault, claim).catch((thrown: unknown) => {
      claimed = null
      throw thrown
    })
    return claimed
  }
  return {
    ...vault,
    read: async (key, why) => {
      await once()
      return await vault.read(key, why)
    },
    write: async (key, value, why) => {
      await once()
      await vault.write(key, value, why)
    },
    remove: async (key, why) => {
      await once()
      await vault.remove(key, why)
    },
  }
}

async function claimKeychain(vault: VaultBackend, { stateFolder, service, isOwn }: KeychainClaim): Promise<void> {
  const place = await vault.read(PLACE)
  if (place === stateFolder || (place === null && isOwn)) return
  if (place !== null && !isSame(place, stateFolder) && (await serviceOf(place)) === service)
    raise('state_folder_copied', { path: place, ...(isOwn ? { why: 'moved' } : {}) })
  await vault.write(PLACE, stateFolder)
}

async function serviceOf(folder: string): Promise<string | undefined> {
  return (await readVaultChoice(folder).catch(() => null))?.service
}

/** Reached by another path: a link, say. What is no longer there is nobody's. */
export function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false
  }
}
