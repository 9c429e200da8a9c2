import { type BigIntStats, lstatSync, statSync } from 'node:fs'

/**
 * Who can get at a folder, looked up and never assumed (docs/decisions.md 22). On the fast path of `token` as well, so
 * nothing heavy may be imported here.
 */

/**
 * `foreign`: it, or the link that leads there, belongs to another user. `open`: it is ours, and others can enter, list
 * or change it. On Windows, whose folders have no such modes, every folder that is there counts as closed.
 */
export type FolderAccess = 'absent' | 'closed' | 'open' | 'foreign' | 'no-folder'

const OTHERS = 0o077n
const ROOT = 0n

/** Throws what node:fs throws. */
export function classifyFolder(path: string, links: 'followed' | 'refused' = 'followed'): FolderAccess {
  const entry = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  if (entry === undefined) return 'absent'
  if (links === 'refused' && entry.isSymbolicLink()) return 'foreign'
  // Whoever owns a link leads us wherever he likes, from one moment to the next; links of the system are no danger.
  if (entry.isSymbolicLink() && !isOurs(entry) && entry.uid !== ROOT) return 'foreign'
  const folder = entry.isSymbolicLink() ? statSync(path, { bigint: true, throwIfNoEntry: false }) : entry
  if (folder === undefined) return 'absent'
  if (!folder.isDirectory()) return 'no-folder'
  if (process.platform === 'win32') return 'closed'
  if (!isOurs(folder)) return 'foreign'
  return (folder.mode & OTHERS) === 0n ? 'closed' : 'open'
}

export function isOurs({ uid }: Pick<BigIntStats, 'uid'>): boolean {
  const own = process.getuid?.()
  return own === undefined || uid === BigInt(own)
}
