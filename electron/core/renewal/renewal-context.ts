import type { Limiter } from '../concurrency/limiter.ts'
import type { Connections } from '../connections/connections.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { Inside } from '../requests/sending.ts'
import type { RenewalRight } from './renewal-right.ts'

/** What a renewal works with. */
export type RenewalContext = {
  readonly ports: Pick<Inside, 'clock' | 'log' | 'sender' | 'random' | 'ownership' | 'machine' | 'oauth'>
  readonly connections: Connections
  readonly journalWriter: JournalWriter
  readonly limiter: Limiter
  readonly right: RenewalRight
  /** The keeper is leaving: what has been sent is waited for, nothing more is sent. */
  readonly leaving: () => boolean
  /** Brings what is known to the clock's present reading, before anything new is counted by it. */
  readonly watchClock: () => void
}
