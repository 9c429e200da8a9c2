import { expect, test } from 'vitest'
import type { State } from '../../../shared/connections/states.ts'
import { indexPreviewOf, rememberedAt } from '../../../shared/index-file/index-preview.ts'
import { type IndexedConnection, readIndex } from '../../../shared/index-file/stored-index.ts'

const NOW = Date.parse('2026-11-01T00:00:00Z')
const LATER = '2026-11-02T00:00:00Z'
const OVER = '2026-10-31T23:59:59Z'

const kept = (state: State, expiresAt: string | null): IndexedConnection => ({
  id: '1',
  name: 'ward',
  system: 'draw',
  state,
  expiresAt,
  refreshAt: null,
  renewable: true,
})

test.each<[State, string | null, State]>([
  ['valid', LATER, 'valid'],
  ['valid', OVER, 'unknown'],
  ['valid', null, 'unknown'],
  ['valid', 'someday', 'unknown'],
  ['renewing', LATER, 'valid'],
  ['renewing', OVER, 'unknown'],
  ['unsaved', LATER, 'valid'],
  ['expiring', LATER, 'expiring'],
  ['expiring', OVER, 'unknown'],
  ['expired', OVER, 'expired'],
  ['unknown', LATER, 'unknown'],
  ['needs-person', OVER, 'needs-person'],
  ['paused', OVER, 'paused'],
])('%s until %s is remembered as %s', (state, expiresAt, expected) => {
  expect(rememberedAt([kept(state, expiresAt)], NOW)).toEqual([kept(expected, expiresAt)])
})

test('a glimpse of an index sees what its reader does', () => {
  const connections = [kept('valid', LATER), { ...kept('paused', null), refreshAt: OVER, renewable: null }]
  const preferences = { backgroundRenewal: true, journalEntries: 100, theme: 'dark' }
  const index = { version: 2, at: NOW, connections, preferences }
  expect(indexPreviewOf(index).connections).toEqual(readIndex(index)?.connections)
  expect(indexPreviewOf(index).theme).toBe('dark')
  const { renewable: _later, ...elder } = kept('valid', LATER)
  const first = { version: 1, connections: [elder], preferences }
  expect(indexPreviewOf(first).connections).toEqual(readIndex(first)?.connections)
})

test.each([
  [null],
  [[]],
  ['text'],
  [{}],
  [{ version: 3, connections: [kept('valid', LATER)] }],
  [{ version: 2, connections: 'none', preferences: null }],
  [
    {
      version: 2,
      connections: [null, 1, {}, { ...kept('valid', LATER), state: 'toString' }],
      preferences: { theme: 'pink' },
    },
  ],
])('a glimpse of what is no index sees nothing: %j', (content) => {
  expect(indexPreviewOf(content)).toEqual({ connections: [], theme: null })
})
