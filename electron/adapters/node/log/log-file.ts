import { appendFileSync, closeSync, constants, fstatSync, openSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { setFolderAside } from '../files/set-aside.ts'
import { readStoredTextSync } from '../files/stored-file.ts'

/** With the one before it, as much as is ever kept. */
const MAX_BYTES = 1_048_576

export type LogFile = ReturnType<typeof logFile>

/**
 * `log.jsonl` in the state folder, and `log.1.jsonl` for what it held before it was full. Each line is opened, written and
 * closed: several programs write into it, and one that is killed loses nothing. A link in its place is not followed.
 */
export function logFile(stateFolder: string) {
  const path = join(stateFolder, 'log.jsonl')
  const previous = join(stateFolder, 'log.1.jsonl')

  function open(): number {
    // Windows has neither. Without O_NONBLOCK a pipe in its place would hold up whoever writes until somebody reads.
    const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants
    return openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600)
  }

  return {
    path,
    /** Adds a line; nothing happens where that cannot be done, since a log must never be what hinders. */
    append(line: string): void {
      try {
        const file = open()
        let isFull = false
        try {
          appendFileSync(file, `${line}\n`)
          isFull = fstatSync(file).size >= MAX_BYTES
        } finally {
          closeSync(file)
        }
        if (!isFull) return
        setFolderAside(previous)
        renameSync(path, previous)
      } catch {
        // No place, no right, no room: the program goes on without.
      }
    },
    /** The newest records, oldest first; what is no whole line is left out. */
    recent(limit: number): Record<string, unknown>[] {
      const lines = [previous, path].flatMap((file) => textOf(file).split('\n')).filter((line) => line !== '')
      const records = lines.slice(-limit).map((line) => jsonIn(line))
      return records.filter((record) => typeof record === 'object' && record !== null) as Record<string, unknown>[]
    },
  }
}

function textOf(path: string): string {
  try {
    return readStoredTextSync(path)
  } catch {
    return ''
  }
}
