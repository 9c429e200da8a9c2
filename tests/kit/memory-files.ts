/** The index file and the journal file, in memory. Both take and give copies, as a real file would. */
import type { IndexFile, JournalFile } from '../../electron/core/ports.ts'
import { type JournalEntry, journalEntrySchema } from '../../shared/domain/journal.ts'
import { type Fault, FaultError } from '../../shared/fault.ts'

export type MemoryIndex = IndexFile & {
  /** What the file would hold after the last `flush`; undefined when nothing was ever written. */
  readonly flushed: unknown
  readonly writes: number
}

/** `content` is what a start finds; `setAside` is the name of the unreadable file that a start moved away. */
export function memoryIndex(content: unknown = null, setAside: string | null = null): MemoryIndex {
  let text = JSON.stringify(content)
  let flushed: string | undefined
  let writes = 0
  return {
    setAside,
    read: () => JSON.parse(text) as unknown,
    write: (value) => {
      text = JSON.stringify(value)
      writes += 1
    },
    flush: async () => {
      flushed = text
    },
    get flushed() {
      return flushed === undefined ? undefined : (JSON.parse(flushed) as unknown)
    },
    get writes() {
      return writes
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
