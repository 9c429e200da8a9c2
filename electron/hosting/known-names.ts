import { NAME_PATTERN } from '../../shared/connections/connection.ts'
import { readIndexPreview } from '../adapters/node/files/index-look.ts'
import { connectKeeper, type KeeperClientOptions } from '../adapters/node/keeper-socket/keeper-client.ts'
import { withinTime } from '../core/concurrency/pause.ts'

/** A hung keeper must not block the shell after Tab for longer. */
const WITHIN_MS = 5_000

/**
 * The names of all connections, for completion: from the running keeper (none while its vault is locked), else from the
 * index. Never becomes the keeper, prompts or raises.
 */
export async function knownNames(options: KeeperClientOptions): Promise<readonly string[]> {
  const names = await withinTime(options.clock, WITHIN_MS, namesOf(options)).catch(() => null)
  return (names ?? []).filter((name) => NAME_PATTERN.test(name))
}

async function namesOf(options: KeeperClientOptions): Promise<readonly string[]> {
  const keeper = await connectKeeper(options)
  if (keeper === null) return readIndexPreview(options.stateFolder).connections.map(({ name }) => name)
  try {
    if ((await keeper.call('vault.status', {})).condition !== 'open') return []
    return (await keeper.call('connections.list', {})).map(({ name }) => name)
  } finally {
    keeper.close()
  }
}
