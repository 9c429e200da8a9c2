import { join } from 'node:path'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { indexFile } from '../../../electron/adapters/node/files/index-file.ts'
import { nodeMachine } from '../../../electron/adapters/node/machine/machine.ts'
import { nodeRandom } from '../../../electron/adapters/node/random.ts'
import { encryptedFileVault } from '../../../electron/adapters/node/vaults/encrypted-file.ts'
import { createKeeper } from '../../../electron/core/keeper.ts'
import { Secret } from '../../../shared/secret.ts'
import { memoryPorts } from '../memory-ports.ts'
import { FILE_PASSPHRASE } from './file-home.ts'
import type { Home } from './temporary-home.ts'

/**
 * Adds connections to the encrypted file of a home that no keeper holds, by a keeper in this process: for tests that are
 * about what programs find there, since each program started costs as much as all of this. Gives the id of each.
 *
 *   const home = await fileHome()
 *   const [id] = await fillHome(home, [drawConnection('ward', server.url, server.issuePair())])
 */
export async function fillHome(home: Home, entries: readonly unknown[]): Promise<readonly string[]> {
  const askPassphrase = async () => new Secret(FILE_PASSPHRASE)
  const keeper = createKeeper(
    memoryPorts({
      clock: nodeClock,
      random: nodeRandom,
      machine: nodeMachine(home.path),
      index: indexFile(home.path, nodeClock),
      vault: encryptedFileVault({ folder: join(home.path, 'vault'), askPassphrase }),
    }),
  )
  await keeper.start()
  const ids: string[] = []
  for (const entry of entries) ids.push((await keeper.handlers['connections.add']({ entry })).view.id)
  await keeper.stop()
  return ids
}
