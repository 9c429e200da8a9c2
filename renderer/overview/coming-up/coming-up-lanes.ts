import type { Coming } from './coming-up-plan.ts'

/** A renewal's dot: percent from the left, and the lane in which it does not touch another. */
export type Dot = { readonly event: Coming; readonly left: number; readonly lane: number }

/** Closer than this, in percent of the strip, two dots would touch on a narrow screen. */
const TOUCH = 1.6
const LANES = 3

/** Each dot in the first lane with room; in a crowd the last lane takes the rest. */
export function laneDots(events: readonly Coming[], now: number, rangeMs: number): readonly Dot[] {
  const ends: number[] = []
  return events.map((event) => {
    const left = ((event.at - now) / rangeMs) * 100
    const free = Array.from({ length: LANES }, (_none, lane) => lane).find(
      (lane) => left - (ends[lane] ?? Number.NEGATIVE_INFINITY) >= TOUCH,
    )
    const lane = free ?? LANES - 1
    ends[lane] = left
    return { event, left: Math.round(left * 100) / 100, lane }
  })
}

/** Counts the renewals in each part of the strip, for more than dots could show. */
export function crowdBars(events: readonly Coming[], now: number, rangeMs: number): readonly number[] {
  const bars = Array.from({ length: BARS }, () => 0)
  for (const { at } of events) {
    const bar = Math.min(BARS - 1, Math.max(0, Math.floor(((at - now) / rangeMs) * BARS)))
    bars[bar] = (bars[bar] ?? 0) + 1
  }
  return bars
}

const BARS = 56
/** More dots than these are drawn as bars. */
export const CROWD = 150

/** The strip's lines: at each midnight of a week, every four hours of a day, every five days of a month. */
export function gridMoments(now: number, rangeMs: number, zoneOffsetMinutes: number): readonly number[] {
  const DAY_MS = 86_400_000
  const step = rangeMs <= DAY_MS ? 4 * 3_600_000 : rangeMs <= 7 * DAY_MS ? DAY_MS : 5 * DAY_MS
  const offset = zoneOffsetMinutes * 60_000
  const whole = Math.min(step, DAY_MS)
  const first = Math.ceil((now + offset) / whole) * whole - offset
  const count = Math.max(0, Math.floor((now + rangeMs - first) / step) + 1)
  return Array.from({ length: count }, (_none, index) => first + index * step)
}
