/**
 * Whether that was less than so many ms ago; both UTC ms. What seems to lie ahead was before the clock was set back, and
 * nobody knows how long ago: to take it for a moment ago would make it one until the clock has caught up, days later.
 */
export function wasWithin(ms: number, at: number, now: number): boolean {
  return Math.abs(now - at) < ms
}
