import type { ConnectionRecord, RenewalOutcome } from '../connections/connection-record.ts'
import type { Log } from '../log/log.ts'

/** What the log keeps of each renewal. Times UTC ms. */
export function logBegun(log: Log, { name, system, connection, failure }: ConnectionRecord): void {
  const { generation, expiresAt } = connection?.tokens ?? {}
  log.write('info', 'renewal_begun', { connection: name, system, generation, expiresAt, failures: failure?.count })
}

export function logEnded(log: Log, record: ConnectionRecord, outcome: RenewalOutcome, nextAt: number | null): void {
  const { generation, expiresAt } = record.connection?.tokens ?? {}
  const { fault, kind, retryAfterMs } = outcome.ok ? { fault: null, kind: 'renewed', retryAfterMs: null } : outcome
  const ended = { outcome: kind, fault: fault?.code, retryAfterMs, generation, expiresAt, nextAt }
  log.write('info', 'renewal_ended', { connection: record.name, ...ended })
}
