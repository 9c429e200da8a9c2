import type { JournalEntry } from '../../../shared/connections/journal.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { Clock } from '../ports.ts'
import type { Consumer } from './consumer-document.ts'

/** Who was handed which connection's token, and whose key was refused, as the journal tells it. */
export type HandOuts = ReturnType<typeof createHandOuts>

/** A program may ask a thousand times a minute: the first is told at once, those of the hour after it as one number. */
const EVERY_MS = 3_600_000

type Noted = Pick<JournalEntry, 'event' | 'connection'>
type Counted = { since: number; more: number; readonly consumer: string; readonly noted: Noted }

export function createHandOuts(clock: Clock, journalWriter: JournalWriter) {
  const counted = new Map<Consumer['id'], Map<string, Counted>>()

  function ofConsumer(id: string): Map<string, Counted> {
    const known = counted.get(id) ?? new Map<string, Counted>()
    if (known.size === 0) counted.set(id, known)
    return known
  }

  function write({ consumer, noted, more: times }: Counted): void {
    if (times > 0) journalWriter.note({ ...noted, params: { consumer, times } })
  }

  function count({ id, name: consumer }: Consumer, about: string, noted: Noted): void {
    const now = clock.monotonic()
    const own = ofConsumer(id)
    const before = own.get(about)
    if (before === undefined) {
      own.set(about, { since: now, more: 0, consumer, noted })
      journalWriter.note({ ...noted, params: { consumer, times: 1 } })
      return
    }
    before.more += 1
    if (now - before.since < EVERY_MS) return
    write(before)
    before.since = now
    before.more = 0
  }

  return {
    note: (consumer: Consumer, connection: string): void =>
      count(consumer, connection, { event: 'token_handed_out', connection }),
    /** A key for the gateway alone came to the API: perhaps in the hands of somebody who has read it in a log. */
    // No connection has this name.
    refused: (consumer: Consumer): void => count(consumer, '', { event: 'gateway_key_refused' }),
    /** Writes what was only counted so far. */
    stop(): void {
      for (const own of counted.values()) for (const each of own.values()) write(each)
      counted.clear()
    },
  }
}
