import { nextChange, type Reading } from './next-change.ts'

/** A text on the page that moves with the time; `paint` is told that it may read otherwise now. */
export type PageClock = { readonly read: Reading; readonly paint: () => void }

/** Whether anybody can see the page; what changes that, or only may have, is told. */
export type Sight = { hidden(): boolean; watch(changed: () => void): () => void }

export type Ticker = {
  /** Until cancelled. */
  keep(clock: PageClock): () => void
  /** Some of the clocks read something else from now on. Many say so at once, and are looked at once. */
  lookAnew(): void
}

/** A clock that was set, or a machine that slept, is noticed by then. */
const LONGEST_MS = 15_000
const SECOND_MS = 1_000

/** UTC ms; the same for everyone within a second, so that all countdowns on the page agree. */
export function currentSecond(): number {
  return Math.floor(Date.now() / SECOND_MS) * SECOND_MS
}

/**
 * One timer for every clock on the page: at the beginning of the second in which the first of them reads otherwise, and
 * none while the page is out of sight. A machine that wakes up each second for a text that stays the same never rests.
 */
export function createTicker(sight: Sight): Ticker {
  const clocks = new Set<PageClock>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let unwatch = (): void => {}
  let looking = false

  function tick(): void {
    for (const { paint } of [...clocks]) paint()
    wind()
  }

  function wind(): void {
    clearTimeout(timer)
    if (clocks.size === 0 || sight.hidden()) return
    const second = currentSecond()
    const readings = Array.from(clocks, ({ read }) => read)
    timer = setTimeout(tick, second + nextChange(readings, second, LONGEST_MS) - Date.now())
  }

  function lookAnew(): void {
    if (looking) return
    looking = true
    queueMicrotask(() => {
      looking = false
      wind()
    })
  }

  return {
    lookAnew,
    keep(clock) {
      if (clocks.size === 0) unwatch = sight.watch(tick)
      clocks.add(clock)
      lookAnew()
      return () => {
        clocks.delete(clock)
        if (clocks.size > 0) return
        clearTimeout(timer)
        unwatch()
      }
    },
  }
}
