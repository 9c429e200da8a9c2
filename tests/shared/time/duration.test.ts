import { describe, expect, it } from 'vitest'
import { readDuration, sayDuration, withPlainSpaces } from '../../../shared/time/duration.ts'
import { fc } from '../../kit/properties.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../samples.ts'

describe('a length of time is read', () => {
  it.each([
    ['90', 90 * SECOND],
    ['90s', 90 * SECOND],
    ['90 s', 90 * SECOND],
    [' 5M ', 5 * MINUTE],
    ['72h', 72 * HOUR],
    ['2d', 2 * DAY],
    ['250ms', 250],
    ['0.5h', 30 * MINUTE],
    ['1.5', 1_500],
    ['0', 0],
    ['3 days', 3 * DAY],
    ['72 hours', 72 * HOUR],
    ['1 Hour', HOUR],
    ['72h0m0s', 72 * HOUR],
    ['1h30m', 90 * MINUTE],
    ['1 day, 2 hours and 5 min', 26 * HOUR + 5 * MINUTE],
    ['2w', 14 * DAY],
    ['1 month', 28 * DAY],
    ['1 year', 365 * DAY],
    ['1,5 h', 90 * MINUTE],
    ['P3D', 3 * DAY],
    ['PT72H', 72 * HOUR],
    ['p1dt12h', 36 * HOUR],
    ['PT0.5H', 30 * MINUTE],
    ['PT0,5H', 30 * MINUTE],
    ['P1M', 28 * DAY],
    ['PT1M', MINUTE],
    ['P2W', 14 * DAY],
    ['3 days, 0:00:00', 3 * DAY],
    ['1 day, 2:00:00', 26 * HOUR],
    ['3.00:00:00', 3 * DAY],
    ['72:00:00', 72 * HOUR],
    ['0:00:01.500000', 1_500],
  ])('from %j', (text, ms) => {
    expect(readDuration(text)).toBe(ms)
  })

  it.each([
    '',
    's',
    '-5',
    '+5',
    '5 parsecs',
    '5x',
    '1h30',
    '30m1h',
    '1h1h',
    '3 days,',
    '3 days and',
    'and 3 days',
    'about 3 days',
    '3 daysold',
    'P',
    'PT',
    'P1DT',
    'P1H',
    'PT1D',
    'P-3D',
    '12:30',
    '1:60:00',
    '1,5',
    '1e3',
    'NaN',
    'Infinity',
    '.5h',
    '5.',
    '0x10',
    '١٢',
    '9'.repeat(20),
    '9'.repeat(400),
    `${'9'.repeat(14)}d`,
  ])('but not from %j', (text) => {
    expect(readDuration(text)).toBeNull()
  })

  /** Days, hours, minutes and seconds that are not all zero. */
  const parts = fc
    .tuple(
      fc.integer({ min: 0, max: 4_000 }),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
      fc.integer({ min: 0, max: 59 }),
    )
    .filter((numbers) => numbers.some((number) => number > 0))
  const two = (number: number) => String(number).padStart(2, '0')
  const named = (numbers: readonly number[], names: readonly string[], between: string) =>
    numbers.flatMap((number, at) => (number === 0 ? [] : [`${number}${names[at]}`])).join(between)

  it.each<[string, (d: number, h: number, m: number, s: number) => string]>([
    ['in seconds', (d, h, m, s) => String(((d * 24 + h) * 60 + m) * 60 + s)],
    ['as Go prints it', (d, h, m, s) => `${d * 24 + h}h${m}m${s}s`],
    ['as Python prints it', (d, h, m, s) => `${d === 0 ? '' : `${d} days, `}${h}:${two(m)}:${two(s)}`],
    ['as .NET prints it', (d, h, m, s) => `${d === 0 ? '' : `${d}.`}${two(h)}:${two(m)}:${two(s)}`],
    ['by ISO 8601', (d, h, m, s) => `P${d}DT${h}H${m}M${s}S`],
    ['with the empty parts left out', (d, h, m, s) => named([d, h, m, s], ['d', 'h', 'm', 's'], '')],
    ['in words', (d, h, m, s) => named([d, h, m, s], [' days', ' hours', ' minutes', ' seconds'], ', ')],
    ['in one more way of words', (d, h, m, s) => named([d, h, m, s], [' Day', ' HR', ' min', ' sec'], ' and ')],
  ])('written %s, whatever it is', (_how, write) => {
    fc.assert(
      fc.property(parts, ([d, h, m, s]) => {
        expect(readDuration(write(d, h, m, s))).toBe(d * DAY + h * HOUR + m * MINUTE + s * SECOND)
      }),
    )
  })

  it('as a safe number or not at all, out of any text', () => {
    const pieces = fc.constantFrom('p', 't', 'd', 'h', 'm', 's', ' ', ',', ':', '.', 'and', '3', '59', '0', 'days')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (text) => {
          const ms = readDuration(text)
          expect(ms === null || (Number.isSafeInteger(ms) && ms >= 0)).toBe(true)
        },
      ),
    )
  })

  it('as a safe number, or not at all', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,20}(\.\d{1,5})? ?(ms|s|m|h|d)?$/), (text) => {
        const ms = readDuration(text)
        expect(ms === null || (Number.isSafeInteger(ms) && ms >= 0)).toBe(true)
      }),
    )
  })
})

describe('a length of time is said', () => {
  it.each([
    [-5 * SECOND, '0 s'],
    [0, '0 s'],
    [499, '0 s'],
    [45 * SECOND, '45 s'],
    [59.6 * SECOND, '1 min'],
    [90 * SECOND, '1 min 30 s'],
    [12 * MINUTE + 20 * SECOND, '12 min'],
    [HOUR, '1 h'],
    [HOUR + 5 * MINUTE, '1 h 5 min'],
    [DAY - SECOND / 4, '1 d'],
    [29 * DAY + 23 * HOUR + 59 * MINUTE, '29 d 23 h'],
    [365 * DAY, '365 d'],
  ])('%d ms: %s', (ms, words) => {
    expect(withPlainSpaces(sayDuration(ms))).toBe(words)
  })
})

it('between a number and its unit no line is broken, and a terminal has the spaces of its keyboard', () => {
  expect(sayDuration(2_591_940_000)).toBe('29\u00a0d 23\u00a0h')
  expect(withPlainSpaces('in 29\u00a0d 23\u00a0h, 412\u00a0ms; a note of 3\u00a0people')).toBe(
    'in 29 d 23 h, 412 ms; a note of 3\u00a0people',
  )
})
