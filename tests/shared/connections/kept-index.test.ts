import { expect, test } from 'vitest'
import { type Indexed, rememberedAt } from '../../../shared/connections/kept-index.ts'
import type { State } from '../../../shared/connections/standing.ts'

const NOW = Date.parse('2026-11-01T00:00:00Z')
const LATER = '2026-11-02T00:00:00Z'
const OVER = '2026-10-31T23:59:59Z'

const kept = (state: State, expiresAt: string | null): Indexed => ({
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
