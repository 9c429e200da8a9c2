import { expect, test } from 'vitest'
import { merged, newestRows } from '../../renderer/journal/rows.ts'
import type { JournalEntry } from '../../shared/connections/journal.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const SECOND = 1_000
const locale = {
  language: 'en-GB',
  zone: 'UTC',
  words: { today: 'today', yesterday: 'yesterday', tomorrow: 'tomorrow' },
}
const renewed = (connection: string, at: number): JournalEntry => ({
  at,
  event: 'renewed',
  connection,
  params: { tookMs: at },
})

/** The demo for an hour, a renewal every 12 s; a connection of one's own every quarter of an hour, and then it is refused. */
const HOUR: readonly JournalEntry[] = [
  ...Array.from({ length: 300 }, (_, n) => renewed('demo', NOON + n * 12 * SECOND)),
  ...[0, 1, 2].map((n) => renewed('ward', NOON + n * 900 * SECOND + 1)),
  { at: NOON + 1_900 * SECOND, event: 'renewal_refused' as const, connection: 'ward', fault: 'refused' as const },
  { at: NOON - 90_000 * SECOND, event: 'added' as const, connection: 'lab' },
].sort((one, other) => one.at - other.at)

test('an hour of the demo is one row, whatever came in between, and the rest can be read', () => {
  const { days, isMore } = newestRows(HOUR, locale, 200)
  expect(days.flatMap(({ rows }) => rows.map(({ entry, count }) => [entry.connection, entry.event, count]))).toEqual([
    ['demo', 'renewed', 300],
    ['ward', 'renewal_refused', 1],
    ['ward', 'renewed', 1],
    ['ward', 'renewed', 1],
    ['ward', 'renewed', 1],
    ['lab', 'added', 1],
  ])
  expect(days[0]?.rows[0]?.firstAt).toBe(NOON)
  expect(isMore).toBe(false)
})

test('something else of the same connection ends its run, and two are no run', () => {
  const paused: JournalEntry = { at: NOON + 3, event: 'paused', connection: 'demo' }
  const newestFirst = [renewed('demo', NOON + 5), renewed('demo', NOON + 4), paused, renewed('demo', NOON + 2)]
  expect(merged(newestFirst).map(({ entry, count }) => [entry.at - NOON, count])).toEqual([
    [5, 1],
    [4, 1],
    [3, 1],
    [2, 1],
  ])
})

test('so many rows, the newest, over several days, and a word that there are more', () => {
  expect(newestRows(HOUR, locale, 3)).toMatchObject({ isMore: true, days: [{ rows: { length: 3 } }] })
  expect(newestRows(HOUR, locale, 2).days[0]?.rows).toHaveLength(2)
  expect(newestRows(HOUR, locale, 6).isMore).toBe(false)
  expect(newestRows([], locale, 4)).toEqual({ days: [], isMore: false })
})
