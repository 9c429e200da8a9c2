import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Whoever has it locked is the keeper (ownership.ts). */
export const LOCK_FILE = 'keeper.lock'

/** The process id that the holder left in the lock file, for the person to find it; null when there is none. */
export function holderPid(stateFolder: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(join(stateFolder, LOCK_FILE), 'utf8'), 10)
    return pid > 0 ? pid : null
  } catch {
    return null
  }
}
