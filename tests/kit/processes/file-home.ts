import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { encryptedFileVault } from '../../../electron/adapters/node/vaults/encrypted-file.ts'
import { writeManifest } from '../../../electron/core/connections/manifest.ts'
import { Secret } from '../../../shared/secret.ts'
import { type Environment, type Home, temporaryHome } from './temporary-home.ts'

export const FILE_PASSPHRASE = 'correct horse battery'

/** A passphrase costs each process that works through it more than a second, which would be most of a test's time. */
const CHEAP_WORK = 4

/**
 * A home whose vault is an encrypted file without a connection, and whose key opens in no time: for tests that are not
 * about how it is made, or what a guess costs. Its list is there, since a key that opens nothing goes with the first program
 * that ends, and the next would make one that costs as much as a person's.
 *
 *   const home = await fileHome()
 *   const shut = await fileHome({ EVERBEARER_PASSPHRASE: undefined })   // the same, and its programs are not told
 */
export async function fileHome(env: Environment = {}, passphrase: string = FILE_PASSPHRASE): Promise<Home> {
  const home = temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: passphrase, ...env })
  const folder = join(home.path, 'vault')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const askPassphrase = async () => new Secret(passphrase)
  await writeManifest(encryptedFileVault({ folder, askPassphrase, workFactor: CHEAP_WORK }), {
    connections: [],
    network: null,
  })
  return home
}
