import { lstat, rm, writeFile } from 'node:fs/promises'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import { errorCode } from '../error-code.ts'
import { writeAtomically } from './atomic-write.ts'
import { isAbsent, isFull } from './file-fault.ts'
import { readStored } from './stored-file.ts'

/** Files that a command writes where a person has said, each as a whole. All raise file_unwritable. */

/** What lies at a path: what we have put there, nothing, or anything else. */
export type FileLook = 'ours' | 'none' | 'other'

/** For its owner alone; one that is there already stays, and of one that could not be written to its end nothing does. */
export async function makeFile(path: string, text: string): Promise<void> {
  await written(path, async () => {
    try {
      await writeFile(path, text, { flag: 'wx', mode: 0o600 })
    } catch (thrown) {
      // With all others no file of ours has been made: what lies there is somebody's.
      if (isFull(thrown) || errorCode(thrown) === 'EIO') await rm(path, { force: true }).catch(() => undefined)
      throw thrown
    }
  })
}

/** A device, a pipe or a link would be gone, and `/dev/null` be a file with a token in it. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await written(path, async () => {
    const there = await lstat(path).catch(noneThere)
    if (there !== null && !there.isFile()) raise('file_unwritable', { path, why: 'no_file' })
    await writeAtomically(path, text)
  })
}

/** Whether it holds one of these texts and nothing more. */
export async function lookAtFile(path: string, texts: readonly string[]): Promise<FileLook> {
  return await written(path, async () => {
    const there = await lstat(path).catch(noneThere)
    if (there === null) return 'none'
    if (!there.isFile() || !texts.some((text) => Buffer.byteLength(text) === there.size)) return 'other'
    const content = await readStored(path).catch(noneThere)
    if (content === null) return 'none'
    return texts.includes(content.toString('utf8')) ? 'ours' : 'other'
  })
}

/** False where something else lies there: whoever has put it in our file's place means to keep it. */
export async function discardFile(path: string, texts: readonly string[]): Promise<boolean> {
  const look = await lookAtFile(path, texts)
  if (look === 'ours') await written(path, () => rm(path, { force: true }))
  return look !== 'other'
}

function noneThere(thrown: unknown): null {
  if (isAbsent(thrown)) return null
  throw thrown
}

async function written<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    throw unwritable(path, thrown)
  }
}

export function unwritable(path: string, thrown: unknown): FaultError {
  const detail = errorCode(thrown)
  const why = isFull(thrown) ? 'full' : WHY[detail]
  return new FaultError(fault('file_unwritable', { path, detail, ...(why === undefined ? {} : { why }) }), {
    cause: thrown,
  })
}

/** What the person can do differs. */
const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'no_folder',
  ENOTDIR: 'no_folder',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
  EEXIST: 'taken',
}
