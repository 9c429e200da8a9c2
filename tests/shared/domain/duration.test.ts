import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDuration, sayDuration } from '../../../shared/domain/duration.ts'
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
  ])('from %j', (text, ms) => {
    expect(readDuration(text)).toBe(ms)
  })

  it.each([
    '',
    's',
    '-5',
    '+5',
    '5 weeks',
    '5w',
    '1h30m',
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
    expect(sayDuration(ms)).toBe(words)
  })
})
