import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { errorCode } from '../error-code.ts'

/** The names of our temporary files: `.NAME.16 hex digits.tmp`, beside the file that they become. */
const LEFTOVER = /^\..+\.[0-9a-f]{16}\.tmp$/

/** Windows refuses a rename while a virus scanner or indexer holds the target open; it lets go within moments. */
const RENAME_TRIES = 10
const RENAME_PAUSE_MS = 25

/**
 * Replaces a file as a whole: temporary file in the same folder, fsync, rename, fsync of the folder; mode 0600.
 * When it returns, the new content survives a crash; a crash or a full disk before that leaves the old file untouched.
 * Throws what node:fs throws.
 */
export async function writeAtomically(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(8).toString('hex')}.tmp`)
  try {
    await writeThrough(temporary, content)
    await renameOver(temporary, path)
  } catch (thrown) {
    await unlink(temporary).catch(() => {})
    throw thrown
  }
  await syncFolder(dirname(path))
}

/** Makes a folder that only its owner may enter, with those above it. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
}

/** Deletes what writes that were cut short have left in a folder. Only for the one process that writes there. */
export async function cleanLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (LEFTOVER.test(name)) await unlink(join(folder, name)).catch(() => {})
  }
}

/** Some drives (of other computers, of programs) know no such call for folders: what is renamed there is renamed. */
const UNSUPPORTED_CODES = ['EINVAL', 'EBADF', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']

/** Makes renames and removals in a folder survive a power cut. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  await withHandle(await open(path, 'r'), (handle) => handle.sync()).catch((thrown: unknown) => {
    if (!UNSUPPORTED_CODES.includes(errorCode(thrown))) throw thrown
  })
}

async function writeThrough(path: string, content: Uint8Array | string): Promise<void> {
  await withHandle(await open(path, 'wx', 0o600), async (handle) => {
    await handle.writeFile(content)
    await handle.sync()
  })
}

async function withHandle(handle: FileHandle, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(handle)
  } finally {
    await handle.close()
  }
}

async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to)
    } catch (thrown) {
      if (attempt === RENAME_TRIES || !isHeldByAnother(thrown)) throw thrown
      await pause(RENAME_PAUSE_MS)
    }
  }
}

function isHeldByAnother(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
  return process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(String(code))
}
