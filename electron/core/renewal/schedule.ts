import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { createDueQueue } from './due-queue.ts'
import { type LateSaves, VAULT_RETRY_MS } from './late-saves.ts'
import type { RenewalPlans } from './renewal-plans.ts'

/** When each connection is due, and one timer for all of them. */
export type Schedule = {
  /** From now on the timer fires. */
  run(): void
  rest(): void
  isRunning(): boolean
  /** Facts of this one changed: plans it anew. */
  replan(record: ConnectionRecord): void
  replanAll(): void
  /** Takes out everything due by now. */
  takeDue(): ConnectionRecord[]
  nextAt(): number | null
  /** Arms the timer for what is due next. */
  arm(): void
}

export type ScheduleContext = Pick<KeeperParts, 'clock' | 'connections'> & {
  readonly plans: Pick<RenewalPlans, 'plannedAt'>
  readonly late: Pick<LateSaves, 'look' | 'any'>
  /** Something may be due. */
  readonly tick: () => void
}

/** The timer never sleeps longer, so that a moved clock or a missed wake is noticed soon (docs/decisions.md 6). */
const CEILING_MS = 30_000

export function createSchedule({ clock, connections, plans, late, tick }: ScheduleContext): Schedule {
  const due = createDueQueue<ConnectionRecord>()
  let running = false
  let disarm: () => void = () => undefined
  let armedFor = Number.POSITIVE_INFINITY

  function ring(): void {
    armedFor = Number.POSITIVE_INFINITY
    if (running) tick()
  }

  function arm(): void {
    if (!running) return
    const now = clock.now()
    const soon = late.any() || !connections.isOpen() ? VAULT_RETRY_MS : CEILING_MS
    const at = Math.min(due.nextAt() ?? Number.POSITIVE_INFINITY, now + soon)
    if (at >= armedFor && armedFor > now) return
    disarm()
    armedFor = at
    disarm = clock.after(Math.max(0, at - now), ring)
  }

  return {
    run() {
      running = true
    },
    rest() {
      running = false
      disarm()
    },
    isRunning: () => running,
    replan(record) {
      due.set(record, record.gone ? null : plans.plannedAt(record))
      late.look(record)
      arm()
    },
    replanAll() {
      for (const record of connections.all()) due.set(record, plans.plannedAt(record))
      arm()
    },
    takeDue: () => due.takeDue(clock.now()),
    nextAt: () => due.nextAt(),
    arm,
  }
}
