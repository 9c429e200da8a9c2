import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Cancel, Clock } from '../ports.ts'
import type { AlertDelivery } from './alert-delivery.ts'
import type { AlertWatch } from './alert-watch.ts'

export type AlertTimerContext = {
  readonly clock: Clock
  readonly watch: AlertWatch
  readonly delivery: AlertDelivery
  /** Reads what is set and what was told, of a vault that is open. */
  readonly read: () => Promise<void>
  /** This host tells, and there is a channel. */
  readonly isEnabled: () => boolean
}

/** One timer for all that has its time; none where nobody is to be told. */
export function createAlertTimer({ clock, watch, delivery, read, isEnabled }: AlertTimerContext) {
  let state: 'waiting' | 'reading' | 'going' | 'over' = 'waiting'
  let cancel: Cancel = () => {}

  function arm(): void {
    cancel()
    if (state !== 'going' || !isEnabled()) return
    const due = Math.min(watch.dueAt(), delivery.retryAt() ?? Number.POSITIVE_INFINITY)
    cancel = clock.after(Math.max(0, due - clock.monotonic()), () => void tick())
  }

  async function tick(): Promise<void> {
    await watch.tick()
    if (state === 'going') delivery.deliver()
    arm()
  }

  function go(): void {
    if (state === 'over') return
    state = 'going'
    if (!isEnabled()) return
    watch.queueAll()
    // What a keeper before this one has left.
    delivery.deliver()
    arm()
  }

  function begin(): void {
    if (state !== 'waiting') return
    state = 'reading'
    // Where it fails, the next call that opens the vault begins again.
    void read().then(go, () => {
      if (state === 'reading') state = 'waiting'
    })
  }

  return {
    begin,
    /** Something else was set: whoever is told from now on hears of all that stands. */
    restart: go,
    look(record: ConnectionRecord): void {
      if (state === 'going' && isEnabled() && watch.queue(record)) arm()
    },
    arm,
    stop(): void {
      state = 'over'
      cancel()
    },
  }
}
