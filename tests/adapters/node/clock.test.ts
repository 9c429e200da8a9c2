import { expect, onTestFinished, test, vi } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { nodeDigest } from '../../../electron/adapters/node/digest.ts'
import { nodeRandom } from '../../../electron/adapters/node/random.ts'

const DAY_MS = 86_400_000

test('a timer runs once, not early, and not at all when it is cancelled', async () => {
  const runs: string[] = []
  const start = nodeClock.monotonic()
  nodeClock.after(20, () => runs.push('cancelled'))()
  await new Promise<void>((resolve) => {
    nodeClock.after(30, () => {
      runs.push('first')
      resolve()
    })
  })
  // Node's timers count whole milliseconds and may be ahead of the finer clock by one.
  expect(nodeClock.monotonic() - start).toBeGreaterThanOrEqual(29)
  expect(runs).toEqual(['first'])
})

test('a timer for months rings when they are over, and can be cancelled in each of them', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const runs: string[] = []
  nodeClock.after(90 * DAY_MS, () => runs.push('three months'))
  const cancel = nodeClock.after(60 * DAY_MS, () => runs.push('cancelled'))
  vi.advanceTimersByTime(40 * DAY_MS)
  cancel()
  vi.advanceTimersByTime(50 * DAY_MS - 1)
  expect(runs).toEqual([])
  vi.advanceTimersByTime(1)
  expect(runs).toEqual(['three months'])
})

test('the time since the machine was started goes as the others do while it is awake', () => {
  const monotonic = nodeClock.monotonic()
  const before = nodeClock.sinceBoot()
  const busyUntil = nodeClock.monotonic() + 50
  while (nodeClock.monotonic() < busyUntil);
  // Linux counts it in hundredths of a second.
  const passed = nodeClock.sinceBoot() - before
  expect(passed).toBeGreaterThanOrEqual(30)
  expect(passed).toBeLessThanOrEqual(nodeClock.monotonic() - monotonic + 20)
})

test('the time since the machine was started counts a sleep, in which the monotonic clock stands still', () => {
  const before = nodeClock.sinceBoot()
  vi.spyOn(performance, 'now').mockReturnValue(performance.now())
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000)
  onTestFinished(() => void vi.restoreAllMocks())
  const asleepUntil = process.hrtime.bigint() + 50_000_000n
  while (process.hrtime.bigint() < asleepUntil);
  expect(nodeClock.sinceBoot() - before).toBeGreaterThanOrEqual(30)
})

test.each([
  ['UTC', 0],
  ['Asia/Kolkata', 330],
  ['America/St_Johns', -150],
])('the zone offset counts minutes east of UTC: %s', (zone, minutes) => {
  vi.stubEnv('TZ', zone)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(nodeClock.zoneOffsetMinutes(Date.UTC(2026, 6, 1, 12))).toBe(minutes)
})

test('fractions stay in [0, 1) and are not all alike; hex has two digits a byte', () => {
  const fractions = Array.from({ length: 1_000 }, () => nodeRandom.fraction())
  expect(Math.min(...fractions)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...fractions)).toBeLessThan(1)
  expect(new Set(fractions).size).toBe(1_000)
  expect(nodeRandom.hex(16)).toMatch(/^[0-9a-f]{32}$/)
})

test('the digest is SHA-256 of the UTF-8 text (FIPS 180-2, appendix B.1)', () => {
  expect(nodeDigest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(nodeDigest('é')).not.toBe(nodeDigest('e'))
})
