import { existsSync } from 'node:fs'
import { raise } from '../../../../shared/fault.ts'
import { nodeDigest } from '../digest.ts'
import { choicePath, type VaultChoice } from '../vaults/vault-choice.ts'
import { isSameFolder } from '../vaults/vault-claim.ts'

/** Half of the digest tells state folders apart as well, and keychains show this name to people. */
const SERVICE_LETTERS = 16

/**
 * The name under which a state folder's secrets lie in the keychain: made of the folder's path at first, and kept in the
 * folder from then on, so that it stays when the folder moves or its user is renamed. A copy beside the folder that it was
 * made from gets none of it, since both would spend the same refresh tokens: state_folder_copied {path}.
 */
export function keychainServiceOf(stateFolder: string, stored: VaultChoice | null): string {
  const { service, folder } = stored ?? {}
  if (service === undefined || folder === undefined) return newService(stateFolder)
  if (folder !== stateFolder && existsSync(choicePath(folder)) && !isSameFolder(folder, stateFolder)) {
    raise('state_folder_copied', { path: folder, ...(stored?.vault === 'file' ? { why: 'file' } : {}) })
  }
  return service
}

/** Under which name a folder that lies there would begin. */
export function newService(stateFolder: string): string {
  return `everbearer-${nodeDigest(stateFolder).slice(0, SERVICE_LETTERS)}`
}
