import type { JournalWriter } from '../journal/journal-writer.ts'
import type { Clock } from '../ports.ts'
import type { Consumer } from './consumer-document.ts'

/** Who was handed which connection's token, as the journal tells it. */
export type HandOuts = {
  note(consumer: Consumer, connection: string): void
  /** Writes what was only counted so far. */
  stop(): void
}

/** A program may ask a thousand times a minute: the first is told at once, those of the hour after it as one number. */
const EVERY_MS = 3_600_000

type Counted = { since: number; more: number; readonly consumer: string; readonly connection: string }

export function createHandOuts(clock: Clock, journalWriter: JournalWriter): HandOuts {
  const counted = new Map<Consumer['id'], Map<string, Counted>>()

  function ofConsumer(id: string): Map<string, Counted> {
    const known = counted.get(id) ?? new Map<string, Counted>()
    if (known.size === 0) counted.set(id, known)
    return known
  }

  function write({ consumer, connection, more: times }: Counted): void {
    if (times > 0) journalWriter.note({ event: 'token_handed_out', connection, params: { consumer, times } })
  }

  return {
    note({ id, name: consumer }, connection) {
      const now = clock.monotonic()
      const own = ofConsumer(id)
      const before = own.get(connection)
      if (before === undefined) {
        own.set(connection, { since: now, more: 0, consumer, connection })
        journalWriter.note({ event: 'token_handed_out', connection, params: { consumer, times: 1 } })
        return
      }
      before.more += 1
      if (now - before.since < EVERY_MS) return
      write(before)
      before.since = now
      before.more = 0
    },
    stop() {
      for (const own of counted.values()) for (const each of own.values()) write(each)
      counted.clear()
    },
  }
}
