import { constants } from 'node:fs'
import { copyFile, open, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode } from '../error-code.ts'
import { isAbsent, isWrongKind } from './file-fault.ts'
import { setAside } from './set-aside.ts'
import { assertReadable } from './stored-file.ts'

/**
 * Keeps a file that is about to be replaced as NAME.damaged-N, never over an earlier one: each may be the one that a
 * backup of its key opens. It is on the disk when this returns. What is no file of ours (a folder, a pipe, a device) has
 * nothing to lose by being moved, and might never end. Throws what node:fs throws.
 */
export async function copyAside(path: string): Promise<void> {
  if (await moveAsideIfNoFile(path)) return
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

/** What is no file of ours (stored-file.ts) goes out of the way; false where it is one. Throws what node:fs throws. */
export async function moveAsideIfNoFile(path: string): Promise<boolean> {
  try {
    await assertReadable(path)
    return false
  } catch (thrown) {
    if (!isWrongKind(thrown)) throw thrown
    setAside(path)
    return true
  }
}

/** All copies set aside of a file, without folders, which are not ours; older builds called the copy NAME.damaged. */
export async function copiesAside(path: string): Promise<readonly string[]> {
  const found = await readdir(dirname(path), { withFileTypes: true }).catch((thrown) => {
    if (isAbsent(thrown)) return []
    throw thrown
  })
  const start = `${basename(path)}.damaged`
  const isAside = (name: string): boolean => name.startsWith(start) && /^(-\d+)?$/.test(name.slice(start.length))
  return found
    .filter((entry) => !entry.isDirectory() && isAside(entry.name))
    .map(({ name }) => join(dirname(path), name))
}
