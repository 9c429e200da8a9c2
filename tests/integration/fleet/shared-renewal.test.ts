/** The short form of tests/long/fleet: two agents on one real member of etcd, and what one renews the other hands out. */
import { describe, expect, test } from 'vitest'
import { agentsOver } from '../../kit/fleet/shared-homes.ts'
import { done } from '../../kit/processes/everbearer-process.ts'
import type { Home } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'

describe.runIf(ETCD_IS_HERE)('two workstations over a real etcd', () => {
  const etcd = realEtcd()

  test('a renewal on one is seen on the other', async () => {
    const { server, one, two } = await agentsOver(etcd)
    const tokenAt = (at: Home) => done(at, ['token', 'ward'])
    const before = await tokenAt(one)
    await done(two, ['refresh', 'ward'])
    const after = await until('the other has it', async () => {
      const token = await tokenAt(one)
      return token !== before && token
    })
    expect(await tokenAt(two)).toBe(after)
    const { renewals, reuses } = server.record
    expect([renewals.length, reuses]).toEqual([1, []])
  })
})
