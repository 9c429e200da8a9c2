import type { JournalEntry } from '../../shared/connections/journal.ts'
import { dayKey, type Locale } from '../time/moments.ts'

export type Day = { readonly day: string; readonly at: number; readonly entries: readonly JournalEntry[] }

/** Entries (oldest first, as the keeper gives them) by local day, everything newest first. */
export function byDay(entries: readonly JournalEntry[], locale: Locale): readonly Day[] {
  const days = Map.groupBy([...entries].reverse(), ({ at }) => dayKey(at, locale))
  return [...days].map(([day, ofDay]) => ({ day, at: ofDay[0]?.at ?? 0, entries: ofDay }))
}
