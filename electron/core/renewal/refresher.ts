import type { Narrowing } from '../../../shared/tokens/narrowing.ts'
import type { RenewalPolicy } from '../../../shared/tokens/refresh-plan.ts'
import { type ConnectionRecord, type RenewalOutcome, workInFlight } from '../connections/connection-record.ts'
import { rightByVault } from '../fleet/right-by-vault.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { inTurnNarrowings } from '../narrowed/in-turn-narrowings.ts'
import type { NarrowedOutcome } from '../narrowed/narrowed-renewal.ts'
import type { Ports } from '../ports.ts'
import { announcingHourly } from './announcements.ts'
import type { Look } from './clock-watch.ts'
import { joinedRenewals } from './joined-renewals.ts'
import { createLateSaves } from './late-saves.ts'
import { createMovedClock } from './moved-clock.ts'
import type { RenewalContext } from './renewal-context.ts'
import { createRenewalPlans, type RenewalPlans } from './renewal-plans.ts'
import { hasBackedOff, retryAfterWake } from './retry-after-wake.ts'
import { createSchedule } from './schedule.ts'
import { unreadConnections } from './unread-connections.ts'

/** Keeps every connection fresh: gathers facts, lets the plan decide, acts, and arms one timer for all. */
export type Refresher = Omit<RenewalPlans, 'step'> & {
  start(): void
  /** No new renewals from now on; resolves when those under way have ended. */
  stop(): Promise<void>
  /** Facts of this one changed: decide anew. */
  replan(record: ConnectionRecord): void
  replanAll(): void
  /** The time, after a check whether the clock was set: the timer's own check may be half a minute away. */
  watchClock(): Look
  /** Renews now, or joins the renewal under way. */
  renew(record: ConnectionRecord): Promise<RenewalOutcome>
  /** Asks for a token beside the connection's own, which stays as it is; never while a renewal spends the same refresh token. */
  narrow(record: ConnectionRecord, narrowing: Narrowing): Promise<NarrowedOutcome>
  nextAt(): number | null
}

export type RefresherContext = Omit<RenewalContext, 'leaving' | 'watchClock' | 'right'> &
  Pick<KeeperParts, 'mayRenew' | 'changed' | 'open'> & {
    readonly ports: RenewalContext['ports'] & Pick<Ports, 'wake'>
    /** What others do to what is shared is taken over from now on; the vault may be another one than before. */
    readonly follow: () => void
    readonly policy: RenewalPolicy
  }

export function createRefresher(context: RefresherContext): Refresher {
  const { ports, connections } = context
  let leaving = false
  let unsubscribe: () => void = () => undefined
  const { plans, late, schedule, moved, renew, narrow, replanAll, takeHint } = createParts(context, () => leaving)

  return {
    ...plans,
    start() {
      schedule.run()
      context.follow()
      moved.begin()
      unsubscribe = ports.wake.subscribe(
        () => {
          if (!schedule.isRunning()) return
          moved.look()
          takeHint()
        },
        () => connections.all().some(hasBackedOff),
      )
      replanAll()
    },
    async stop() {
      leaving = true
      unsubscribe()
      schedule.rest()
      await Promise.all(connections.all().map(workInFlight))
      await late.saveLast()
    },
    replan: schedule.replan,
    replanAll,
    watchClock: moved.look,
    renew,
    narrow,
    nextAt: schedule.nextAt,
  }
}

function createParts(context: RefresherContext, leaving: () => boolean) {
  const { ports, connections, journalWriter, mayRenew, changed, open, follow, policy } = context
  const { clock, log } = ports
  const plans = createRenewalPlans({ clock, connections, mayRenew, policy })
  const late = createLateSaves(context)
  const schedule = createSchedule({ clock, connections, plans, late, tick })
  const { isRunning, replan } = schedule
  const moved = createMovedClock({
    clock,
    connections,
    journalWriter,
    changed,
    replan,
    replanAll,
    leapt: takeHint,
  })
  const right = rightByVault({ ports, connections, journalWriter, leaving })
  const renewing = { ...context, leaving, right, watchClock: moved.look }
  const renew = joinedRenewals({ ...renewing, windowOf: plans.windowOf, plannedAt: plans.plannedAt, replan })
  const narrow = inTurnNarrowings({ ...renewing, settled: decideAnew })
  const loadRest = unreadConnections({ log, connections, open, isRunning, tried: decideAnew })
  const lookAhead = announcingHourly(clock, connections, journalWriter)

  function decideAnew(record: ConnectionRecord): void {
    replan(record)
    changed(record)
  }

  function replanAll(): void {
    schedule.replanAll()
    if (isRunning()) void loadRest()
  }

  function takeHint(): void {
    log.write('info', 'world_back')
    retryAfterWake({ ports, connections, mayRenew, renew, replanAll })
  }

  function tick(): void {
    moved.look()
    follow()
    for (const record of schedule.takeDue()) {
      const step = plans.step(record)
      log.write('debug', 'due', { connection: record.name, do: step?.do })
      if (step?.do === 'renew') void renew(record)
      else replan(record)
    }
    late.saveAll()
    lookAhead()
    void loadRest()
    schedule.arm()
  }

  return { plans, late, schedule, moved, renew, narrow, replanAll, takeHint }
}
