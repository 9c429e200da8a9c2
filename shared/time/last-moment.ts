import { readInstant } from './instant.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const NOON_TO_END_MS = 12 * 3_600_000 - 1

export function isDay(text: string): boolean {
  return DAY.test(text.trim())
}

/**
 * The last moment of a day such as `2027-03-01` in a zone, UTC ms: somebody who says "until the 1st" means all of it.
 * `offsetMinutes` tells the zone's minutes east of UTC at a moment. Null for what no calendar has.
 */
export function lastMomentOf(day: string, offsetMinutes: (at: number) => number): number | null {
  const noon = isDay(day) ? readInstant(`${day.trim()}T12:00Z`) : null
  if (noon === null) return null
  const wall = noon.at + NOON_TO_END_MS
  // The offset is known only at the moment that is looked for: twice is enough around a change of clocks.
  const first = wall - offsetMinutes(wall) * 60_000
  return wall - offsetMinutes(first) * 60_000
}
