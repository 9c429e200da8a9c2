import type { Stats } from 'node:fs'

const ROOT = 0
const OTHERS = 0o007
const GROUP = 0o070
const GROUP_READS = 0o040

/**
 * Why a file is no place for a secret, by its owner and mode: null where nobody but its owner, root and this process can
 * get at it. What root lends to one user (LoadCredential= of systemd) has that user's right where a group's stands.
 */
export function whyUntrusted({ uid, mode }: Pick<Stats, 'uid' | 'mode'>): 'owner' | 'open_to_others' | null {
  const own = process.getuid?.()
  if (own === undefined) return null
  const allowedToGroup = uid === ROOT && own !== ROOT ? GROUP_READS : 0
  if ((mode & (OTHERS | GROUP) & ~allowedToGroup) !== 0) return 'open_to_others'
  return uid === own || uid === ROOT ? null : 'owner'
}
