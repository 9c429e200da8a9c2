/** Months of weather, sleep, wrong clocks, locked vaults and crashes: every law kept, whatever the seed. */
import { expect, test } from 'vitest'
import { simulateMonth } from '../simulation/month.ts'

const SEEDS = [2, 3, ...Array.from({ length: 25 }, (_, index) => index + 101)]
/** More than the fewest renewals possible are made for margin, jitter and failures; twice as many would be waste. */
const MOST_WASTE = 2

test.each(SEEDS)('seed %i: 30 days of 40 connections break no law', async (seed) => {
  const result = await simulateMonth({ seed, connections: 40, days: 30 })
  expect(result).toMatchObject({ lapsedMs: 0, spentTwice: 0, sessionsLost: 0, expiredServed: 0, lapses: [] })
  expect(result.refreshes).toBeGreaterThan(1_000)
  expect(result.refreshes).toBeLessThan(MOST_WASTE * result.fewestPossible)
})
