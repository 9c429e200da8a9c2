import { lstat, rm, writeFile } from 'node:fs/promises'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import { errorCode } from '../error-code.ts'
import { writeAtomically } from './atomic-write.ts'
import { isAbsent, isFull } from './file-fault.ts'
import { readStored } from './stored-file.ts'

/** Files that a command writes at a person's path, each whole. All raise file_unwritable. */

/** What lies at a path: what we have put there, nothing, or anything else. */
export type FileOwnership = 'ours' | 'none' | 'other'

/** Mode 0600. An existing file is left alone; a partial file is removed. */
export async function makeFile(path: string, text: string): Promise<void> {
  await asUnwritable(path, async () => {
    try {
      await writeFile(path, text, { flag: 'wx', mode: 0o600 })
    } catch (thrown) {
      // After any other error the file is not ours.
      if (isFull(thrown) || errorCode(thrown) === 'EIO') await rm(path, { force: true }).catch(() => undefined)
      throw thrown
    }
  })
}

/** Refuses what is no regular file: replacing a device, pipe or link would destroy it (`/dev/null` with a token in it). */
export async function replaceFile(path: string, text: string): Promise<void> {
  await asUnwritable(path, async () => {
    const present = await lstat(path).catch(nullIfAbsent)
    if (present !== null && !present.isFile()) raise('file_unwritable', { path, why: 'no_file' })
    await writeAtomically(path, text)
  })
}

/** Whether it holds one of these texts and nothing more. */
export async function classifyFile(path: string, texts: readonly string[]): Promise<FileOwnership> {
  return await asUnwritable(path, async () => {
    const present = await lstat(path).catch(nullIfAbsent)
    if (present === null) return 'none'
    if (!present.isFile() || !texts.some((text) => Buffer.byteLength(text) === present.size)) return 'other'
    const content = await readStored(path).catch(nullIfAbsent)
    if (content === null) return 'none'
    return texts.includes(content.toString('utf8')) ? 'ours' : 'other'
  })
}

/** False where the file is not ours any more; then it is kept. */
export async function removeIfOurs(path: string, texts: readonly string[]): Promise<boolean> {
  const ownership = await classifyFile(path, texts)
  if (ownership === 'ours') await asUnwritable(path, () => rm(path, { force: true }))
  return ownership !== 'other'
}

function nullIfAbsent(thrown: unknown): null {
  if (isAbsent(thrown)) return null
  throw thrown
}

async function asUnwritable<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
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
