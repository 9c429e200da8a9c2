import { constants } from 'node:fs'
import { copyFile, open, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode } from '../error-code.ts'
import { isAbsent } from './file-fault.ts'

/**
 * Keeps a file that is about to be replaced as NAME.damaged-N, never over an earlier one: each may be the one that a
 * backup of its key opens. It is on the disk when this returns. Throws what node:fs throws.
 */
export async function copyAside(path: string): Promise<void> {
  for (let number = 1; ; number += 1) {
    const aside = `${path}.damaged-${number}`
    try {
      await copyFile(path, aside, constants.COPYFILE_EXCL)
    } catch (thrown) {
      if (errorCode(thrown) === 'EEXIST') continue
      throw thrown
    }
    const handle = await open(aside, 'r+')
    return await handle.sync().finally(() => handle.close())
  }
}

/** All that was kept aside of a file; NAME.damaged is what builds before this one called it. */
export async function asidesOf(path: string): Promise<readonly string[]> {
  const names = await readdir(dirname(path)).catch((thrown) => {
    if (isAbsent(thrown)) return []
    throw thrown
  })
  const start = `${basename(path)}.damaged`
  const isAside = (name: string): boolean => name.startsWith(start) && /^(-\d+)?$/.test(name.slice(start.length))
  return names.filter(isAside).map((name) => join(dirname(path), name))
}
