import type { Bridge } from '../../shared/api/contract/contract.ts'
import { isDemo } from '../../shared/connections/demo-connection.ts'
import { withinTime } from '../core/concurrency/pause.ts'
import type { Clock } from '../core/ports.ts'

/** A keeper that does not answer now must not keep anybody from quitting. */
const WITHIN_MS = 2_000

/**
 * How many connections would be gone with the program of this id: those that it keeps in memory itself, without the demo's.
 * Zero where another one keeps, or where nobody can say.
 */
export async function keptInMemory(bridge: Bridge, pid: number, clock: Clock): Promise<number> {
  const counted = count(bridge, pid).catch(() => 0)
  return (await withinTime(clock, WITHIN_MS, counted)) ?? 0
}

async function count(bridge: Bridge, pid: number): Promise<number> {
  const { pid: keeper, vault } = await bridge.call('keeper.status', {})
  if (keeper !== pid || vault.kind !== 'memory') return 0
  return (await bridge.call('connections.list', {})).filter((view) => !isDemo(view)).length
}
