import { expect, test } from 'vitest'
import { sayAgo } from '../../../shared/text/ago.ts'
import { countdown } from '../../../shared/text/countdown.ts'
import { en } from '../../../shared/text/en.ts'
import { trustSentence } from '../../../shared/text/trust.ts'
import { withPlainSpaces } from '../../../shared/time/duration.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import { START } from '../../kit/hand-clock.ts'
import { viewWith } from '../../kit/view.ts'

test.each([
  [-5_000, 'just now'],
  [0, 'just now'],
  [9_999, 'just now'],
  [10_000, '10 s ago'],
  [3_600_000, '1 h ago'],
])('%i ms ago is %s', (ms, said) => {
  expect(withPlainSpaces(sayAgo(en, ms))).toBe(said)
})

test('nothing was accepted, renewed or over "0 s ago"', () => {
  const validated = { at: isoUtc(START), reached: 'yes', tokenAccepted: 'yes', canRenew: 'yes', current: true } as const
  const view = viewWith({ validated: { ...validated, steps: [] } as never, issuedAt: isoUtc(START - 60_000) })
  expect(trustSentence(en, view, START)).toBe('The server accepted it just now.')
  expect(withPlainSpaces(trustSentence(en, view, START + 240_000) ?? '')).toBe('The server accepted it 4 min ago.')
  const over = viewWith({ state: 'expired', expiresAt: isoUtc(START), issuedAt: isoUtc(START - 60_000) })
  expect(countdown(en, over, START + 500)).toMatch(/^expired just now/)
})
