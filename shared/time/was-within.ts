/**
 * Whether `at` was less than `ms` ago; both UTC ms. A moment in the future means that the clock was set back: further ahead
 * than `ms` it does not count as recent, or it would until the clock has caught up, perhaps days later.
 */
export function wasWithin(ms: number, at: number, now: number): boolean {
  return Math.abs(now - at) < ms
}
