/** So many in any minute, however much there is to tell. */
export const MAX_PER_MINUTE = 6
const MINUTE_MS = 60_000

/** `now` by a clock that nobody sets. */
export function createRate(now: () => number) {
  let taken: readonly number[] = []
  const recent = (): readonly number[] => taken.filter((at) => now() - at < MINUTE_MS)
  return {
    /** How many may go now. */
    available: (): number => MAX_PER_MINUTE - recent().length,
    record(count: number): void {
      taken = [...recent(), ...Array.from({ length: count }, now)]
    },
    /** When the next may go, by the same clock. */
    nextAt: (): number => (taken[0] ?? now() - MINUTE_MS) + MINUTE_MS,
  }
}
