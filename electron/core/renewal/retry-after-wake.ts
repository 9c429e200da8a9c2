import { isRenewable, refusalOf, spendsRefreshToken } from '../../../shared/connections/connection.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { wasWithin } from '../../../shared/time/was-within.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Ports } from '../ports.ts'

export type WakeContext = Pick<KeeperParts, 'connections' | 'mayRenew' | 'replanAll'> & {
  readonly ports: Pick<Ports, 'clock' | 'random'>
  readonly renew: (record: ConnectionRecord) => unknown
}

/** Connections that all wake at one hint are spread over this. */
const HINT_SPREAD_MS = 2_000
const REFUSED_AGAIN_MS = 15 * 60_000

/** The machine woke or the network is back: renewals that only back off are retried, spread over a moment. */
export function retryAfterWake({ ports, connections, mayRenew, renew, replanAll }: WakeContext): void {
  const { clock, random } = ports
  for (const record of connections.all()) {
    if (mayRenew() && isWorthAskingAgain(record, clock.now())) void renew(record)
    if (!hasBackedOff(record) || record.failure?.serverAskedToWait === true) continue
    record.postponed(clock.now() + random.fraction() * HINT_SPREAD_MS)
  }
  replanAll()
}

/**
 * Also after what looked like wrong settings: the network may have caused it (a host known behind a VPN alone, a captive portal's
 * certificate or redirect).
 */
export function hasBackedOff({ failure }: ConnectionRecord): boolean {
  return failure !== null && failure.kind !== 'no'
}

/**
 * A refused login or client credentials cost nothing to try again, once for each wake or network change, but not within the
 * quarter of an hour in which a server may count failures.
 */
function isWorthAskingAgain({ connection, system: id, inFlight }: ConnectionRecord, now: number): boolean {
  const system = systemNamed(id)
  if (connection === null || system === null || inFlight !== null) return false
  const refusal = refusalOf(connection)
  if (refusal === null || refusal.code === 'moved_machine' || connection.pausedAt !== null) return false
  const isRecent = wasWithin(REFUSED_AGAIN_MS, connection.refused?.at ?? 0, now)
  return !spendsRefreshToken(connection, system) && isRenewable(connection, system) && !isRecent
}
