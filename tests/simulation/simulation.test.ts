import { expect, test } from 'vitest'
import { SABOTAGES, simulateMonth } from './month.ts'

test('no law is broken in a fortnight of weather, sleep, wrong clocks, locked vaults and crashes', async () => {
  for (const seed of [1, 2]) {
    const result = await simulateMonth({ seed, connections: 30, days: 7 })
    expect(result).toMatchObject({ lapsedMs: 0, spentTwice: 0, sessionsLost: 0, expiredServed: 0, lapses: [] })
    expect(result.refreshes).toBeGreaterThan(1_000)
    expect(result.refreshes).toBeLessThan(result.fewestPossible * 2)
  }
}, 60_000)

test.each(SABOTAGES)(
  'a core without its %s goes red',
  async (sabotage) => {
    const result = await simulateMonth({ seed: 1, connections: 30, days: 3, sabotage })
    expect(result.lapsedMs + result.spentTwice + result.sessionsLost).toBeGreaterThan(0)
  },
  60_000,
)

test('the same seed gives the same month', async () => {
  const plan = { seed: 7, connections: 20, days: 2 }
  expect(await simulateMonth(plan)).toEqual(await simulateMonth(plan))
}, 60_000)
