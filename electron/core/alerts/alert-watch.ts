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
import { type Draft, draftsOf, type Looked, toldAfter, withinRoom } from './alert-round.ts'
import type { KeptAlerts } from './kept-alerts.ts'
import { createLateRenewals, type LateRenewals } from './late-renewals.ts'
import { createRate } from './rate.ts'

/** What comes together within this is told together. */
const GATHER_MS = 10_000
/** Some things come about by time alone. */
const LOOK_EVERY_MS = 300_000
/** Beyond these the oldest is let go. */
const MOST_WAITING = 100

export type AlertWatchContext = {
  readonly clock: Clock
  readonly random: Random
  readonly connections: Pick<Connections, 'all'>
  /** Null for one that cannot be read now. */
  readonly standing: (record: ConnectionRecord) => Standing | null
  readonly kept: KeptAlerts
  readonly channels: () => AlertChannels
}

/** Finds what is news: which connections are to be looked at, and when. Times by the monotonic clock. */
export type AlertWatch = ReturnType<typeof createAlertWatch>

export function createAlertWatch(context: AlertWatchContext) {
  const { clock, random, connections, kept } = context
  const rate = createRate(() => clock.monotonic())
  const late = createLateRenewals(() => clock.monotonic())
  const changed = new Set<ConnectionRecord>()
  let gatheredAt = 0
  let nextLook = 0

  function lookAtAll(): void {
    nextLook = clock.monotonic() + LOOK_EVERY_MS
    for (const record of connections.all()) look(record)
  }

  /** True where it is the first of those that are gathered. */
  function look(record: ConnectionRecord): boolean {
    const isFirst = changed.size === 0
    if (isFirst) gatheredAt = clock.monotonic() + GATHER_MS
    changed.add(record)
    return isFirst
  }

  async function round(): Promise<void> {
    const records = [...changed]
    changed.clear()
    const { told } = kept.now()
    const looked = records.flatMap((record) => lookedAt(context, late, record, told) ?? [])
    const drafts = draftsOf(looked)
    const now = withinRoom(drafts, rate.free())
    const here = isHere(connections.all())
    late.keepOnly(here)
    const after = toldAfter(told, looked, now, here)
    if (JSON.stringify(after) !== JSON.stringify(told)) await tell(now, after)
    const toldNow = new Set(now.flatMap(({ about }) => [...about.keys()]))
    const left = new Set(drafts.flatMap(({ about }) => [...about.keys()]).filter((id) => !toldNow.has(id)))
    if (left.size === 0) return
    for (const record of records) if (left.has(record.id)) changed.add(record)
    gatheredAt = rate.nextAt()
  }

  async function tell(drafts: readonly Draft[], told: AlertDocument['told']): Promise<void> {
    rate.took(drafts.length)
    const { command, webhook } = context.channels()
    const by = { command: command !== null, webhook: webhook !== null }
    const waiting = drafts.map(({ about: _about, ...draft }) => ({ alert: dated(draft), ...by }))
    await kept.note((before) => ({ ...before, told, waiting: [...before.waiting, ...waiting].slice(-MOST_WAITING) }))
  }

  const dated = (alert: Omit<Alert, 'id' | 'at'>): Alert => ({ id: random.hex(16), at: clock.now(), ...alert })

  return {
    look,
    lookAtAll,
    dueAt: (): number => (changed.size === 0 ? nextLook : Math.min(nextLook, gatheredAt)),
    /** Looks at those whose time has come, and puts what is news among what waits. */
    async tick(): Promise<void> {
      if (clock.monotonic() >= nextLook) lookAtAll()
      if (changed.size > 0 && clock.monotonic() >= gatheredAt) await round()
    },
    dated,
  }
}

function isHere(all: readonly ConnectionRecord[]): (id: string) => boolean {
  const here = new Set(all.filter(({ gone }) => !gone).map(({ id }) => id))
  return (id) => here.has(id)
}

/** Null for what cannot be told now. */
function lookedAt(
  { clock, standing }: Pick<AlertWatchContext, 'clock' | 'standing'>,
  late: LateRenewals,
  record: ConnectionRecord,
  told: AlertDocument['told'],
): Looked | null {
  const { id, name, connection, gone } = record
  const system = systemNamed(record.system)
  const stands = standing(record)
  if (connection === null || system === null || stands === null || gone) return null
  const end = fixedEnd(connection)
  const days = end === null ? null : announcementDue(end, clock.now(), null)
  const concern = concernOf(connection, system, stands, days)
  return { id, name, concern: late.concern({ ...stands, id, concern, told: told[id] }), told: told[id] }
}
