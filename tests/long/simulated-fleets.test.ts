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
