/** The short form of tests/long/fleet: two agents on one real member of etcd, and what one renews the other hands out. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { begun, done, joinedTo } from '../../kit/fleet/shared-homes.ts'
import { startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import type { Home } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'

describe.runIf(ETCD_IS_HERE)('two workstations over a real etcd', () => {
  const etcd = realEtcd()

  test('a renewal on one is seen on the other', async () => {
    const server = await startDrawServer({ accessLifeSeconds: 3_600 })
    onTestFinished(() => server.stop())
    const home = await fileHome()
    await done(home, ['add', '--from', '-'], JSON.stringify(drawConnection('ward', server.url, server.issuePair())))
    const one = await begun(etcd, home)
    const two = await joinedTo(one, etcd, await fileHome(), 'ward-2')
    for (const each of [one, two]) await startEverbearer(each, ['agent']).ready()
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
