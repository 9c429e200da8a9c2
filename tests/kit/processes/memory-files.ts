/** The index file and the journal file, in memory. Both take and give copies, as a real file would. */
import type { Log, LogFacts, LogLevel } from '../../../electron/core/log/log.ts'
import type { IndexFile, JournalFile } from '../../../electron/core/ports.ts'
import { type JournalEntry, journalEntrySchema } from '../../../shared/connections/journal.ts'
import { type Fault, FaultError } from '../../../shared/fault.ts'

export type MemoryIndex = IndexFile & {
  /** What the file would hold if it were written now. */
  content(): unknown
  /** How often something was handed in, and how often that was really written (by `flush` alone). */
  readonly writes: number
  readonly flushes: number
  failNext(trouble: Fault): void
}

/**
 * `content` is what a start finds; `setAside` is the name of the unreadable file that a start moved away. What was
 * not flushed is lost to the next start, as after a kill.
 */
export function memoryIndex(
  content: unknown = null,
  setAside: string | null = null,
  leftAlone: number | null = null,
): MemoryIndex {
  const troubles: Fault[] = []
  let text = JSON.stringify(content)
  let waiting: (() => unknown) | null = null
  const count = { writes: 0, flushes: 0 }
  return {
    setAside,
    leftAlone,
    failNext: (trouble) => void troubles.push(trouble),
    read: () => JSON.parse(text) as unknown,
    write: (make) => {
      waiting = make
      count.writes += 1
    },
    flush: async () => {
      if (waiting === null) return
      const trouble = troubles.shift()
      if (trouble) throw new FaultError(trouble)
      text = JSON.stringify(waiting())
      waiting = null
      count.flushes += 1
    },
    content: () => JSON.parse(waiting === null ? text : JSON.stringify(waiting())) as unknown,
    get writes() {
      return count.writes
    },
    get flushes() {
      return count.flushes
    },
  }
}

export type MemoryJournal = JournalFile & {
  readonly entries: readonly JournalEntry[]
  /** The events so far, oldest first: most tests ask no more. */
  events(): string[]
  failNext(trouble: Fault): void
}

/** Refuses an entry that the journal's own schema refuses: free text must not get in by way of a test either. */
export function memoryJournal(): MemoryJournal {
  const entries: JournalEntry[] = []
  const troubles: Fault[] = []
  return {
    entries,
    events: () => entries.map((entry) => entry.event),
    failNext: (trouble) => void troubles.push(trouble),
    append: async (entry) => {
      const trouble = troubles.shift()
      if (trouble) throw new FaultError(trouble)
      entries.push(journalEntrySchema.strict().parse(structuredClone(entry)))
    },
    read: async (limit) => ({ entries: limit > 0 ? structuredClone(entries.slice(-limit)) : [], unreadable: 0 }),
  }
}

export type MemoryLog = Log & {
  readonly records: { level: LogLevel; event: string; facts: LogFacts; error?: unknown }[]
}

export function memoryLog(): MemoryLog {
  const records: MemoryLog['records'] = []
  return {
    records,
    place: '/state/log.jsonl',
    takes: () => true,
    write: (level, event, facts = {}, error = undefined) => void records.push({ level, event, facts, error }),
    recent: (limit) => records.slice(-limit).map(({ level, event, facts }) => ({ level, event, ...facts })),
  }
}
