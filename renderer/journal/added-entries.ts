import type { JournalEntry } from '../../shared/connections/journal.ts'

type Entries = readonly JournalEntry[] | null

/** Further back an answer and a notice of the same entry do not miss each other. */
const NEAR = 500

/**
 * What was read, with what has been added since: of `known` (all that notices have told), what comes after `last`. Null where that is no
 * longer among it: lists were read anew after a gap, and so must this be.
 */
export function addedSince(known: Entries, last: JournalEntry | null): readonly JournalEntry[] | null {
  if (last === null || known === null) return known ?? []
  const at = known.lastIndexOf(last)
  return at < 0 ? null : known.slice(at + 1)
}

/**
 * Both together, the newest `most`. An entry may have been told while the journal was read, and stand in the answer already; so the
 * same one is taken once.
 */
export function withAdded(
  read: readonly JournalEntry[],
  added: readonly JournalEntry[],
  most: number,
): readonly JournalEntry[] {
  if (added.length === 0) return read
  const there = new Set(read.slice(-NEAR).map((entry) => JSON.stringify(entry)))
  const fresh = added.filter((entry) => !there.has(JSON.stringify(entry)))
  return fresh.length === 0 ? read : [...read, ...fresh].slice(-most)
}
