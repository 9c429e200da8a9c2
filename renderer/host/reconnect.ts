const FIRST_MS = 300
/** Beyond this a person would think that nothing happens any more. */
const LONGEST_MS = 5_000

/** How long to wait before connecting again, after so many failures in a row; `fraction` in [0, 1) spreads many pages. */
export function reconnectDelay(failures: number, fraction: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1))
  return Math.round(ceiling * (0.5 + 0.5 * fraction))
}
