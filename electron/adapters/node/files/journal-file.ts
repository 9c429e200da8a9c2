import { constants } from 'node:fs'
import { type FileHandle, open, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type JournalEntry, readJournalEntry } from '../../../../shared/connections/journal.ts'
import { FaultError, fault } from '../../../../shared/fault.ts'
import type { JournalFile } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'
import { setFolderAside } from './set-aside.ts'
import { unusable } from './state-folder-faults.ts'
import { readStoredText } from './stored-file.ts'

const CURRENT = 'journal.jsonl'
const PREVIOUS = 'journal.1.jsonl'

/** What the journal may hold before its older half is dropped. */
export type JournalCap = { readonly entries: number; readonly bytes: number }

/** A year of a busy workstation, and small enough to be read whole. */
const DEFAULT_CAP: JournalCap = { entries: 20_000, bytes: 4 * 1024 * 1024 }

/** How much of the current file is filled: half of the cap each, since the previous file is kept beside it. */
type FileFill = { entries: number; bytes: number; tornEnd: boolean }

/**
 * The journal as two files of JSON lines, 0600: the current one, and the one before it. When the current one has half
 * of the cap it becomes the previous one. Only the keeper writes. Appending raises state_folder_unusable {path, detail}.
 */
export function journalFile(folder: string, cap: JournalCap = DEFAULT_CAP): JournalFile {
  const current = join(folder, CURRENT)
  let fill: FileFill | null = null
  let pendingAppend: Promise<unknown> = Promise.resolve()

  async function append(entry: JournalEntry): Promise<void> {
    fill ??= await readFill(current)
    if (fill.entries >= cap.entries / 2 || fill.bytes >= cap.bytes / 2) {
      setFolderAside(join(folder, PREVIOUS))
      await rename(current, join(folder, PREVIOUS)).catch(ignoreAbsent)
      fill = { entries: 0, bytes: 0, tornEnd: false }
    }
    // A crash or a full disk may have cut the last line short: the next one must not be glued to it.
    const line = `${fill.tornEnd ? '\n' : ''}${JSON.stringify(entry)}\n`
    fill.tornEnd = true
    await appendText(current, line)
    fill = { entries: fill.entries + 1, bytes: fill.bytes + Buffer.byteLength(line), tornEnd: false }
  }

  return {
    append(entry) {
      const appended = pendingAppend.then(() => append(entry)).catch(raiseUnusable(folder))
      pendingAppend = appended.catch(() => {
        // The file is looked at again: it may have been deleted, or cut short by a full disk.
        fill = null
      })
      return appended
    },
    async read(limit) {
      await pendingAppend
      const lines = [...(await linesOf(join(folder, PREVIOUS))), ...(await linesOf(current))]
      const read = lines.map(entryOf)
      const newer = read.filter((entry) => entry === 'newer').length
      const unreadable = read.filter((entry) => entry === null).length
      const entries = read.filter((entry) => entry !== null && entry !== 'newer')
      return { entries: limit > 0 ? entries.slice(-limit) : [], unreadable, ...(newer > 0 ? { newer } : {}) }
    },
  }
}

/** Without O_NONBLOCK a pipe in its place would be waited for. */
const APPEND_FLAGS = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NONBLOCK ?? 0)

async function appendText(path: string, text: string): Promise<void> {
  const handle: FileHandle = await open(path, APPEND_FLAGS, 0o600)
  try {
    await handle.appendFile(text)
  } finally {
    await handle.close()
  }
}

async function readFill(path: string): Promise<FileFill> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size === 0) return { entries: 0, bytes: 0, tornEnd: false }
  const text = await readStoredText(path)
  return { entries: text.split('\n').length - 1, bytes: size, tornEnd: !text.endsWith('\n') }
}

async function linesOf(path: string): Promise<string[]> {
  const text = await readStoredText(path).catch((thrown: unknown) => {
    if (errorCode(thrown) === 'ENOENT') return ''
    throw new FaultError(fault('file_unreadable', { why: 'journal', path, detail: errorCode(thrown) }), {
      cause: thrown,
    })
  })
  return text.split('\n').filter((line) => line !== '')
}

function entryOf(line: string): JournalEntry | 'newer' | null {
  try {
    return readJournalEntry(JSON.parse(line))
  } catch {
    return null
  }
}

function ignoreAbsent(thrown: unknown): void {
  if (errorCode(thrown) !== 'ENOENT') throw thrown
}

function raiseUnusable(path: string) {
  return (thrown: unknown): never => {
    throw unusable(path, thrown)
  }
}
