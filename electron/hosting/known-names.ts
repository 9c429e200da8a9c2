import { NAME_PATTERN } from '../../shared/connections/connection.ts'
import { lookAtIndex } from '../adapters/node/files/index-look.ts'
import { connectKeeper, type KeeperClientOptions } from '../adapters/node/keeper-socket/keeper-client.ts'
import { withinTime } from '../core/concurrency/pause.ts'

/** Somebody has pressed Tab and waits; a keeper that has been stopped must not hold the shell for longer. */
const WITHIN_MS = 5_000

/**
 * The names of all connections, for completion: of the keeper that runs, none while its vault is shut, else of the index. Never
 * keeps itself, never asks for anything, never fails.
 */
export async function knownNames(options: KeeperClientOptions): Promise<readonly string[]> {
  const names = await withinTime(options.clock, WITHIN_MS, namesOf(options)).catch(() => null)
  return (names ?? []).filter((name) => NAME_PATTERN.test(name))
}

async function namesOf(options: KeeperClientOptions): Promise<readonly string[]> {
  const keeper = await connectKeeper(options)
  if (keeper === null) return lookAtIndex(options.stateFolder).connections.map(({ name }) => name)
  try {
    if ((await keeper.call('vault.status', {})).condition !== 'open') return []
    return (await keeper.call('connections.list', {})).map(({ name }) => name)
  } finally {
    keeper.close()
  }
}
