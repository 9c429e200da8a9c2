import type { JournalEntry } from '../../../shared/connections/journal.ts'
import { entrySentence } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { visibleLine } from '../../../shared/text/visible-text.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'
import { padded } from '../output/columns.ts'

/** Local time, connection and sentence; `width` makes the names of several lines stand in a column. */
export function journalLine(
  texts: Texts,
  entry: JournalEntry,
  terminal: Pick<Terminal, 'localTime'>,
  width = 0,
): string {
  const who = padded(nameIn(texts, entry), width)
  return `${terminal.localTime(entry.at)}  ${who}  ${entrySentence(texts, entry)}`
}

export function journalLines(
  texts: Texts,
  entries: readonly JournalEntry[],
  terminal: Pick<Terminal, 'localTime'>,
): string[] {
  const width = Math.max(0, ...entries.map((entry) => nameIn(texts, entry).length))
  return entries.map((entry) => journalLine(texts, entry, terminal, width))
}

function nameIn(texts: Texts, entry: JournalEntry): string {
  return visibleLine(entry.connection ?? texts.words.everbearer)
}

/** For programs: times in ISO 8601 UTC, and the sentence for whoever reads along. */
export function journalObject(texts: Texts, entry: JournalEntry): object {
  return { ...entry, at: isoUtc(entry.at), text: entrySentence(texts, entry) }
}
