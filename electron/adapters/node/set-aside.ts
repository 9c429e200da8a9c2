import { existsSync, renameSync } from 'node:fs'
import { basename } from 'node:path'

/** Moves an unreadable file out of the way as NAME.damaged-N, never over an earlier one; gives its new name. */
export function setAside(path: string): string {
  let number = 1
  while (existsSync(`${path}.damaged-${number}`)) number += 1
  const aside = `${path}.damaged-${number}`
  renameSync(path, aside)
  return basename(aside)
}
