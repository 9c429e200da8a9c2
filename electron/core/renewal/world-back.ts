import { isRenewable, refusalOf, spends } from '../../../shared/connections/connection.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { wasWithin } from '../../../shared/time/lately.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Ports } from '../ports.ts'

export type WorldBackContext = Pick<KeeperParts, 'connections' | 'mayRenew' | 'replanAll'> & {
  readonly ports: Pick<Ports, 'clock' | 'random'>
  readonly renew: (record: ConnectionRecord) => unknown
}

/** Connections that all wake at one hint are spread over this. */
const HINT_SPREAD_MS = 2_000
const REFUSED_AGAIN_MS = 15 * 60_000

/** The world may be back: what waits only out of our own caution is tried again, spread over a moment. */
export function tryAgain({ ports, connections, mayRenew, renew, replanAll }: WorldBackContext): void {
  const { clock, random } = ports
  for (const record of connections.all()) {
    if (mayRenew() && isWorthAskingAgain(record, clock.now())) void renew(record)
    if (!hasBackedOff(record) || record.failure?.serverAskedToWait === true) continue
    record.postponed(clock.now() + random.fraction() * HINT_SPREAD_MS)
  }
  replanAll()
}

/**
 * Its failure may be over with the network that it was met in, also where it looked like wrong settings: a host that is known
 * behind a VPN alone, a portal's certificate or redirect.
 */
export function hasBackedOff({ failure }: ConnectionRecord): boolean {
  return failure !== null && failure.kind !== 'no'
}

/**
 * A login or client credentials that were refused cost nothing to try again, and a server that comes back may know them:
 * once for each time the world is back, and not within the quarter of an hour in which a server may count failures.
 */
function isWorthAskingAgain({ connection, system: id, inFlight }: ConnectionRecord, now: number): boolean {
  const system = systemNamed(id)
  if (connection === null || system === null || inFlight !== null) return false
  const refusal = refusalOf(connection)
  if (refusal === null || refusal.code === 'moved_machine' || connection.pausedAt !== null) return false
  const isRecent = wasWithin(REFUSED_AGAIN_MS, connection.refused?.at ?? 0, now)
  return !spends(connection, system) && isRenewable(connection, system) && !isRecent
}
