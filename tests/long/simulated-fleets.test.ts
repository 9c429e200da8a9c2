/** Workstations that share a connection, killed, stopped and cut off between any two steps: no law is broken, whatever the seed. */
import { expect, test } from 'vitest'
import { simulateFleet } from '../simulation/fleet/fleet-run.ts'

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 101)

test.each(SEEDS)('seed %i: hours of troubles among three to six workstations', async (seed) => {
  const machines = 3 + (seed % 4)
  const result = await simulateFleet({ seed, machines, rounds: 8 })
  expect(result).toMatchObject({ seed, breaches: [] })
  expect(result.renewedBy).toHaveLength(machines)
  expect(result.renewals).toBeGreaterThan(70)
})

const RESTORED_SEEDS = Array.from({ length: 40 }, (_, index) => index + 1)

test.each(RESTORED_SEEDS)('seed %i: an older state of the store is put back, again and again', async (seed) => {
  const result = await simulateFleet({ seed, machines: 3, rounds: 3, restores: true })
  expect(result).toMatchObject({ seed, breaches: [] })
})

/** Replies of up to eight seconds: whoever is stopped, killed or cut off is so in the middle of a send more often than not. */
const SLOW = 0.4
const SLOW_SEEDS = Array.from({ length: 30 }, (_, index) => index + 31)

test.each(SLOW_SEEDS)('seed %i: slow replies, and every second time an older state of the store', async (seed) => {
  const result = await simulateFleet({ seed, machines: 3, rounds: 3, restores: seed % 2 === 1, slowReplies: SLOW })
  expect(result).toMatchObject({ seed, breaches: [] })
})
