/** The password of etcd's user is another one: each workstation is told it by the command that it joined with. */
import { expect, test } from 'vitest'
import { agentsOver, wayTo } from '../../kit/fleet/shared-homes.ts'
import { done, everbearer } from '../../kit/processes/everbearer-process.ts'
import { until } from '../../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'

const etcd = ETCD_IS_HERE ? realEtcd() : null

test.runIf(etcd !== null)(
  'until it is told, a valid token is handed out and it is said; then it renews again',
  async () => {
    if (etcd === null) return
    const { server, one, two } = await agentsOver(etcd)
    const before = await done(one, ['token', 'ward'])
    const user = { name: etcd.user.name, password: 'the next one' }
    etcd.ctl('user', 'delete', user.name)
    etcd.ctl('user', 'add', `${user.name}:${user.password}`)
    etcd.ctl('user', 'grant-role', user.name, 'everbearer')

    const way = { endpoints: etcd.endpoints, authority: etcd.authority, user }
    const wrong = { ...way, user: { ...user, password: 'mistyped' } }
    for (const home of [one, two]) {
      const refused = await everbearer(home, ['refresh', 'ward'])
      expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('everbearer vault move shared')])
      expect(await done(home, ['token', 'ward'])).toBe(before)
      expect((await everbearer(home, wayTo(wrong, home))).stderr).toContain('store_refused')
    }
    expect(server.record.renewals).toEqual([])
    for (const home of [one, two]) await done(home, wayTo(way, home))
    await done(two, ['refresh', 'ward'])
    const after = await done(two, ['token', 'ward'])
    expect(after).not.toBe(before)
    await until('the other one to have it', async () => (await done(one, ['token', 'ward'])) === after)
    expect(server.record.reuses).toEqual([])
  },
)
