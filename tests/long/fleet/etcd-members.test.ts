/** The shared store's adapter over three members of etcd, one of which hangs. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { etcdStore } from '../../../electron/adapters/node/etcd/etcd-store.ts'
import { trustFor } from '../../../electron/adapters/node/http/trusted-roots.ts'
import { Secret } from '../../../shared/secret.ts'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { begun } from '../../kit/fleet/shared-homes.ts'
import { lastingLease } from '../../kit/fleet/shared-store-laws.ts'
import { addConnection, done, everbearer } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import { until } from '../../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'

const LEASE_MS = 5_000

describe.runIf(ETCD_IS_HERE)('three members of etcd', () => {
  const etcd = realEtcd({ members: 3 })

  function client() {
    const authorities = { pem: etcd.authority.pem, names: [], endsAt: 0 }
    const user = { name: etcd.user.name, password: new Secret(etcd.user.password) }
    const trust = () => trustFor({ authorities, client: null })
    const store = etcdStore({ endpoints: etcd.endpoints, user, trust }, nodeClock)
    onTestFinished(() => store.close())
    return store
  }

  test('a member that hangs takes no lease with it: another is asked in time', async () => {
    const store = client()
    onTestFinished(() => etcd.release(0))
    const lease = await lastingLease(async () => {
      etcd.release(0)
      await until('nothing to be left of one that was lost', async () => (await store.read('l/a')) === null)
      const lease = await store.lease(LEASE_MS)
      await store.write([{ key: 'l/a', readAt: null, value: 'mine', lease: lease.id }])
      etcd.hold(0)
      const end = performance.now() + 2 * LEASE_MS
      await until('twice the life of a lease', () => performance.now() > end)
      return lease
    })
    expect(await store.read('l/a')).toMatchObject({ value: 'mine' })
    await lease.end()
    expect(await store.read('l/a')).toBeNull()
  })

  test('while all of them hang, a valid token comes from what is here, and nobody waits a time-out for each', async () => {
    const server = await startDrawServer({ accessLifeSeconds: 3_600 })
    const home = await fileHome()
    await addConnection(home, drawConnection('ward', server.url, server.issuePair()))
    const one = await begun(etcd, home)
    const token = await done(one, ['token', 'ward'])
    const { tookMs: usually } = await everbearer(one, ['token', 'ward'])
    for (const index of etcd.endpoints.keys()) etcd.hold(index)
    onTestFinished(() => {
      for (const index of etcd.endpoints.keys()) etcd.release(index)
    })
    // A second for each thing that is asked for; a member has ten. A machine that was busier just then is asked again.
    await until('a token without a time-out for each', async () => {
      const { stdout, tookMs } = await everbearer(one, ['token', 'ward'])
      expect(stdout).toBe(token)
      return tookMs < usually * 3 + 6_000
    })
  })
})
