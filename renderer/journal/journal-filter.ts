import type { JournalEntry } from '../../shared/connections/journal.ts'
import { dayKey, type Locale } from '../time/moments.ts'

/** What of a journal is to be shown; days as `2026-11-21`, empty where there is no bound. */
export type JournalFilter = { readonly words: string; readonly from: string; readonly until: string }

export const NO_FILTER: JournalFilter = { words: '', from: '', until: '' }

/** True for one that lets everything through. */
export function isEmpty({ words, from, until }: JournalFilter): boolean {
  return words.trim() === '' && from === '' && until === ''
}

/** Entries that hold all of the words, in their sentence or their connection's name, in the days between. */
export function filtered(
  entries: readonly JournalEntry[],
  { words, from, until }: JournalFilter,
  locale: Locale,
  sentence: (entry: JournalEntry) => string,
): readonly JournalEntry[] {
  const wanted = words
    .toLocaleLowerCase(locale.language)
    .split(/\s+/)
    .filter((word) => word !== '')
  return entries.filter((entry) => {
    const day = dayKey(entry.at, locale)
    if ((from !== '' && day < from) || (until !== '' && day > until)) return false
    const said = `${entry.connection ?? ''} ${sentence(entry)}`.toLocaleLowerCase(locale.language)
    return wanted.every((word) => said.includes(word))
  })
}
