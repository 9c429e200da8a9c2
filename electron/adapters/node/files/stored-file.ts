import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** Without O_NONBLOCK a pipe in a file's place is waited for, by all of the program. Windows has neither the flag nor such pipes. */
const HOW = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Many times what any of our files can become, and little enough to be held in memory. */
const MOST_BYTES = 128 * 1_024 * 1_024

/**
 * Reads a file that Everbearer keeps, as a whole. It is judged once it is open, and before a byte is read: what is no
 * file (a folder, pipe, device) fails with EFTYPE or the system's own code, and what no file of ours can be with EOVERFLOW.
 * Throws what node:fs throws.
 */
export async function readStored(path: string): Promise<Buffer> {
  return await withStored(path, (handle) => handle.readFile())
}

/** The same as text; the mark that editors put before UTF-8 is no part of it. */
export async function readStoredText(path: string): Promise<string> {
  return textOf(await readStored(path))
}

/** Sees that `readStored` could read it; throws what that would. */
export async function lookAtStored(path: string): Promise<void> {
  await withStored(path, async () => {})
}

/** `readStoredText` for what is read once, before anything else can go on. */
export function readStoredTextAtOnce(path: string): string {
  const file = openSync(path, HOW)
  try {
    judge(fstatSync(file), path)
    return textOf(readFileSync(file))
  } finally {
    closeSync(file)
  }
}

function textOf(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/^\ufeff/, '')
}

async function withStored<Result>(path: string, work: (handle: FileHandle) => Promise<Result>): Promise<Result> {
  const handle = await open(path, HOW)
  try {
    judge(await handle.stat(), path)
    return await work(handle)
  } finally {
    await handle.close()
  }
}

function judge(look: Stats, path: string): void {
  if (!look.isFile()) throw refused(look.isDirectory() ? 'EISDIR' : 'EFTYPE', path)
  if (look.size > MOST_BYTES) throw refused('EOVERFLOW', path)
}

/** In the shape of the system's own errors, so that one word says it to whoever asks for the code. */
function refused(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: not a stored file`), { code, syscall: 'open', path })
}
