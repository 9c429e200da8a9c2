import { readdirSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { fileFault, isAbsent } from '../files/file-fault.ts'

/** The key file's name, also in faults; no document may have it. */
export const KEY_NAME = 'key'
export const KEY_FILE = `${KEY_NAME}.age`

/** Whether a file vault holds any document beside its key. */
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
 * Whether the vault has still to be created, so that the next passphrase typed is a new one. False where documents lie
 * without their key, and where the folder cannot be read.
 */
export function isUnmade(folder: string): boolean {
  try {
    return !readdirSync(folder).some((name) => /^[^.].*\.age/.test(name))
  } catch (thrown) {
    return isAbsent(thrown)
  }
}
