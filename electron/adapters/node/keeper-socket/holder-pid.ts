import { join } from 'node:path'
import { readStoredTextSync } from '../files/stored-file.ts'

/** The process that has it locked is the keeper (ownership.ts). */
export const LOCK_FILE = 'keeper.lock'

/** The process id that the holder wrote into the lock file, for messages; null when there is none. */
export function holderPid(stateFolder: string): number | null {
  try {
    const pid = Number.parseInt(readStoredTextSync(join(stateFolder, LOCK_FILE)), 10)
    return pid > 0 ? pid : null
  } catch {
    return null
  }
}
