import { describe, expect, test } from 'vitest'
import { historyOf, summaryOf } from '../../renderer/connection/history/history.ts'
import { primaryAction } from '../../renderer/connection/primary-action.ts'
import { filtered, NO_FILTER } from '../../renderer/journal/journal-filter.ts'
import { merged } from '../../renderer/journal/rows.ts'
import type { JournalEntry } from '../../shared/connections/journal.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { fault } from '../../shared/fault.ts'
import { START } from '../kit/hand-clock.ts'
import { viewWith } from '../kit/view.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const iso = (ms: number) => new Date(START + ms).toISOString()
const absent = { present: false, since: null, validUntil: null, fingerprint: null }
const renewed = { at: iso(-HOUR), outcome: 'renewed', tookMs: 400, rotated: true, fault: null } as const
const tested: NonNullable<ConnectionView['validated']> = {
  at: iso(0),
  reached: 'yes',
  tokenAccepted: 'yes',
  canRenew: 'unknown',
  generation: 1,
  fault: null,
  steps: [],
  current: true,
}

describe('the one filled button', () => {
  test.each<[string, Partial<ConnectionView>, string]>([
    ['nothing is the matter', { lastRefresh: renewed }, 'edit'],
    ['it was tested', { validated: tested }, 'edit'],
    ['nobody has tried it', {}, 'test'],
    ['it was tried as it was before', { validated: { ...tested, current: false } }, 'test'],
    ['it is paused, whatever else', { pausedAt: iso(0), state: 'paused', fault: fault('refused') }, 'resume'],
    ['the server refused its pair', { state: 'needs-person', fault: fault('refused') }, 'paste'],
    ['the server refused its secret', { state: 'needs-person', fault: fault('client_secret_wrong') }, 'secret'],
    ['an address is wrong', { state: 'needs-person', fault: fault('wrong_address') }, 'settings'],
    ['its session is over', { state: 'needs-person', fault: fault('session_ended'), signIn: 'browser' }, 'sign-in'],
    [
      'nobody has signed in yet',
      { signIn: 'device', state: 'unknown', secrets: { accessToken: absent, refreshToken: absent } },
      'sign-in',
    ],
    ['its issuer leads elsewhere', { fault: fault('origin_told') }, 'allow'],
    [
      'it ends in three days and cannot renew itself',
      { state: 'expiring', renewable: false, expiresAt: iso(3 * DAY), validated: tested },
      'paste',
    ],
    ['it has ended while its server is away', { state: 'expired', fault: fault('offline') }, 'refresh'],
  ])('when %s', (_, changes, action) => {
    expect(primaryAction(viewWith(changes), START)).toBe(action)
  })
})

const entry = (at: number, event: JournalEntry['event'], more: Partial<JournalEntry> = {}): JournalEntry => ({
  at: START + at,
  event,
  connection: 'a',
  ...more,
})
const took = (tookMs: number) => ({ params: { tookMs, lifeMs: 8 * HOUR } })

describe('the history', () => {
  const entries = [
    entry(0, 'added'),
    entry(1 * HOUR, 'renewed', took(300)),
    entry(2 * HOUR, 'tested'),
    entry(6 * HOUR, 'renewal_failed', { fault: 'offline' }),
    entry(7 * HOUR, 'renewed', took(900)),
    entry(13 * HOUR, 'renewal_refused', { fault: 'refused' }),
  ]

  test('is lives one after another, and attempts as they ended', () => {
    const now = START + 14 * HOUR
    expect(historyOf(entries, START + 15 * HOUR, now)).toEqual({
      since: START,
      until: now,
      lives: [
        { from: START, until: START + HOUR, replaced: true },
        { from: START + HOUR, until: START + 7 * HOUR, replaced: true },
        { from: START + 7 * HOUR, until: now, replaced: false },
      ],
      attempts: [
        { at: START + HOUR, outcome: 'renewed', tookMs: 300 },
        { at: START + 6 * HOUR, outcome: 'failed', tookMs: null },
        { at: START + 7 * HOUR, outcome: 'renewed', tookMs: 900 },
        { at: START + 13 * HOUR, outcome: 'refused', tookMs: null },
      ],
    })
  })

  test('ends where the last token did', () => {
    const history = historyOf(entries, START + 10 * HOUR, START + 20 * HOUR)
    expect(history?.lives.at(-1)).toEqual({ from: START + 7 * HOUR, until: START + 10 * HOUR, replaced: false })
    const untold = historyOf(entries, null, START + 20 * HOUR)
    expect(untold?.lives.at(-1)?.until).toBe(START + 15 * HOUR)
  })

  test('says how long it usually takes', () => {
    const attempts = historyOf(entries, null, START + 20 * HOUR)?.attempts ?? []
    expect(summaryOf(attempts)).toEqual({ renewed: 2, failed: 1, refused: 1, usualMs: 300, slowestMs: 900 })
  })

  test('is none before the first renewal, and short however many there were', () => {
    expect(historyOf([entry(0, 'added')], null, START)).toBeNull()
    const many = Array.from({ length: 5_000 }, (_, index) => entry(index * 1_000, 'renewed', took(1)))
    expect(historyOf(many, null, START + DAY)?.lives).toHaveLength(40)
  })
})

describe('what a journal is filtered by', () => {
  const locale = { language: 'en', zone: 'UTC', words: { today: '', yesterday: '', tomorrow: '' } }
  const entries = [
    entry(-2 * DAY, 'renewed', took(300)),
    entry(-DAY, 'renewal_refused', { fault: 'refused' }),
    entry(0, 'renewed', { ...took(300), connection: 'other' }),
  ]
  const shown = (filter: Partial<typeof NO_FILTER>) =>
    filtered(entries, { ...NO_FILTER, ...filter }, locale, ({ event }) => `It was ${event}`).map(
      ({ at }) => (at - START) / DAY,
    )
  const day = (days: number) => iso(days * DAY).slice(0, 10)

  test.each([
    [{}, [-2, -1, 0]],
    [{ words: 'RENEWED' }, [-2, 0]],
    [{ words: 'renewed other' }, [0]],
    [{ words: 'nothing' }, []],
    [{ from: day(-1) }, [-1, 0]],
    [{ until: day(-1) }, [-2, -1]],
    [{ from: day(-1), until: day(-1) }, [-1]],
  ])('%o', (filter, found) => {
    expect(shown(filter)).toEqual(found)
  })

  test('runs of the same are one, and only those', () => {
    const run = [0, 1, 2, 3].map((minutes) => entry(-minutes * 60_000, 'renewed', took(300 + minutes)))
    const refused = entry(-5 * 60_000, 'renewal_refused', { fault: 'refused' })
    const last = entry(-6 * 60_000, 'renewed')
    expect(merged([...run, refused, last]).map(({ entry: { event }, count }) => [event, count])).toEqual([
      ['renewed', 4],
      ['renewal_refused', 1],
      ['renewed', 1],
    ])
    expect(merged(run)[0]?.firstAt).toBe(START - 180_000)
    expect(merged([...run.slice(0, 2)])).toHaveLength(2)
    expect(merged(run.map((each, index) => ({ ...each, connection: `${index % 2}` })))).toHaveLength(4)
  })
})
