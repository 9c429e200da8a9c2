import { spendsRefreshToken } from '../../../shared/connections/connection.ts'
import { fault, faultOf } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { Narrowing } from '../../../shared/tokens/narrowing.ts'
import { type ConnectionRecord, workInFlight } from '../connections/connection-record.ts'
import type { RenewalContext } from '../renewal/renewal-context.ts'
import { failed } from '../renewal/renewal-outcome.ts'
import { type NarrowedOutcome, narrowOnce } from './narrowed-renewal.ts'

export type InTurnContext = Omit<RenewalContext, 'right'> & {
  /** The refresh token may be another one now. */
  readonly settled: (record: ConnectionRecord) => void
}

/**
 * Whatever spends a connection's refresh token does so alone: a narrowing waits for the renewal under way and for the
 * narrowing before it, and a renewal that is wanted meanwhile waits for this one (renewal/joined-renewals.ts). Never raises.
 */
export function inTurnNarrowings(
  context: InTurnContext,
): (record: ConnectionRecord, narrowing: Narrowing) => Promise<NarrowedOutcome> {
  async function alone(record: ConnectionRecord, work: () => Promise<NarrowedOutcome>): Promise<NarrowedOutcome> {
    for (let first = workInFlight(record); first !== null; first = workInFlight(record)) await first
    const turn = work().finally(() => {
      record.narrowing = null
      context.settled(record)
    })
    record.narrowing = turn
    return turn
  }

  return async (record, narrowing) => {
    const system = systemNamed(record.system)
    if (system === null) return failed(fault('unknown_system', { system: record.system }))
    try {
      const connection = await context.connections.load(record)
      const work = () => narrowOnce(context, record, system, narrowing)
      return spendsRefreshToken(connection, system) ? await alone(record, work) : await work()
    } catch (thrown) {
      return failed(faultOf(thrown))
    }
  }
}
