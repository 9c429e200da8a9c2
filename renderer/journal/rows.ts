import type { JournalEntry } from '../../shared/connections/journal.ts'
import type { Locale } from '../time/moments.ts'
import { byDay } from './by-day.ts'

/** One entry, or a run of the same: how many, and when the first of them was. It stands where the newest came. */
export type Row = { readonly entry: JournalEntry; readonly count: number; readonly firstAt: number }
export type RowsOfDay = { readonly day: string; readonly at: number; readonly rows: readonly Row[] }

/** Fewer than this are not worth a word of their own. */
const LEAST = 3
/** What comes as often as this is one run also where others came in between. */
const OFTEN_MS = 600_000

/** The newest of entries (oldest first) as rows by local day, `most` of them, and whether there are more. */
export function newestRows(
  entries: readonly JournalEntry[],
  locale: Locale,
  most: number,
): { readonly days: readonly RowsOfDay[]; readonly isMore: boolean } {
  const all = byDay(entries, locale).map(({ day, at, entries: ofDay }) => ({ day, at, rows: merged(ofDay) }))
  const days: RowsOfDay[] = []
  let room = most
  for (const each of all) {
    if (room === 0) return { days, isMore: true }
    const rows = each.rows.slice(0, room)
    days.push({ ...each, rows })
    if (rows.length < each.rows.length) return { days, isMore: true }
    room -= rows.length
  }
  return { days, isMore: false }
}

/**
 * Entries (newest first, of one day) with runs made into one: the same event of the same connection with the same fault,
 * whatever the numbers in it, with nothing in between, or every few minutes whatever came of others in between. Otherwise a
 * connection that is renewed every ten seconds is all that one sees.
 */
export function merged(entries: readonly JournalEntry[]): readonly Row[] {
  const runs: JournalEntry[][] = []
  const latest = new Map<string | undefined, JournalEntry[]>()
  for (const [at, entry] of entries.entries()) {
    const run = latest.get(entry.connection)
    const last = run?.at(-1)
    const isNear = last !== undefined && (last === entries[at - 1] || last.at - entry.at <= OFTEN_MS)
    if (run !== undefined && isNear && last.event === entry.event && last.fault === entry.fault) {
      run.push(entry)
      continue
    }
    const begun = [entry]
    runs.push(begun)
    latest.set(entry.connection, begun)
  }
  const place = new Map(entries.map((entry, at) => [entry, at]))
  return runs.flatMap(rowsOf).sort((one, other) => (place.get(one.entry) ?? 0) - (place.get(other.entry) ?? 0))
}

function rowsOf(run: readonly JournalEntry[]): readonly Row[] {
  const [newest] = run
  if (newest === undefined) return []
  if (run.length < LEAST) return run.map((entry) => ({ entry, count: 1, firstAt: entry.at }))
  return [{ entry: newest, count: run.length, firstAt: run.at(-1)?.at ?? newest.at }]
}
