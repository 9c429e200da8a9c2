import type { Notice } from '../../../shared/api/contract/contract.ts'
import type { JournalEntry } from '../../../shared/connections/journal.ts'
import type { Fault, FaultParams } from '../../../shared/fault.ts'
import type { Clock, JournalFile } from '../ports.ts'

/** What happened. Of a fault the journal keeps its code, which of its sentences is meant and the status; `params` has what else it may tell. */
export type Noted = Omit<JournalEntry, 'at' | 'fault'> & { readonly fault?: Fault | null }

/** Writes the journal and tells those who watch. A journal that cannot be written never stops a renewal. */
export type JournalWriter = ReturnType<typeof createJournalWriter>

export function createJournalWriter(clock: Clock, file: JournalFile, tell: (notice: Notice) => void) {
  let last: Promise<void> = Promise.resolve()
  return {
    note({ fault, ...entry }: Noted): void {
      const dated: JournalEntry = { at: clock.now(), ...entry, ...(fault ? keptOf(fault, entry.params) : {}) }
      tell({ notice: 'journal.added', entry: dated })
      last = last.then(() => file.append(dated)).catch(() => undefined)
    },
    /** Resolves when everything noted so far is written or given up. */
    settled: (): Promise<void> => last,
  }
}

/** `why` is a word of ours. None of a fault's other parameters: they may be a server's text. */
function keptOf(
  { code, params: { why, status } }: Fault,
  more: FaultParams = {},
): Pick<JournalEntry, 'fault' | 'params'> {
  const params = { ...(why === undefined ? {} : { why }), ...(status === undefined ? {} : { status }), ...more }
  return Object.keys(params).length === 0 ? { fault: code } : { fault: code, params }
}
