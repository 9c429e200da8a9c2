import { type Connection, currentAsked, knownOf, spendsRefreshToken } from '../../../shared/connections/connection.ts'
import { raise } from '../../../shared/fault.ts'
import type { System } from '../../../shared/systems/system.ts'
import type { Narrowing } from '../../../shared/tokens/narrowing.ts'

/**
 * Raises what keeps a connection from being asked for tokens beside its own, before anything is sent: cannot_narrow,
 * narrowing_ends_token, narrowing_shared, narrowing_spends {name}.
 */
export function assertNarrowable(connection: Connection, system: System, narrowing: Narrowing, vault: string): void {
  const { name, endsOlder } = connection
  const request = system.narrowedRequest?.(knownOf(connection), narrowing) ?? null
  if (request === null) raise('cannot_narrow', { name })
  if (endsOlder !== null) raise('narrowing_ends_token', { name })
  if (!spendsRefreshToken(connection, system)) return
  // The fence and the lease are made for one token set, which is everybody's.
  if (vault === 'shared') raise('narrowing_shared', { name })
  // A server may spend it and then refuse the resource, and what would have replaced it is gone with that answer.
  if (rotation(connection) === 'yes') raise('narrowing_spends', { name })
}

/** What may have been spent, and whether it ever is, its own renewal has to settle first. */
export function isInDoubt(connection: Connection, system: System): boolean {
  if (!spendsRefreshToken(connection, system)) return false
  const isOpen = currentAsked(connection) !== null || connection.superseded?.sentAgain === false
  return isOpen || rotation(connection) === 'unknown'
}

/** Whether its server replaces the refresh token, as the last renewal that came to something has shown. */
function rotation({ lastRenewal, renewedAt, tokens }: Connection): 'yes' | 'no' | 'unknown' {
  if (renewedAt === null || tokens === null) return 'unknown'
  if (lastRenewal?.outcome === 'renewed') return lastRenewal.rotated ? 'yes' : 'no'
  return tokens.refreshIssuedAt === tokens.issuedAt ? 'yes' : 'no'
}
