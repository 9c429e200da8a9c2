import { uptime } from 'node:os'
import type { Clock } from '../../core/ports.ts'

/** 24.8 days: setTimeout fires at once for anything longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The machine's clocks. The only place that reads them; tests hand in one that they move. */
export const nodeClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sinceBoot: () => uptime() * 1_000,
  after(ms, run) {
    let timer: NodeJS.Timeout
    const wait = (left: number): void => {
      timer =
        left > LONGEST_TIMER_MS ? setTimeout(wait, LONGEST_TIMER_MS, left - LONGEST_TIMER_MS) : setTimeout(run, left)
    }
    wait(ms)
    return () => clearTimeout(timer)
  },
  // Subtracted rather than negated: -0 would be told apart from 0 by a strict comparison.
  zoneOffsetMinutes: (at) => 0 - new Date(at).getTimezoneOffset(),
}

/** Timers that do not keep the program alive, for cleaning up later. */
export const quietNodeClock: Pick<Clock, 'after'> = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
