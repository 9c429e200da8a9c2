/** Which build this is: many commits share a version, and an agent may run across updates. */
export type Build = {
  readonly version: string
  /** The commit it was made from, or `unknown` (scripts/build/build-mark.mjs). */
  readonly commit: string
  /** UTC ms; null where the commit is unknown. */
  readonly committedAt: number | null
}

/** The other side's hello; older builds send no `committedAt`. */
type RemoteBuild = { readonly version: string; readonly committedAt?: number | null | undefined }

/** The version with the commit as its build metadata (semver.org, section 10): `0.1.0+c7306e77d1a2`. */
export function buildName({ version, commit }: Build): string {
  return commit === 'unknown' ? version : `${version}+${commit}`
}

/** True when ours has a later version, or the same version and a later commit. An unknown commit is not later. */
export function isLaterBuild(ours: Build, theirs: RemoteBuild): boolean {
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
