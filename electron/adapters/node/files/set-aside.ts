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

/** A folder in the place of a file that is about to be replaced: no file can be renamed over it, then or ever. */
export function setFolderAside(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) setAside(path)
}
