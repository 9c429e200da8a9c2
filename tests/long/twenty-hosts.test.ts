import { expect, test } from 'vitest'
import { expectOneKeeperAmong } from '../integration/host-crowd.ts'

test.each(['lasting', 'command'] as const)('twenty hosts started at once give one keeper (%s)', async (kind) => {
  await expect(expectOneKeeperAmong(20, kind)).resolves.toBeUndefined()
})
