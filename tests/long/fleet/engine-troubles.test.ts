/** What befalls an etcd, to two workstations of the built command line: an old backup, no room, a member with a wrong certificate. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { agentsOver, type Pair, refusedRefresh, wayTo } from '../../kit/fleet/shared-homes.ts'
import { done, everbearer } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import type { Home } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'

const tokenAt = (home: Home) => done(home, ['token', 'ward'])

/** A new token, which the other one has too. Wishes that come within two seconds of a renewal are one. */
async function renewed(on: Home, other: Home): Promise<string> {
  const before = await tokenAt(on)
  const token = await until('a renewal', async () => {
    await done(on, ['refresh', 'ward'])
    const now = await tokenAt(on)
    return now === before ? '' : now
  })
  await until('the other one to have it', async () => (await tokenAt(other)) === token)
  return token
}

const troubleAt = async (home: Home) => JSON.parse(await done(home, ['vault', 'status', '--json'])).trouble?.code

const afterwards = ({ server }: Pair) => expect(server.record.reuses).toEqual([])

describe.runIf(ETCD_IS_HERE)('one etcd', () => {
  const etcd = realEtcd({ words: ['--quota-backend-bytes', String(2 ** 20)] })

  test('an old backup is put back, then compacted: newer sets stay, go back, and it is said; nobody spends a token at once', async () => {
    etcd.ctl('del', '--prefix', 'everbearer/')
    const pair = await agentsOver(etcd)
    const { one, two } = pair
    const file = join(etcd.folder, 'backup')
    etcd.snapshot(file)
    await renewed(one, two)
    const newest = await renewed(two, one)
    await etcd.restore(file)
    await until('it is said', async () => [await troubleAt(one), await troubleAt(two)].includes('store_went_back'))
    expect([await tokenAt(one), await tokenAt(two)]).toEqual([newest, newest])
    const { header } = JSON.parse(etcd.ctl('get', 'everbearer/members', '--write-out', 'json'))
    etcd.ctl('compact', String(header.revision))
    // A renewal that was on its way just then would be known to nobody: whoever sent it has two minutes to say so.
    for (const home of [one, two]) {
      expect(await refusedRefresh(home)).toMatchObject({ code: 5, stderr: expect.stringContaining('store_unsettled') })
      expect(await tokenAt(home)).toBe(newest)
    }
    afterwards(pair)
  })

  test('no room: valid tokens are handed out, a renewal says why there is none, and goes on once there is room', async () => {
    etcd.ctl('del', '--prefix', 'everbearer/')
    const pair = await agentsOver(etcd)
    const { server, one, two } = pair
    const before = await tokenAt(one)
    const { length } = server.record.renewals
    expect(() => {
      for (let index = 0; ; index++) etcd.ctl('put', `other/${index}`, 'x'.repeat(100_000))
    }).toThrow(/database space exceeded/)
    for (const home of [one, two]) {
      const full = await everbearer(home, ['refresh', 'ward'])
      expect([full.code, full.stderr]).toEqual([5, expect.stringContaining('store_full')])
      expect(await tokenAt(home)).toBe(before)
      expect(await troubleAt(home)).toBe('store_full')
    }
    expect(server.record.renewals).toHaveLength(length)
    etcd.ctl('del', '--prefix', 'other/')
    const { header } = JSON.parse(etcd.ctl('get', 'everbearer/members', '--write-out', 'json'))
    etcd.ctl('compact', String(header.revision))
    etcd.ctl('defrag')
    etcd.ctl('alarm', 'disarm')
    await renewed(one, two)
    afterwards(pair)
  })
})

describe.runIf(ETCD_IS_HERE)('one of three members with a certificate that nobody trusts', () => {
  const etcd = realEtcd({ members: 3, strangerAt: 0 })

  test('it is passed over, also where another one is gone; alone it is refused by name', async () => {
    const pair = await agentsOver(etcd)
    await renewed(pair.one, pair.two)
    await etcd.kill(1)
    etcd.start(1)
    await renewed(pair.two, pair.one)
    afterwards(pair)
    const home = await fileHome()
    const alone = { ...etcd, endpoints: etcd.endpoints.slice(0, 1) }
    const refused = await everbearer(home, wayTo(alone, home))
    expect([refused.code, refused.stderr]).toEqual([
      4,
      expect.stringMatching(/store_refused.*(SELF_SIGNED|VERIFY|ISSUER)/),
    ])
  })
})
