import { describe, expect, test } from 'vitest'
import { OFFSETS, offsetText, typedMomentFrom, wallTime, zonedIso } from '../../renderer/form/inputs/zoned-moment.ts'
import { fc } from '../kit/properties.ts'

const BERLIN = 'Europe/Berlin'
const utc = (iso: string | null) => (iso === null ? null : new Date(iso).toISOString())

describe('an expiry as a person says it', () => {
  test.each([
    ['winter here', '2026-12-21T10:00', 'here', '2026-12-21T09:00:00.000Z'],
    ['summer here', '2026-07-21T10:00', 'here', '2026-07-21T08:00:00.000Z'],
    ['an hour after the clocks went forward', '2026-03-29T03:30', 'here', '2026-03-29T01:30:00.000Z'],
    ['UTC', '2026-12-21T10:00', 'utc', '2026-12-21T10:00:00.000Z'],
    ['India', '2026-12-21T10:00', '+05:30', '2026-12-21T04:30:00.000Z'],
    ['nothing', '', 'here', null],
    ['half of it', '2026-12', 'here', null],
  ])('%s', (_name, local, zone, expected) => {
    expect(utc(zonedIso({ local, zone, here: BERLIN }))).toBe(expected)
  })

  test('a copied moment with a zone is shown as local time and stays the same moment', () => {
    const typed = typedMomentFrom('2026-12-21T10:00:00Z', BERLIN)
    expect(typed.local).toBe('2026-12-21T11:00')
    expect(utc(zonedIso(typed))).toBe('2026-12-21T10:00:00.000Z')
  })

  test('a copied moment without a zone keeps its numbers for the person to choose one', () => {
    expect(typedMomentFrom('2026-12-21 10:00', BERLIN).local).toBe('2026-12-21T10:00')
  })

  test('every minute is shown again as it was, in any zone', () => {
    const zones = ['UTC', 'Asia/Kolkata', 'Pacific/Chatham', 'America/Phoenix', 'Asia/Tokyo']
    const minute = fc.integer({ min: 0, max: 33_000_000 }).map((minutes) => minutes * 60_000)
    fc.assert(
      fc.property(minute, fc.constantFrom(...zones), (at, zone) => {
        const typed = typedMomentFrom(at, zone)
        const back = zonedIso(typed)
        expect(back === null ? null : wallTime(Date.parse(back), zone)).toBe(typed.local)
      }),
    )
  })

  test('offsets are written as ISO 8601 writes them', () => {
    expect([offsetText(-570), offsetText(0), offsetText(345)]).toEqual(['-09:30', '+00:00', '+05:45'])
    expect(OFFSETS.every((offset) => /^[+-]\d\d:\d\d$/.test(offset))).toBe(true)
  })
})
