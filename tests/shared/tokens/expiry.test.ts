import { describe, expect, it } from 'vitest'
import { LAST_MOMENT } from '../../../shared/time/instant.ts'
import { type ExpiryFacts, expiryOf, hasEnded } from '../../../shared/tokens/expiry.ts'
import { fc } from '../../kit/properties.ts'
import { DAY, HOUR, MINUTE, NOW, SECOND } from '../samples.ts'

const SILENT: ExpiryFacts = {
  sentAt: NOW,
  receivedAt: NOW,
  expiresIn: null,
  expiresAt: null,
  jwt: null,
  serverDate: null,
}

const seconds = (at: number) => at / SECOND
const token = (exp: number | null, iat: number | null = null) => ({
  exp: exp === null ? null : seconds(exp),
  iat: iat === null ? null : seconds(iat),
  tokenType: null,
})

type Row = [string, Partial<ExpiryFacts>, number | null, string, number | null]

const ROWS: Row[] = [
  ['nobody says', {}, null, 'none', null],
  [
    'expires_in counts from sending',
    { receivedAt: NOW + 20 * SECOND, expiresIn: HOUR },
    NOW + HOUR,
    'expires_in',
    null,
  ],
  ['expires_at', { expiresAt: NOW + HOUR }, NOW + HOUR, 'expires_at', null],
  ['exp', { jwt: token(NOW + HOUR) }, NOW + HOUR, 'jwt', null],
  [
    'the earliest counts: expires_in',
    { expiresIn: 1, expiresAt: NOW + 2, jwt: token(NOW + 1_000) },
    NOW + 1,
    'expires_in',
    null,
  ],
  [
    'the earliest counts: expires_at',
    { expiresIn: 3, expiresAt: NOW + 2, jwt: token(NOW + 1_000) },
    NOW + 2,
    'expires_at',
    null,
  ],
  [
    'the earliest counts: exp',
    { expiresIn: 3 * DAY, expiresAt: NOW + 2 * DAY, jwt: token(NOW + DAY) },
    NOW + DAY,
    'jwt',
    null,
  ],
  ['a lifetime beyond all calendars', { expiresIn: LAST_MOMENT, expiresAt: NOW + DAY }, NOW + DAY, 'expires_at', null],
  ['nothing but that', { expiresIn: LAST_MOMENT }, null, 'none', null],
  ['a date that is no number', { expiresAt: Number.NaN, expiresIn: HOUR }, NOW + HOUR, 'expires_in', null],
  ['an endless date', { expiresAt: Number.POSITIVE_INFINITY }, null, 'none', null],
  ['half a millisecond is not given away', { expiresAt: NOW + 10.9 }, NOW + 10, 'expires_at', null],

  [
    'server ahead: its dates come earlier by our clock',
    { expiresAt: NOW + HOUR, serverDate: NOW + 10 * MINUTE },
    NOW + 50 * MINUTE,
    'expires_at',
    10 * MINUTE,
  ],
  [
    'server behind: its dates come later by our clock',
    { expiresAt: NOW + HOUR, serverDate: NOW - 10 * MINUTE },
    NOW + 70 * MINUTE,
    'expires_at',
    -10 * MINUTE,
  ],
  ...[-9_000, -2, 2, 9_000].map(
    (days): Row => [
      `a Date that is ${days} days off, as of a proxy whose clock is not set`,
      { expiresAt: NOW + HOUR, serverDate: NOW + days * DAY },
      NOW + HOUR,
      'expires_at',
      days * DAY,
    ],
  ),
  ...[-9_000, -2, 2, 9_000].map(
    (days): Row => [
      `a server that is ${days} days off itself`,
      { expiresAt: NOW + HOUR + days * DAY, serverDate: NOW + days * DAY },
      NOW + HOUR,
      'expires_at',
      days * DAY,
    ],
  ),
  [
    'exp without iat beside such a Date',
    { jwt: token(NOW + HOUR), serverDate: NOW - 9_000 * DAY },
    NOW + HOUR,
    'jwt',
    -9_000 * DAY,
  ],
  [
    'the offset is told from the middle of the call',
    { receivedAt: NOW + 20 * SECOND, serverDate: NOW + 70 * SECOND },
    null,
    'none',
    MINUTE,
  ],
  [
    'two seconds are noise',
    { expiresAt: NOW + HOUR, serverDate: NOW + 2 * SECOND },
    NOW + HOUR,
    'expires_at',
    2 * SECOND,
  ],
  [
    'three are not',
    { expiresAt: NOW + HOUR, serverDate: NOW + 3 * SECOND },
    NOW + HOUR - 3 * SECOND,
    'expires_at',
    3 * SECOND,
  ],
  [
    'expires_in needs no clock but ours',
    { expiresIn: HOUR, serverDate: NOW + 5 * HOUR },
    NOW + HOUR,
    'expires_in',
    5 * HOUR,
  ],
  [
    'exp by a server ahead',
    { jwt: token(NOW + 3 * HOUR, NOW + 2 * HOUR), serverDate: NOW + 2 * HOUR },
    NOW + HOUR,
    'jwt',
    2 * HOUR,
  ],
  [
    'exp by a server behind',
    { jwt: token(NOW - HOUR, NOW - 2 * HOUR), serverDate: NOW - 2 * HOUR },
    NOW + HOUR,
    'jwt',
    -2 * HOUR,
  ],

  [
    'a Date five minutes from iat is believed',
    { jwt: token(NOW + HOUR, NOW), serverDate: NOW + 5 * MINUTE },
    NOW + 55 * MINUTE,
    'jwt',
    5 * MINUTE,
  ],
  [
    'one further ahead is not',
    { jwt: token(NOW + HOUR, NOW), serverDate: NOW + 5 * MINUTE + SECOND },
    NOW + HOUR,
    'jwt',
    null,
  ],
  [
    'nor one further behind',
    { jwt: token(NOW + HOUR, NOW), serverDate: NOW - 5 * MINUTE - SECOND },
    NOW + HOUR,
    'jwt',
    null,
  ],
  [
    'without iat nothing contradicts it',
    { jwt: token(NOW + HOUR), serverDate: NOW - 2 * HOUR },
    NOW + 3 * HOUR,
    'jwt',
    -2 * HOUR,
  ],

  [
    'our clock is slow: no longer than exp minus iat',
    { jwt: token(NOW + 3 * HOUR, NOW + 2 * HOUR) },
    NOW + HOUR,
    'jwt',
    null,
  ],
  [
    'our clock is fast: dead on arrival lives its length',
    { jwt: token(NOW - HOUR, NOW - 2 * HOUR) },
    NOW + HOUR,
    'jwt',
    null,
  ],
  ['dead at the very moment of sending', { jwt: token(NOW, NOW - HOUR) }, NOW + HOUR, 'jwt', null],
  [
    'an expires_at that was over at sending, as one without its zone is',
    { expiresAt: NOW - HOUR, expiresIn: 2 * HOUR },
    NOW + 2 * HOUR,
    'expires_in',
    null,
  ],
  ['nothing but one that was over', { expiresAt: NOW - HOUR }, NOW - HOUR, 'expires_at', null],
  [
    'an exp that is over is believed',
    { jwt: token(NOW - HOUR), expiresIn: 2 * HOUR, serverDate: NOW },
    NOW - HOUR,
    'jwt',
    0,
  ],
  ['dead without iat is dead', { jwt: token(NOW - HOUR) }, NOW - HOUR, 'jwt', null],
  [
    'dead by a known offset is dead',
    { jwt: token(NOW - HOUR, NOW - 2 * HOUR), serverDate: NOW - 2 * HOUR + 4 * MINUTE },
    NOW + HOUR - 4 * MINUTE,
    'jwt',
    -2 * HOUR + 4 * MINUTE,
  ],
  ['iat after exp says nothing', { jwt: token(NOW + HOUR, NOW + 2 * HOUR) }, NOW + HOUR, 'jwt', null],
  ['iat without exp says nothing', { jwt: token(null, NOW) }, null, 'none', null],
]

describe('the expiry of a reply', () => {
  it.each(ROWS)('%s', (_what, facts, expiresAt, source, clockOffset) => {
    expect(expiryOf({ ...SILENT, ...facts })).toEqual({ expiresAt, source, isDoubted: false, clockOffset })
  })

  it('is never later than anything that was said, by the clock it was said by', () => {
    const moment = fc.integer({ min: NOW - 400 * DAY, max: NOW + 400 * DAY })
    const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 3 })
    const facts = fc.record({
      sentAt: fc.constant(NOW),
      receivedAt: fc.integer({ min: NOW, max: NOW + MINUTE }),
      expiresIn: maybe(fc.integer({ min: 1, max: 400 * DAY })),
      expiresAt: maybe(moment),
      jwt: maybe(fc.tuple(maybe(moment), maybe(moment)).map(([exp, iat]) => token(exp, iat))),
      serverDate: maybe(moment),
    })
    fc.assert(
      fc.property(facts, (given) => {
        const { expiresAt, source, clockOffset } = expiryOf(given)
        const said = [given.expiresIn, given.expiresAt, given.jwt?.exp ?? null].filter((each) => each !== null)
        expect(expiresAt === null).toBe(said.length === 0)
        expect(source === 'none').toBe(said.length === 0)
        if (expiresAt === null) return
        const toOurs = Math.abs(clockOffset ?? 0) > 2 * SECOND ? -(clockOffset ?? 0) : 0
        const isUnset = Math.abs(toOurs) > DAY
        const latest = (at: number) => (isUnset ? Math.max(at, at + toOurs) : at + toOurs)
        const { exp = null, iat = null } = given.jwt ?? {}
        const span = exp !== null && iat !== null && iat < exp ? exp - iat : null
        const deadOnArrival = exp !== null && span !== null && clockOffset === null && exp * SECOND <= NOW
        if (given.expiresIn !== null) expect(expiresAt).toBeLessThanOrEqual(NOW + given.expiresIn)
        const overAtSending = given.expiresAt !== null && latest(given.expiresAt) <= NOW
        if (given.expiresAt !== null && !overAtSending) expect(expiresAt).toBeLessThanOrEqual(latest(given.expiresAt))
        if (span !== null) expect(expiresAt).toBeLessThanOrEqual(NOW + span * SECOND)
        if (exp !== null && !deadOnArrival) expect(expiresAt).toBeLessThanOrEqual(latest(exp * SECOND))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a length in milliseconds', () => {
  const ofSeconds = (seconds: number, more: Partial<ExpiryFacts> = {}) => {
    const { expiresAt, isDoubted } = expiryOf({ ...SILENT, expiresIn: seconds * SECOND, ...more })
    return { lives: (expiresAt ?? NOW) - NOW, isDoubted }
  }

  it.each([
    ['five minutes', 300_000],
    ['half an hour', 1_800_000],
    ['an hour', 3_600_000],
    ['ten hours', 36_000_000],
    ['a day, which would be a thousand', 86_400_000],
    ['a week', 604_800_000],
  ])('%s is taken for it, and doubted', (_what, told) => {
    expect(ofSeconds(told)).toEqual({ lives: told, isDoubted: true })
  })

  it.each([
    ['an hour', 3_600],
    ['three days', 259_200],
    ['ten days', 864_000],
    ['thirty days', 2_592_000],
    ['sixty days, nearly', 5_183_944],
    ['125 days, whole hours as the other too', 10_800_000],
    ['a year', 31_536_000],
    ['ten years', 315_360_000],
    ['four minutes, as the other', 240_000],
    ['an hour and a little, as the other', 3_600_001],
  ])('%s in seconds is none', (_what, told) => {
    expect(ofSeconds(told)).toEqual({ lives: told * SECOND, isDoubted: false })
  })

  it('is not looked for where the token or a date says when it ends', () => {
    expect(ofSeconds(3_600_000, { jwt: token(NOW + 2 * HOUR) })).toEqual({ lives: 2 * HOUR, isDoubted: false })
    expect(ofSeconds(3_600_000, { expiresAt: NOW + 100 * DAY })).toEqual({
      lives: 3_600_000 * SECOND,
      isDoubted: false,
    })
    expect(ofSeconds(3_600_000, { jwt: token(null, NOW) })).toEqual({ lives: HOUR, isDoubted: true })
  })
})

describe('has ended', () => {
  it.each([
    ['at its very end', { expiresAt: NOW }, true],
    ['not before', { expiresAt: NOW + 1 }, false],
    ['never, where nobody told', { expiresAt: null }, false],
    ['never, where the end is doubted', { expiresAt: NOW, endDoubted: true as const }, false],
    [
      'by a date that came after the doubt',
      { expiresAt: NOW, endDoubted: true as const, expirySource: 'typed' as const },
      true,
    ],
  ])('%s', (_what, set, ended) => {
    expect(hasEnded({ expirySource: 'expires_in', ...set }, NOW)).toBe(ended)
  })
})
