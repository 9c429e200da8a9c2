/** The page's one timer: at the next change of what is shown, and none while nobody looks. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { passedShare } from '../../renderer/life/life-geometry.ts'
import { nextChange, type Reading } from '../../renderer/time/next-change.ts'
import { createTicker, currentSecond, type Ticker } from '../../renderer/time/ticker.ts'
import { sayDuration } from '../../shared/time/duration.ts'
import { START } from '../kit/hand-clock.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

describe('the next change', () => {
  const until = (ms: number) => (now: number) => sayDuration(START + ms - now)
  test.each([
    ['nothing to show: the longest wait', [], 15_000],
    ['a text that stays', [() => 'well'], 15_000],
    ['one that changes beyond it', [until(29 * 24 * HOUR_MS + 30 * MINUTE_MS)], 15_000],
    ['one that changes each second', [until(40_000)], 1_000],
    ['the first of several', [until(3 * HOUR_MS + 9_000), () => 1, until(2 * HOUR_MS + 4_000)], 5_000],
  ])('%s', (_what, readings, expected) => {
    expect(nextChange(readings, START, 15_000)).toBe(expected)
  })

  test('is the first second that differs, wherever that is', () => {
    for (let second = 1; second <= 60; second++)
      expect(nextChange([(now) => now >= START + second * 1_000], START, MINUTE_MS)).toBe(second * 1_000)
  })
})

describe('a bar', () => {
  const changes = (life: number) => {
    const at = (second: number) => passedShare(START + second * 1_000, { issuedAt: START, expiresAt: START + life })
    return Array.from({ length: 60 }, (_each, second) => at(second) !== at(second + 1)).filter(Boolean).length
  }
  test.each([
    [30_000, 30],
    [HOUR_MS, 4],
    [12 * HOUR_MS, 1],
  ])('of %i ms moves %i times in a minute', (life, times) => {
    expect(changes(life)).toBe(times)
  })

  test('is full at its end, and not before', () => {
    const life = { issuedAt: START, expiresAt: START + HOUR_MS + 7_000 }
    expect(passedShare(life.expiresAt, life)).toBe(100)
    expect(passedShare(life.expiresAt - 1_000, life)).toBeLessThan(100)
  })
})

describe('the timer', () => {
  const cancels: (() => void)[] = []
  let ticker: Ticker
  let hidden = false
  let watchers: (() => void)[] = []

  beforeEach(() => {
    vi.useFakeTimers({ now: START + 300, toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    hidden = false
    watchers = []
    ticker = createTicker({
      hidden: () => hidden,
      watch(changed) {
        watchers.push(changed)
        return () => {
          watchers = []
        }
      },
    })
  })
  afterEach(() => {
    for (const cancel of cancels.splice(0)) cancel()
    vi.useRealTimers()
  })

  /** When a clock with this reading was painted, in ms since it began. */
  function painted(read: Reading): number[] {
    const at: number[] = []
    const began = currentSecond()
    cancels.push(ticker.keep({ read, paint: () => at.push(Date.now() - began) }))
    return at
  }
  const look = () => {
    for (const changed of watchers) changed()
  }
  const show = (yes: boolean) => {
    hidden = !yes
    look()
  }

  test('rings at the beginning of the second that changes something, and rests between', async () => {
    const at = painted((now) => Math.floor(now / MINUTE_MS))
    await vi.advanceTimersByTimeAsync(MINUTE_MS)
    expect(at).toEqual([15_000, 30_000, 45_000, MINUTE_MS])
  })

  test('one that joins, or reads otherwise from now on, is not forgotten', async () => {
    let rate = MINUTE_MS
    painted(() => 'still')
    const at = painted((now) => Math.floor(now / rate))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(at).toEqual([])
    rate = 1_000
    ticker.lookAnew()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(at).toEqual([2_000, 3_000])
  })

  test('none while the page is out of sight; right again when it is shown', async () => {
    const at = painted((now) => now)
    await vi.advanceTimersByTimeAsync(1_000)
    show(false)
    at.length = 0
    expect(vi.getTimerCount()).toBe(0)
    ticker.lookAnew()
    await vi.advanceTimersByTimeAsync(HOUR_MS)
    expect([at, vi.getTimerCount()]).toEqual([[], 0])
    show(true)
    expect(at).toEqual([HOUR_MS + 1_300])
    expect(vi.getTimerCount()).toBe(1)
  })

  test('who comes back to the window sees what is, and nothing is left when all are gone', async () => {
    const at = painted(() => 'still')
    await vi.advanceTimersByTimeAsync(100)
    look()
    expect(at).toEqual([400])
    for (const cancel of cancels.splice(0)) cancel()
    expect([vi.getTimerCount(), watchers]).toEqual([0, []])
  })
})
