import { expect, test } from 'vitest'
import { byDay } from '../../renderer/journal/by-day.ts'
import { isTrouble } from '../../renderer/journal/trouble.ts'
import { addressOf, type Route, readRoute } from '../../renderer/routes/route.ts'
import { sayDay, sayMoment, sayTime } from '../../renderer/time/moments.ts'
import { START } from '../kit/hand-clock.ts'

const words = { today: 'today', yesterday: 'yesterday', tomorrow: 'tomorrow' }
const utc = { language: 'en-GB', zone: 'UTC', words }
const kolkata = { ...utc, zone: 'Asia/Kolkata' }
const HOUR_MS = 3_600_000

test('moments in words, by the days of the person’s own zone', () => {
  expect(sayMoment(START, START, utc)).toBe('today, 09:00')
  expect(sayMoment(START - 10 * HOUR_MS, START, utc)).toBe('yesterday, 23:00')
  expect(sayMoment(START - 10 * HOUR_MS, START, kolkata)).toBe('today, 04:30')
  expect(sayMoment(START + 24 * HOUR_MS, START, utc)).toBe('tomorrow, 09:00')
  expect(sayMoment(START + 72 * HOUR_MS, START, utc)).toBe('24 Nov, 09:00')
  expect(sayDay(START + 100 * 24 * HOUR_MS, START, utc)).toBe('1 Mar 2027')
  expect(sayTime(START + 61_000, utc, { seconds: true })).toBe('09:01:01')
})

test('the same moment is another time of day elsewhere', () => {
  const times = [utc, kolkata, utc].map((place) => sayTime(START + 59_999, place))
  expect(times).toEqual(['09:00', '14:30', '09:00'])
  expect(sayTime(START + 60_000, utc)).toBe('09:01')
})

test('journal entries by day, newest first', () => {
  const entry = (at: number) => ({ at, event: 'renewed' as const })
  const days = byDay([entry(START - 30 * HOUR_MS), entry(START - HOUR_MS), entry(START)], utc)
  expect(days.map(({ day, entries }) => [day, entries.map(({ at }) => at - START)])).toEqual([
    ['2026-11-21', [0, -HOUR_MS]],
    ['2026-11-20', [-30 * HOUR_MS]],
  ])
})

test('a test that found something is a trouble, one that did not is none', () => {
  expect(isTrouble({ at: 0, event: 'tested' })).toBe(false)
  expect(isTrouble({ at: 0, event: 'tested', fault: 'token_rejected' })).toBe(true)
  expect(isTrouble({ at: 0, event: 'renewal_refused' })).toBe(true)
})

test('every screen has an address, and every other address is the overview', () => {
  const routes: readonly Route[] = [
    { screen: 'overview' },
    { screen: 'add' },
    { screen: 'add', like: 'ward-3' },
    { screen: 'connection', name: 'draw-ward-3' },
    { screen: 'edit', name: 'draw-ward-3', tokens: false },
    { screen: 'edit', name: 'draw-ward-3', tokens: true },
    { screen: 'journal' },
    { screen: 'settings' },
  ]
  for (const route of routes) expect(readRoute(addressOf(route))).toEqual(route)
  for (const other of [
    '',
    '#',
    '#ticket=abc',
    '#/nowhere',
    '#/connections/Not A Name',
    '#/add/More',
    '#/add/a/b',
    '#/a/b/c/d',
  ]) {
    expect(readRoute(other)).toEqual({ screen: 'overview' })
  }
})
