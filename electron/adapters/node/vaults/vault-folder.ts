import { readdirSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { fileFault, isAbsent } from '../files/file-fault.ts'

/** What faults call the key's own file; no document may have this name. */
export const KEY_NAME = 'key'
export const KEY_FILE = `${KEY_NAME}.age`

/** Whether a file vault holds anything; its key alone is nothing. */
export async function hasDocuments(folder: string): Promise<boolean> {
  try {
    const names = await readdir(folder)
    return names.some((name) => name.endsWith('.age') && name !== KEY_FILE)
  } catch (thrown) {
    if (isAbsent(thrown)) return false
    throw fileFault(thrown, KEY_NAME)
  }
}

/**
 * Whether the vault has still to be made: whoever types its passphrase then chooses it. Where documents lie without their
 * key, and where nobody can look, there is one.
 */
export function isUnmade(folder: string): boolean {
  try {
    return !readdirSync(folder).some((name) => /^[^.].*\.age/.test(name))
  } catch (thrown) {
    return isAbsent(thrown)
  }
}
