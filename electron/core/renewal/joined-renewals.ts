import { fault } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { tokensForPrograms } from '../../../shared/tokens/tokens-for-programs.ts'
import type { ConnectionRecord, RenewalOutcome } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Log } from '../log/log.ts'
import { renewOnce } from './renewal.ts'
import type { RenewalContext } from './renewal-context.ts'
import type { RenewalPlans } from './renewal-plans.ts'
import { settleFailure, settleSuccess } from './settle-renewal.ts'

export type JoinedRenewalsContext = RenewalContext &
  Pick<KeeperParts, 'replan' | 'changed'> &
  Pick<RenewalPlans, 'windowOf' | 'plannedAt'>

/** Renews now, or joins the renewal under way: one at a time for each connection, whoever asks for it. */
export function joinedRenewals(context: JoinedRenewalsContext): (record: ConnectionRecord) => Promise<RenewalOutcome> {
  const { ports, windowOf, plannedAt, replan, changed } = context

  async function attempt(record: ConnectionRecord): Promise<RenewalOutcome> {
    const system = systemNamed(record.system)
    if (system !== null) return renewOnce(context, record, system)
    return { ok: false, fault: fault('unknown_system', { system: record.system }), kind: 'no', retryAfterMs: null }
  }

  function settle(record: ConnectionRecord, outcome: RenewalOutcome, expiresBefore: number | null): void {
    if (outcome.ok) settleSuccess(context, record, expiresBefore)
    else settleFailure(context, record, outcome, windowOf(record))
    replan(record)
    logEnded(ports.log, record, outcome, plannedAt(record))
    changed(record)
  }

  return (record) => {
    if (record.inFlight !== null) return record.inFlight
    const before = record.connection === null ? null : (tokensForPrograms(record.connection)?.expiresAt ?? null)
    const turn = record.narrowing === null ? attempt(record) : record.narrowing.then(() => attempt(record))
    const work = turn.then((outcome) => {
      record.inFlight = null
      settle(record, outcome, before)
      return outcome
    })
    record.inFlight = work
    logBegun(ports.log, record)
    changed(record)
    return work
  }
}

/** What the log keeps of each renewal. Times UTC ms. */
function logBegun(log: Log, { name, system, connection, failure }: ConnectionRecord): void {
  const { generation, expiresAt } = connection?.tokens ?? {}
  log.write('info', 'renewal_begun', { connection: name, system, generation, expiresAt, failures: failure?.count })
}

function logEnded(log: Log, record: ConnectionRecord, outcome: RenewalOutcome, nextAt: number | null): void {
  const { generation, expiresAt } = record.connection?.tokens ?? {}
  const { fault, kind, retryAfterMs } = outcome.ok ? { fault: null, kind: 'renewed', retryAfterMs: null } : outcome
  const ended = { outcome: kind, fault: fault?.code, retryAfterMs, generation, expiresAt, nextAt }
  log.write('info', 'renewal_ended', { connection: record.name, ...ended })
}
