import { nextChange, type Reading } from './next-change.ts'

/** A text on the page that moves with the time; `paint` is told that it may read otherwise now. */
export type PageClock = { readonly read: Reading; readonly paint: () => void }

/** Whether anybody can see the page; what changes that, or only may have, is told. */
export type Sight = { hidden(): boolean; watch(changed: () => void): () => void }

export type Ticker = {
  /** Until cancelled. */
  keep(clock: PageClock): () => void
  /** That clock, or any of them, reads something else from now on. Many say so at once, and are looked at once. */
  lookAnew(clock?: PageClock): void
}

/** A clock that was set, or a machine that slept, is noticed by then: at the same moment for all. */
const LONGEST_MS = 15_000
const SECOND_MS = 1_000

/** UTC ms; the same for everyone within a second, so that all countdowns on the page agree. */
export function currentSecond(): number {
  return Math.floor(Date.now() / SECOND_MS) * SECOND_MS
}

/**
 * One timer for every clock on the page: at the beginning of the second in which the first of them reads otherwise, and
 * none while the page is out of sight. A machine that wakes up each second for a text that stays the same never rests.
 * Of each clock it is known when that is, so that a row that comes into sight costs no look at all the others.
 */
export function createTicker(sight: Sight): Ticker {
  /** When each has to be looked at next; null: now. */
  const dues = new Map<PageClock, number | null>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let unwatch = (): void => {}
  let looking = false

  function ring(): void {
    const second = currentSecond()
    // One that is due later than anything can be was reckoned before the clock was set back.
    for (const [clock, due] of [...dues]) if (due === null || due <= second || due > second + LONGEST_MS) paint(clock)
    wind()
  }

  function paint(clock: PageClock): void {
    if (!dues.has(clock)) return
    dues.set(clock, null)
    clock.paint()
  }

  function paintAll(): void {
    for (const clock of [...dues.keys()]) paint(clock)
    wind()
  }

  function wind(): void {
    clearTimeout(timer)
    if (dues.size === 0 || sight.hidden()) return
    const second = currentSecond()
    const end = (Math.floor(second / LONGEST_MS) + 1) * LONGEST_MS
    let first = end
    for (const [clock, known] of dues) {
      const due = known ?? second + nextChange([clock.read], second, end - second)
      if (known === null) dues.set(clock, due)
      first = Math.min(first, due)
    }
    timer = setTimeout(ring, first - Date.now())
  }

  function lookAnew(clock?: PageClock): void {
    for (const each of clock === undefined ? [...dues.keys()] : [clock]) if (dues.has(each)) dues.set(each, null)
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
      if (dues.size === 0) unwatch = sight.watch(paintAll)
      dues.set(clock, null)
      lookAnew(clock)
      return () => {
        dues.delete(clock)
        if (dues.size > 0) return
        clearTimeout(timer)
        unwatch()
      }
    },
  }
}
