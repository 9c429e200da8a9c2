/**
 * The time of a simulated month: a heap of timers, three clocks and no waiting. `trueNow` is the world's time; the
 * machine's wall clock may be wrong by any amount, and its monotonic clock stands still while the machine sleeps.
 */

import type { Clock } from '../../electron/core/ports.ts'
import { createDueQueue } from '../../electron/core/renewal/due-queue.ts'

type Timer = { readonly run: () => void }

export type VirtualClock = Clock & {
  trueNow(): number
  /** The machine sleeps: the world goes on, timers do not. */
  sleep(ms: number): void
  /** Somebody sets the wall clock so that it is wrong by this much. */
  setWrongBy(ms: number): void
  /** Runs every timer up to that moment of the world's time, letting promises settle after each. */
  runUntil(trueEnd: number): Promise<void>
}

/** Drains all promise callbacks: Node runs a next tick only when none are left. A turn of the event loop costs ten times as much. */
const drained = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

/** Now and then the event loop gets its turn all the same, since test runners talk through it. */
const turned = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const TURN_EVERY = 50_000

export function virtualClock(start: number): VirtualClock {
  let now = start
  let slept = 0
  let wrongBy = 0
  const timers = createDueQueue<Timer>()
  const monotonic = (): number => now - slept
  return {
    now: () => now + wrongBy,
    monotonic,
    sinceBoot: () => now - start,
    trueNow: () => now,
    zoneOffsetMinutes: () => 0,
    after(ms, run) {
      const timer = { run }
      timers.set(timer, monotonic() + Math.max(1, ms))
      return () => timers.set(timer, null)
    },
    sleep(ms) {
      now += ms
      slept += ms
    },
    setWrongBy(ms) {
      wrongBy = ms
    },
    async runUntil(trueEnd) {
      await drained()
      let events = 0
      for (let next = timers.nextAt(); next !== null && next + slept <= trueEnd; next = timers.nextAt()) {
        now = Math.max(now, next + slept)
        for (const timer of timers.takeDue(monotonic())) timer.run()
        await (++events % TURN_EVERY === 0 ? turned() : drained())
      }
      now = Math.max(now, trueEnd)
    },
  }
}
