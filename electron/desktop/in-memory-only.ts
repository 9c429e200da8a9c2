import type { Bridge } from '../../shared/api/contract/contract.ts'
import { isDemo } from '../../shared/connections/demo-connection.ts'
import { withinTime } from '../core/concurrency/pause.ts'
import type { Clock } from '../core/ports.ts'

/** A keeper that does not answer must not block quitting. */
const WITHIN_MS = 2_000

/**
 * How many connections would be lost if the process with this id ended: those only in its memory, without the demo's. Zero
 * where another process is the keeper, or where the keeper does not answer.
 */
export async function countInMemoryOnly(bridge: Bridge, pid: number, clock: Clock): Promise<number> {
  const pendingCount = countOwn(bridge, pid).catch(() => 0)
  return (await withinTime(clock, WITHIN_MS, pendingCount)) ?? 0
}

async function countOwn(bridge: Bridge, pid: number): Promise<number> {
  const { pid: keeper, vault } = await bridge.call('keeper.status', {})
  if (keeper !== pid || vault.kind !== 'memory') return 0
  return (await bridge.call('connections.list', {})).filter((view) => !isDemo(view)).length
}
