import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openVaultKey } from '../../../electron/adapters/node/vaults/vault-key.ts'
import { Secret } from '../../../shared/secret.ts'
import { type Environment, type Home, temporaryHome } from './temporary-home.ts'

export const FILE_PASSPHRASE = 'correct horse battery'

/** A passphrase costs each process that works through it more than a second, which would be most of a test's time. */
const CHEAP_WORK = 4

/**
 * A home whose vault is an encrypted file that has just been made, and whose key opens in no time: for tests that are not
 * about how it is made, or what a guess costs.
 *
 *   const home = await fileHome()
 *   const shut = await fileHome({ EVERBEARER_PASSPHRASE: undefined })   // the same, and its programs are not told
 */
export async function fileHome(env: Environment = {}, passphrase: string = FILE_PASSPHRASE): Promise<Home> {
  const home = temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: passphrase, ...env })
  const folder = join(home.path, 'vault')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  await openVaultKey(folder, new Secret(passphrase), CHEAP_WORK)
  return home
}
