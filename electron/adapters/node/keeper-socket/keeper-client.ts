import { raise } from '../../../../shared/fault.ts'
import type { Clock } from '../../../core/ports.ts'
import { holderPid } from './holder-pid.ts'
import { type KeeperConnection, openConnection } from './keeper-connection.ts'
import { dialSocket } from './keeper-dial.ts'

export type KeeperClientOptions = {
  readonly stateFolder: string
  readonly version: string
  readonly clock: Clock
  /** Named pipes instead of socket files, as Windows has it. */
  readonly pipes?: boolean
}

/**
 * Connects to the keeper of a state folder and waits for its hello. Null when there is none to connect to.
 * Raises keeper_unresponsive {pid} when it accepts and stays silent, keeper_version {ours} when it does not speak HTTP, and
 * what `dialSocket` raises.
 */
export async function connectKeeper(options: KeeperClientOptions): Promise<KeeperConnection | null> {
  const { stateFolder, version, clock, pipes } = options
  const dial = () => dialSocket(stateFolder, pipes)
  const first = await dial()
  if (first === null) return null
  const connection = await openConnection({ version, clock, first, dial })
  if (connection === 'silent') raise('keeper_unresponsive', pidOf(stateFolder))
  if (connection === 'foreign') raise('keeper_version', { ours: version })
  return connection
}

export function pidOf(stateFolder: string): { pid?: number } {
  const pid = holderPid(stateFolder)
  return pid === null ? {} : { pid }
}
