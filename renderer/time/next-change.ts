/** What a clock on the page shows at a moment (UTC ms). */
export type Reading = (now: number) => string | number | boolean | null

const SECOND_MS = 1_000

/**
 * When the first of these will read otherwise than now, in ms from `now`, whole seconds, `within` at most. What a reading
 * has left it does not come back to within that time: words count down, bars fill.
 */
export function nextChange(readings: Iterable<Reading>, now: number, within: number): number {
  let seconds = Math.floor(within / SECOND_MS)
  for (const read of readings) {
    if (seconds <= 1) break
    seconds = firstOther(read, now, seconds)
  }
  return seconds * SECOND_MS
}

/** By halving: the same until the last second means the same all the time. */
function firstOther(read: Reading, now: number, most: number): number {
  const present = read(now)
  let [same, other] = [0, most]
  if (read(now + (most - 1) * SECOND_MS) === present) return most
  other = most - 1
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2)
    if (read(now + middle * SECOND_MS) === present) same = middle
    else other = middle
  }
  return other
}
