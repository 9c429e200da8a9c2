/** Six programs at once, in six ways, while tokens are renewed every few seconds in bad weather. */
import { expect, test } from 'vitest'
import { busyWorkstation } from '../../kit/clients/workstation.ts'

test('not one call fails in five minutes', async () => {
  const { calls, failures, renewals } = await busyWorkstation(300, 30)
  process.stdout.write(`${JSON.stringify({ calls, renewals })}\n`)
  expect(failures).toEqual([])
})
