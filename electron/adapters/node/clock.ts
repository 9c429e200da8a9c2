import { uptime } from 'node:os'
import type { Clock } from '../../core/ports.ts'

/** 24.8 days: setTimeout fires at once for anything longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** For so long a reading of the time since boot is carried on by the monotonic clock: it is a file, and each token asks for it. */
const FRESH_MS = 1_000
/** Between wall clock and monotonic clock; more means that the machine slept, or that its clock was set. */
const DRIFT_MS = 100

let lastReading = { sinceBoot: 0, monotonic: Number.NEGATIVE_INFINITY, wall: 0 }

function sinceBoot(): number {
  const [monotonic, wall] = [performance.now(), Date.now()]
  const passed = monotonic - lastReading.monotonic
  const isFresh = passed >= 0 && passed < FRESH_MS && Math.abs(wall - lastReading.wall - passed) < DRIFT_MS
  if (isFresh) return lastReading.sinceBoot + passed
  lastReading = { sinceBoot: uptime() * 1_000, monotonic, wall }
  return lastReading.sinceBoot
}

/** The machine's clocks. The only place that reads them; tests hand in one that they move. */
export const nodeClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sinceBoot,
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
