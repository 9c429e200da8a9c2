import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { hasLeapt, type Look, movedWith, wallClockTurnedBack } from './clock-watch.ts'

/** Notices a wall clock that was set, by looking again and again. */
export type MovedClock = {
  /** Begins anew: what was before is not compared with. */
  begin(): void
  /** What it is compared with the next time. */
  look(): Look
}

export type MovedClockContext = Pick<
  KeeperParts,
  'clock' | 'connections' | 'journalWriter' | 'changed' | 'replan' | 'replanAll'
> & {
  /** The machine slept, or the clock was set forward. */
  readonly leapt: () => void
}

export function createMovedClock(context: MovedClockContext): MovedClock {
  const { clock, connections, journalWriter, changed, replan, replanAll, leapt } = context
  const now = (): Look => ({ now: clock.now(), monotonic: clock.monotonic(), sinceBoot: clock.sinceBoot() })
  let lastLook = now()

  /** Lifetimes were counted by a clock that has since been set back: what was "in an hour" would become "in three". */
  function move(record: ConnectionRecord, by: number): void {
    if (record.notBefore !== null) record.postponed(record.notBefore + by)
    connections.note(record, (current) => movedWith(current, by))
    changed(record)
    // Saved too: after a restart nobody would know by which clock these times were counted.
    if (record.connection !== null) void connections.keep(record, (current) => current).then(() => replan(record))
  }

  function turnedBack(by: number): void {
    journalWriter.note({ event: 'clock_moved', params: { seconds: Math.round(by / 1_000) } })
    for (const record of connections.all()) move(record, by)
    replanAll()
  }

  return {
    begin() {
      lastLook = now()
    },
    look() {
      const before = lastLook
      lastLook = now()
      const by = wallClockTurnedBack(before, lastLook)
      if (hasLeapt(before, lastLook)) leapt()
      if (by !== 0) turnedBack(by)
      return lastLook
    },
  }
}
