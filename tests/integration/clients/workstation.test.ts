/** Six programs at once, in six ways, while tokens are renewed every few seconds in bad weather; five minutes of it in tests/long/clients. */
import { expect, test } from 'vitest'
import { busyWorkstation } from '../../kit/clients/workstation.ts'

test('not one call fails', async () => {
  const { calls, failures, renewals } = await busyWorkstation(20)
  expect(failures).toEqual([])
  expect(Object.keys(calls).length).toBe(6)
  for (const [program, count] of Object.entries(calls)) expect([program, count > 2]).toEqual([program, true])
  expect(renewals.draw).toBeGreaterThan(2)
  expect(renewals.runai).toBeGreaterThan(2)
})
