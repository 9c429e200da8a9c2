/** True when `one` is a later version than `other`, by the numbers before any hyphen; what cannot be read is not later. */
export function isLater(one: string, other: string): boolean {
  const [mine, theirs] = [numbersOf(one), numbersOf(other)]
  const at = mine.findIndex((number, index) => number !== theirs[index])
  return at >= 0 && (mine[at] ?? 0) > (theirs[at] ?? 0)
}

function numbersOf(version: string): number[] {
  const found = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})/.exec(version)
  return found === null ? [0, 0, 0] : found.slice(1).map(Number)
}
