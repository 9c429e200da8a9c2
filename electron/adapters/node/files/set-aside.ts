import { lstatSync, renameSync } from 'node:fs'
import { basename } from 'node:path'

/**
 * Moves a file out of the way as NAME.damaged-N, or NAME.foreign-N where another user left it, never over an earlier
 * one; gives its new name.
 */
export function setAside(path: string, why: 'damaged' | 'foreign' = 'damaged'): string {
  let number = 1
  while (lstatSync(`${path}.${why}-${number}`, { throwIfNoEntry: false }) !== undefined) number += 1
  const aside = `${path}.${why}-${number}`
  renameSync(path, aside)
  return basename(aside)
}
