/** Which build this is, beyond its version: between two versions lie many commits, and an agent may outlive any of them. */
export type Build = {
  readonly version: string
  /** The commit it was made from, or `unknown` (scripts/build/build-mark.mjs). */
  readonly commit: string
  /** UTC ms; null where the commit is unknown. */
  readonly committedAt: number | null
}

/** What the other side has said of itself; builds from before commits were carried say no `committedAt` at all. */
type Told = { readonly version: string; readonly committedAt?: number | null | undefined }

/** The version with the commit as its build metadata (semver.org, section 10): `0.1.0+c7306e77d1a2`. */
export function buildName({ version, commit }: Build): string {
  return commit === 'unknown' ? version : `${version}+${commit}`
}

/** True when ours is the later build: of a later version, or of a later commit of the same. What nobody knows is not later. */
export function isLaterBuild(ours: Build, theirs: Told): boolean {
  if (isLater(ours.version, theirs.version)) return true
  if (isLater(theirs.version, ours.version)) return false
  if (theirs.committedAt === undefined) return true
  return ours.committedAt !== null && theirs.committedAt !== null && ours.committedAt > theirs.committedAt
}

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
