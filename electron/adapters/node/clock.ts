import type { Clock } from '../../core/ports.ts'

/** The machine's clocks. The only place that reads them; tests hand in one that they move. */
export const nodeClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  // Subtracted rather than negated: -0 would be told apart from 0 by a strict comparison.
  zoneOffsetMinutes: (at) => 0 - new Date(at).getTimezoneOffset(),
}

/** The same time for what is only tidied up later: it keeps no program alive. */
export const quietNodeClock: Pick<Clock, 'after'> = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
