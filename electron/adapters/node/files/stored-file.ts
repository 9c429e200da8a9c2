import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** Without O_NONBLOCK, opening a pipe in a file's place would block the program. Windows has neither the flag nor such pipes. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Many times what any of our files can become, and little enough to be held in memory. */
const MAX_BYTES = 128 * 1_024 * 1_024

/**
 * Reads a file of Everbearer's as a whole. Checked once it is open and before a byte is read: what is no file (a folder,
 * pipe, device) fails with EFTYPE or the system's own code, and one larger than ours can be with EOVERFLOW.
 * Throws what node:fs throws.
 */
export async function readStored(path: string): Promise<Buffer> {
  return await withStored(path, (handle) => handle.readFile())
}

/** The same as text; the mark that editors put before UTF-8 is no part of it. */
export async function readStoredText(path: string): Promise<string> {
  return textOf(await readStored(path))
}

/** Throws what `readStored` would. */
export async function assertReadable(path: string): Promise<void> {
  await withStored(path, async () => {})
}

/** A synchronous `readStoredText`, for what must be read before anything else. */
export function readStoredTextSync(path: string): string {
  const file = openSync(path, OPEN_FLAGS)
  try {
    assertStoredFile(fstatSync(file), path)
    return textOf(readFileSync(file))
  } finally {
    closeSync(file)
  }
}

function textOf(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/^\ufeff/, '')
}

async function withStored<Result>(path: string, work: (handle: FileHandle) => Promise<Result>): Promise<Result> {
  const handle = await open(path, OPEN_FLAGS)
  try {
    assertStoredFile(await handle.stat(), path)
    return await work(handle)
  } finally {
    await handle.close()
  }
}

function assertStoredFile(stats: Stats, path: string): void {
  if (!stats.isFile()) throw errorWithCode(stats.isDirectory() ? 'EISDIR' : 'EFTYPE', path)
  if (stats.size > MAX_BYTES) throw errorWithCode('EOVERFLOW', path)
}

/** In the shape of the system's own errors, so that callers can check the code. */
function errorWithCode(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: not a stored file`), { code, syscall: 'open', path })
}
