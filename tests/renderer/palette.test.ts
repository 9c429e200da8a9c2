import { expect, test } from 'vitest'
import { paletteEntries } from '../../renderer/keyboard/palette-entries.ts'
import { pageTextsFor } from '../../shared/text/page-texts.ts'
import { viewWith } from '../kit/view.ts'

const words = pageTextsFor('en')
const VIEWS = [
  viewWith({ name: 'ward-3', tags: ['north'] }),
  viewWith({ name: 'ward-7', state: 'paused', pausedAt: '2026-11-21T12:00:00.000Z' }),
  viewWith({ name: 'test-lab', renewable: false }),
]

test.each<[string, readonly string[]]>([
  ['overv', ['Overview']],
  ['ward', ['Open ward-3', 'Open ward-7']],
  ['north', ['Open ward-3']],
  ['test', ['Test all', 'Open test-lab']],
  ['test lab', ['Test: test-lab', 'Open test-lab']],
  ['pause ward', ['Pause: ward-3']],
  ['resume ward', ['Resume: ward-7']],
  ['refresh ward', ['Refresh now: ward-3']],
  ['refresh lab', []],
  ['nothing of that kind', []],
])('%s', (typed, expected) => {
  expect(paletteEntries(typed, VIEWS, words).map(({ word }) => word)).toEqual(expected)
})

test('of ten thousand as many as are seen, and the screens first', () => {
  const many = Array.from({ length: 10_000 }, (_none, n) => viewWith({ name: `c-${n}` }))
  const entries = paletteEntries('', many, words)
  expect(entries).toHaveLength(12)
  expect(entries[0]?.does).toEqual({ kind: 'go', route: { screen: 'overview' } })
})
