import { describe, expect, test } from 'vitest'
import { headline, remarks, sameSummary, summarise } from '../../../renderer/overview/summary.ts'
import { attentions } from '../../../renderer/status/attention.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { fault } from '../../../shared/fault.ts'
import { pageTextsFor } from '../../../shared/text/page-texts.ts'
import { withPlainSpaces } from '../../../shared/time/duration.ts'
import { START } from '../../kit/hand-clock.ts'
import { viewWith } from '../../kit/view.ts'

const words = pageTextsFor('en')
const DAY_MS = 86_400_000
const at = (ms: number) => new Date(START + ms).toISOString()
const valid = (name: string) => viewWith({ name, expiresAt: at(10 * DAY_MS), refreshAt: at(8 * DAY_MS) })
const refused = (name: string) =>
  viewWith({ name, state: 'needs-person', expiresAt: at(DAY_MS), fault: fault('refused', { status: 401 }) })
const fixed = (name: string, ends: number) =>
  viewWith({ name, state: 'expiring', renewable: false, expiresAt: at(ends) })

const over = (name: string) => viewWith({ name, state: 'expired', renewable: false, expiresAt: at(-1) })

const say = (views: readonly ConnectionView[]) => {
  const summary = summarise(views, START)
  return withPlainSpaces([headline(words, summary), ...remarks(words, summary, START)].join(' | '))
}

describe('the headline', () => {
  test.each<[string, readonly ConnectionView[], string]>([
    ['nothing', [], 'No connections yet'],
    ['one', [valid('a')], 'Your connection works'],
    ['one that is not', [refused('a')], 'Your connection needs you'],
    ['two', [valid('a'), valid('b')], 'Both work'],
    ['three', [valid('a'), valid('b'), valid('c')], 'All 3 work'],
    ['some', [valid('a'), valid('b'), refused('c')], '2 of 3 work | One connection needs you.'],
    ['none of several', [refused('a'), refused('b')], 'None of 2 works | 2 connections need you.'],
    [
      'one number for each word, as the chips of the list have it',
      [valid('a'), refused('b'), refused('c'), over('d'), viewWith({ name: 'e', state: 'expired', expiresAt: at(-1) })],
      '1 of 5 works | 2 connections need you. | 2 have expired.',
    ],
    ['one that has expired', [over('a')], 'Your connection has expired'],
    ['one that ends soon', [valid('a'), fixed('b', 6 * DAY_MS + 3 * 3_600_000)], 'Both work | b ends in 6 d 3 h.'],
    ['several that end soon', [fixed('a', DAY_MS), fixed('b', 2 * DAY_MS)], 'Both work | 2 end within two weeks.'],
    ['an end far off is no remark', [valid('a'), fixed('b', 40 * DAY_MS)], 'Both work'],
    ['paused', [valid('a'), viewWith({ name: 'b', state: 'paused' })], '1 of 2 works | One is paused.'],
    [
      'renewing with a token that still works',
      [viewWith({ state: 'renewing', expiresAt: at(1_000) })],
      'Your connection works',
    ],
    [
      'renewing without one',
      [viewWith({ state: 'renewing', expiresAt: at(-1_000) })],
      'Your connection does not work now',
    ],
  ])('%s', (_name, views, expected) => {
    expect(say(views)).toBe(expected)
  })

  test.each<[string, readonly ConnectionView[], boolean]>([
    ['a renewal that is not the soonest', [valid('a'), viewWith({ ...valid('b'), refreshAt: at(9 * DAY_MS) })], true],
    ['an end that has no name there', [valid('a'), valid('b'), fixed('c', DAY_MS), fixed('d', 3 * DAY_MS)], true],
    ['the soonest end', [valid('a'), valid('b'), fixed('c', DAY_MS / 2), fixed('d', 2 * DAY_MS)], false],
    ['the soonest renewal', [viewWith({ ...valid('a'), refreshAt: at(DAY_MS) }), valid('b')], false],
    ['one more', [valid('a'), valid('b'), valid('c')], false],
    ['one that needs a person', [valid('a'), refused('b')], false],
  ])('is another one for %s: %#', (_name, views, same) => {
    const before = [valid('a'), valid('b'), ...(views.length === 4 ? [fixed('c', DAY_MS), fixed('d', 2 * DAY_MS)] : [])]
    expect(sameSummary(summarise(before, START), summarise(views, START))).toBe(same)
  })

  test('names the soonest renewal of those that are not paused', () => {
    const paused = viewWith({ name: 'p', state: 'paused', refreshAt: at(1) })
    expect(summarise([valid('a'), { ...valid('b'), refreshAt: at(5_000) }, paused], START).next).toEqual({
      name: 'b',
      at: START + 5_000,
    })
    expect(summarise([paused], START).next).toBeNull()
  })
})

describe('what needs a person', () => {
  const rows: readonly [string, ConnectionView, readonly [string, string, string | null] | null][] = [
    ['a valid one', valid('a'), null],
    ['a refused refresh token', refused('a'), ['red', 'paste', 'refused']],
    [
      'a wrong client secret',
      viewWith({ state: 'needs-person', fault: fault('invalid_client') }),
      ['red', 'secret', 'invalid_client'],
    ],
    [
      'a wrong address',
      viewWith({ state: 'needs-person', fault: fault('wrong_address') }),
      ['red', 'settings', 'wrong_address'],
    ],
    [
      'a damaged entry',
      viewWith({ state: 'needs-person', fault: fault('document_damaged') }),
      ['red', 'open', 'document_damaged'],
    ],
    [
      'expired and fixed',
      viewWith({ state: 'expired', renewable: false, expiresAt: at(-1) }),
      ['red', 'paste', 'token_expired'],
    ],
    [
      'expired, and its server is away',
      viewWith({ state: 'expired', expiresAt: at(-1), fault: fault('offline') }),
      ['amber', 'refresh', 'offline'],
    ],
    ['expired and being tried for', viewWith({ state: 'expired', expiresAt: at(-1) }), null],
    ['fixed, six days before its end', fixed('a', 6 * DAY_MS), ['amber', 'paste', null]],
    ['fixed, ten days before its end', fixed('a', 10 * DAY_MS), null],
    ['not saved', viewWith({ state: 'unsaved' }), ['amber', 'open', 'unsaved']],
    ['a shut vault is told once for all', viewWith({ state: 'unknown', fault: fault('vault_locked') }), null],
    [
      'a damaged entry in an open vault',
      viewWith({ state: 'needs-person', fault: fault('vault_damaged') }),
      ['red', 'open', 'vault_damaged'],
    ],
    ['paused', viewWith({ state: 'paused', expiresAt: at(-1) }), null],
  ]
  test.each(rows)('%s', (_name, view, expected) => {
    const [found] = attentions([view], START)
    expect(found === undefined ? null : [found.level, found.action, found.fault?.code ?? null]).toEqual(expected)
  })

  test('the most urgent first, and of those what ends first', () => {
    const later = { ...refused('later'), expiresAt: at(2 * DAY_MS) }
    const names = attentions([fixed('soon', DAY_MS), later, refused('first')], START).map(({ view }) => view.name)
    expect(names).toEqual(['first', 'later', 'soon'])
  })

  test('the very same ones again, where none of those views is another one', () => {
    const views = [fixed('soon', DAY_MS), refused('first')]
    const [first, soon] = attentions(views, START)
    const again = attentions([...views, valid('a')], START + 1_000)
    expect([again.length, again[0] === first, again[1] === soon]).toEqual([2, true, true])
  })
})
