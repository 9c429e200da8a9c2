import { describe, expect, it } from 'vitest'
import { isoUtc, isoUtcOrNull, LAST_MOMENT, momentOf, readHttpDate, readInstant } from '../../../shared/time/instant.ts'
import { fc } from '../../kit/properties.ts'
import { DAY, HOUR, MINUTE, NOW } from '../samples.ts'

/** From the year 100 (earlier ones are refused) to the end of 9999. */
const moments = fc.integer({ min: Date.UTC(100, 0, 2), max: LAST_MOMENT - DAY })

describe('a moment that the keeper tells', () => {
  it('is read as any other is, and none is none', () => {
    fc.assert(
      fc.property(moments, (at) => {
        expect(momentOf(isoUtc(at))).toBe(at)
      }),
    )
    expect(momentOf('2026-11-21T11:00+02:00')).toBe(Date.UTC(2026, 10, 21, 9))
    expect(momentOf('never, as some servers say')).toBeNull()
    expect(momentOf(null)).toBeNull()
  })
})

describe('ISO 8601', () => {
  it('comes back as the moment that was written', () => {
    fc.assert(
      fc.property(moments, (at) => {
        expect(readInstant(isoUtc(at))).toEqual({ at, hasZone: true })
      }),
    )
  })

  it('means the same moment in every zone', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: -14 * 60, max: 14 * 60 }), (at, offset) => {
        const sign = offset < 0 ? '-' : '+'
        const two = (value: number) => String(Math.abs(value)).padStart(2, '0')
        const zone = `${sign}${two(Math.trunc(offset / 60))}:${two(offset % 60)}`
        const local = isoUtc(at + offset * MINUTE).replace('Z', zone)
        expect(readInstant(local)).toEqual({ at, hasZone: true })
        expect(readInstant(local.replace(/:(\d\d)$/, '$1'))).toEqual({ at, hasZone: true })
      }),
    )
  })

  it.each([
    ['2026-11-21T12:00:00Z', NOW, true],
    ['2026-11-21t12:00:00z', NOW, true],
    ['2026-11-21 12:00:00Z', NOW, true],
    [' 2026-11-21T12:00Z ', NOW, true],
    ['2026-11-21T12:00:00 +00:00', NOW, true],
    ['2026-11-21T14:00:00+02', NOW, true],
    ['2026-11-21T06:30:00-0530', NOW, true],
    ['2026-11-21', NOW - 12 * HOUR, false],
    ['2026-11-21T12:00:00', NOW, false],
    ['2026-11-21T12:00:00.5Z', NOW + 500, true],
    ['2026-11-21T12:00:00,25Z', NOW + 250, true],
    ['2026-11-21T12:00:00.123456789Z', NOW + 123, true],
    ['2026-11-21T12:00:00.999999Z', NOW + 999, true],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29), true],
    ['2026-11-21 12:00:00 UTC', NOW, true],
    ['2026-11-21T12:00:00GMT', NOW, true],
    ['2026-11-21 13:00:00 +0100 CET', NOW, true],
    ['2026-11-21 12:00:00.123456789 +0000 UTC', NOW + 123, true],
    ['2026-11-21T12:00:00Z[UTC]', NOW, true],
    ['2026-11-21T13:00:00+01:00[Europe/Berlin]', NOW, true],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1), true],
    ['9999-12-31T23:59:59.999Z', LAST_MOMENT, true],
  ])('%s', (text, at, hasZone) => {
    expect(readInstant(text)).toEqual({ at, hasZone })
  })

  it.each([
    '2026-02-29T00:00:00Z',
    '2026-04-31',
    '2026-13-01',
    '2026-00-01',
    '2026-01-00',
    '2026-01-32',
    '2026-01-01T24:00:00Z',
    '2026-01-01T12:60:00Z',
    '2026-01-01T12:00:61Z',
    '2026-01-01T12:00:00+24:00',
    '2026-01-01T12:00:00+02:60',
    '0001-01-01T00:00:00Z',
    '0000-00-00T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    '+012026-01-01T00:00:00Z',
    '2026-1-1',
    '21.11.2026',
    '11/21/2026 12:00',
    '2026-11-21T12:00:00 CET',
    '2026-11-21T12:00:00[Europe/Berlin]',
    '2026-11-21T12:00:00Z and more',
    '2026-11-21T12',
    '1795000000',
    'tomorrow',
    '',
  ])('is not %j', (text) => {
    expect(readInstant(text)).toBeNull()
  })

  it('is nothing for nothing', () => {
    expect([isoUtcOrNull(null), isoUtcOrNull(NOW)]).toEqual([null, '2026-11-21T12:00:00.000Z'])
  })
})

describe('an HTTP date', () => {
  it('comes back as the second that was written', () => {
    fc.assert(
      fc.property(moments, (at) => {
        expect(readHttpDate(new Date(at).toUTCString())).toBe(Math.floor(at / 1_000) * 1_000)
      }),
    )
  })

  it.each([
    'Sat, 21 Nov 2026 12:00:00 CET',
    'Sat, 21 Nov 2026 25:00:00 GMT',
    'Sat, 31 Nov 2026 12:00:00 GMT',
    'Sat, 99 Nov 2026 12:00:00 GMT',
    'Sat, 21 Nox 2026 12:00:00 GMT',
    'Saturday, 21-Nov-26 12:00:00 GMT',
    'Sat Nov 21 12:00:00 2026',
    '2026-11-21T12:00:00Z',
    '120',
    '',
  ])('is not %j', (text) => {
    expect(readHttpDate(text)).toBeNull()
  })
})
