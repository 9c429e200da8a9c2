import type { Alert } from '../../../shared/alerts/alert.ts'
import { concernOf } from '../../../shared/alerts/cause.ts'
import type { Standing } from '../../../shared/connections/standing.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Connections } from '../connections/connections.ts'
import type { Clock, Random } from '../ports.ts'
import { announcementDue, fixedEnd } from '../renewal/announcements.ts'
import type { AlertChannels } from './alert-delivery.ts'
import type { AlertDocument } from './alert-document.ts'
import { type AlertCandidate, type AlertDraft, draftsOf, fitToLimit, toldAfter } from './alert-round.ts'
import { createLateRenewals, type LateRenewals } from './late-renewals.ts'
import { createRate } from './rate.ts'
import type { StoredAlerts } from './stored-alerts.ts'

/** What comes together within this is told together. */
const GATHER_MS = 10_000
/** Some alerts come due by time alone. */
const ALL_EVERY_MS = 300_000
/** Beyond these the oldest is dropped. */
const MAX_WAITING = 100

export type AlertWatchContext = {
  readonly clock: Clock
  readonly random: Random
  readonly connections: Pick<Connections, 'all'>
  /** Null for one that cannot be read now. */
  readonly standing: (record: ConnectionRecord) => Standing | null
  readonly stored: StoredAlerts
  readonly channels: () => AlertChannels
}

/** Finds what is news: which connections are to be looked at, and when. Times by the monotonic clock. */
export type AlertWatch = ReturnType<typeof createAlertWatch>

export function createAlertWatch(context: AlertWatchContext) {
  const { clock, random, connections, stored } = context
  const rate = createRate(() => clock.monotonic())
  const late = createLateRenewals(() => clock.monotonic())
  const changed = new Set<ConnectionRecord>()
  let changedDueAt = 0
  let allDueAt = 0

  function queueAll(): void {
    allDueAt = clock.monotonic() + ALL_EVERY_MS
    for (const record of connections.all()) queue(record)
  }

  /** True where it is the first of those that are gathered. */
  function queue(record: ConnectionRecord): boolean {
    const isFirst = changed.size === 0
    if (isFirst) changedDueAt = clock.monotonic() + GATHER_MS
    changed.add(record)
    return isFirst
  }

  async function tellChanged(): Promise<void> {
    const records = [...changed]
    changed.clear()
    const { told } = stored.now()
    const looked = records.flatMap((record) => candidateOf(context, late, record, told) ?? [])
    const drafts = draftsOf(looked)
    const now = fitToLimit(drafts, rate.available())
    const here = isHere(connections.all())
    late.keepOnly(here)
    const after = toldAfter(told, looked, now, here)
    if (JSON.stringify(after) !== JSON.stringify(told)) await tell(now, after)
    const toldNow = new Set(now.flatMap(({ about }) => [...about.keys()]))
    const left = new Set(drafts.flatMap(({ about }) => [...about.keys()]).filter((id) => !toldNow.has(id)))
    if (left.size === 0) return
    for (const record of records) if (left.has(record.id)) changed.add(record)
    changedDueAt = rate.nextAt()
  }

  async function tell(drafts: readonly AlertDraft[], told: AlertDocument['told']): Promise<void> {
    rate.record(drafts.length)
    const { command, webhook } = context.channels()
    const by = { command: command !== null, webhook: webhook !== null }
    const waiting = drafts.map(({ about: _about, ...draft }) => ({ alert: withIdAndTime(draft), ...by }))
    await stored.note((before) => ({ ...before, told, waiting: [...before.waiting, ...waiting].slice(-MAX_WAITING) }))
  }

  const withIdAndTime = (alert: Omit<Alert, 'id' | 'at'>): Alert => ({ id: random.hex(16), at: clock.now(), ...alert })

  return {
    queue,
    queueAll,
    dueAt: (): number => (changed.size === 0 ? allDueAt : Math.min(allDueAt, changedDueAt)),
    /** Looks at those whose time has come, and puts what is news among what waits. */
    async tick(): Promise<void> {
      if (clock.monotonic() >= allDueAt) queueAll()
      if (changed.size > 0 && clock.monotonic() >= changedDueAt) await tellChanged()
    },
    withIdAndTime,
  }
}

function isHere(all: readonly ConnectionRecord[]): (id: string) => boolean {
  const here = new Set(all.filter(({ gone }) => !gone).map(({ id }) => id))
  return (id) => here.has(id)
}

/** Null for what cannot be told now. */
function candidateOf(
  { clock, standing }: Pick<AlertWatchContext, 'clock' | 'standing'>,
  late: LateRenewals,
  record: ConnectionRecord,
  told: AlertDocument['told'],
): AlertCandidate | null {
  const { id, name, connection, gone } = record
  const system = systemNamed(record.system)
  const stands = standing(record)
  if (connection === null || system === null || stands === null || gone) return null
  const end = fixedEnd(connection)
  const days = end === null ? null : announcementDue(end, clock.now(), null)
  const concern = concernOf(connection, system, stands, days)
  return { id, name, concern: late.concern({ ...stands, id, concern, told: told[id] }), told: told[id] }
}
