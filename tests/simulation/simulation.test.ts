import { expect, test } from 'vitest'
import { SABOTAGES, simulateMonth } from './month.ts'

/** tests/long/simulated-months.test.ts has whole months of many more. */
const SEEDS = [1]

test('no law is broken in a week of all systems, weather, sleep, wrong clocks, locked vaults and crashes', async () => {
  for (const seed of SEEDS) {
    const result = await simulateMonth({ seed, connections: 30, days: 7 })
    expect(result).toMatchObject({
      seed,
      lapsedMs: 0,
      spentTwice: 0,
      sessionsLost: 0,
      expiredServed: 0,
      surprised: 0,
      lapses: [],
    })
    expect(result.relied).toBeGreaterThan(10)
    expect(result.refreshes).toBeGreaterThan(1_000)
    expect(result.refreshes).toBeLessThan(result.fewestPossible * 2)
  }
}, 300_000)

test.each(SABOTAGES)(
  'a core without its %s goes red',
  async (sabotage) => {
    const result = await simulateMonth({ seed: 2, connections: 30, days: 3, sabotage })
    expect(result.lapsedMs + result.spentTwice + result.sessionsLost + result.surprised).toBeGreaterThan(0)
  },
  300_000,
)

test('the same seed gives the same month', async () => {
  const plan = { seed: 7, connections: 20, days: 2 }
  expect(await simulateMonth(plan)).toEqual(await simulateMonth(plan))
}, 300_000)
