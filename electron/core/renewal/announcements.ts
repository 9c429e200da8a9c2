import { type Connection, isRenewable } from '../../../shared/connections/connection.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { wasWithin } from '../../../shared/time/was-within.ts'
import { tokensForPrograms } from '../../../shared/tokens/tokens-for-programs.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Connections } from '../connections/connections.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { Clock } from '../ports.ts'

/** What cannot renew itself is announced 14, 7 and 1 days ahead, once each (docs/decisions.md 12). */
const AHEAD_DAYS = [1, 7, 14] as const
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** The end that no renewal will move: a fixed token's, or a refresh token's near its own. UTC ms, or null. */
export function fixedEnd(connection: Connection): number | null {
  const system = systemNamed(connection.system)
  const { tokens } = connection
  if (tokens === null || system === null) return null
  if (!isRenewable(connection, system)) return tokensForPrograms(connection)?.expiresAt ?? null
  return tokens.refreshExpiryFixed ? tokens.refreshExpiresAt : null
}

/** The announcement that is due, as days ahead, or null. Only the nearest: stages that have passed are skipped. */
export function announcementDue(end: number, now: number, announced: number | null): number | null {
  const left = end - now
  if (left <= 0) return null
  const stage = AHEAD_DAYS.find((days) => left <= days * DAY_MS)
  if (stage === undefined || (announced !== null && announced <= stage)) return null
  return stage
}

/** Ends are days away: however often this is called, it looks once an hour. */
export function announcingHourly(clock: Clock, connections: Connections, journalWriter: JournalWriter): () => void {
  let lastLook = Number.NEGATIVE_INFINITY
  return () => {
    if (wasWithin(HOUR_MS, lastLook, clock.now())) return
    lastLook = clock.now()
    for (const record of connections.all()) void announce(record, connections, journalWriter, clock.now())
  }
}

/** Notes what is due now; kept in memory per end, and in the document so that a restart does not repeat it. */
async function announce(
  record: ConnectionRecord,
  connections: Connections,
  journalWriter: JournalWriter,
  now: number,
): Promise<void> {
  const { connection } = record
  const end = connection === null ? null : fixedEnd(connection)
  if (connection === null || end === null || connection.pausedAt !== null) return
  const already = connection.announced?.end === end ? connection.announced.days : null
  const days = announcementDue(end, now, already)
  if (days === null) return
  journalWriter.note({ event: 'ends_soon', connection: record.name, params: { days } })
  await connections.keep(record, (current) => ({ ...current, announced: { end, days } }))
}
