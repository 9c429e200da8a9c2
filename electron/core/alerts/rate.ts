/** So many in any minute, however much there is to tell. */
export const MOST_A_MINUTE = 6
const MINUTE_MS = 60_000

export type Rate = {
  /** How many may go now. */
  free(): number
  took(count: number): void
  /** When the next may go, by the same clock. */
  nextAt(): number
}

/** `now` by a clock that nobody sets. */
export function createRate(now: () => number): Rate {
  let taken: readonly number[] = []
  const recent = (): readonly number[] => taken.filter((at) => now() - at < MINUTE_MS)
  return {
    free: () => MOST_A_MINUTE - recent().length,
    took(count) {
      taken = [...recent(), ...Array.from({ length: count }, now)]
    },
    nextAt: () => (taken[0] ?? now() - MINUTE_MS) + MINUTE_MS,
  }
}
