import type { JournalEntry, JournalEvent } from '../../shared/connections/journal.ts'

const TROUBLES: readonly JournalEvent[] = [
  'renewal_failed',
  'renewal_refused',
  'renewal_resent',
  'renewal_cut',
  'reported_rejected',
  'save_failed',
  'ends_soon',
  'clock_moved',
  'index_set_aside',
  'bug',
]

/** What one looks for when something was wrong. */
export function isTrouble({ event, fault }: JournalEntry): boolean {
  return TROUBLES.includes(event) || (event === 'tested' && fault !== undefined)
}
