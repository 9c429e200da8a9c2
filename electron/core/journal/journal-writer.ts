import type { Notice } from '../../../shared/api/contract/contract.ts'
import type { JournalEntry } from '../../../shared/connections/journal.ts'
import type { Fault, FaultCode, FaultParams } from '../../../shared/fault.ts'
import type { Clock, JournalFile } from '../ports.ts'

/** Writes the journal and tells those who watch. A journal that cannot be written never stops a renewal. */
export type JournalWriter = {
  note(entry: Omit<JournalEntry, 'at'>): void
  /** Resolves when everything noted so far is written or given up. */
  settled(): Promise<void>
}

export function createJournalWriter(clock: Clock, file: JournalFile, tell: (notice: Notice) => void): JournalWriter {
  let last: Promise<void> = Promise.resolve()
  return {
    note(entry) {
      const dated: JournalEntry = { at: clock.now(), ...entry }
      tell({ notice: 'journal.added', entry: dated })
      last = last.then(() => file.append(dated)).catch(() => undefined)
    },
    settled: () => last,
  }
}

/**
 * A fault as the journal keeps it: its code, which of its sentences is meant (`why`, a word of ours), and the HTTP status. None
 * of its other parameters: they may be a server's text.
 */
export function notedFault({ code, params: { why, status } }: Fault): { fault: FaultCode; params: FaultParams } {
  return {
    fault: code,
    params: { ...(why === undefined ? {} : { why }), ...(status === undefined ? {} : { status }) },
  }
}
