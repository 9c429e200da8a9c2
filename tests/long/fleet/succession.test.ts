/** The first workstation's disk is gone, and it had appointed nobody: the site goes on, by the commands that people type. */
import { rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { begun, joinedTo, refusedRefresh, sharing, wayTo } from '../../kit/fleet/shared-homes.ts'
import { addConnection, done, everbearer } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import type { Home } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'

describe.runIf(ETCD_IS_HERE)('over a real etcd', () => {
  const etcd = realEtcd()
  const tokenAt = (home: Home) => done(home, ['token', 'ward'])
  /** Whose etcd does not answer within a second hands out what he has: one after the other, lest they make it late together. */
  const allHave = async (token: string, homes: readonly Home[]) => {
    for (const home of homes) await until('each to have it', async () => (await tokenAt(home)) === token)
  }
  const saidAt = async (home: Home, words: readonly string[]) => {
    const { code, stderr } = await everbearer(home, words)
    return [code, /everbearer: (\w+):/.exec(stderr)?.[1] ?? stderr]
  }
  const members = async (home: Home) =>
    JSON.parse(await done(home, ['fleet', 'list', '--json'])).members.map(
      ({ name, isSite }: { readonly name: string; readonly isSite: boolean }) => (isSite ? `${name}*` : name),
    )

  test('one takes over, the others follow, the lost one is revoked, and a new one joins and renews', async () => {
    const server = await startDrawServer({ accessLifeSeconds: 3_600 })
    const first = await fileHome()
    await addConnection(first, drawConnection('ward', server.url, server.issuePair()))
    const site = await begun(etcd, first)
    const two = await joinedTo(site, etcd, await fileHome(), 'ward-2')
    const three = await joinedTo(site, etcd, await fileHome(), 'ward-3')
    for (const each of [two, three]) await done(each, ['refresh', 'ward'])
    rmSync(first.path, { recursive: true })

    expect(await saidAt(two, ['fleet', 'revoke', 'site', '--yes'])).toEqual([2, 'not_the_site'])
    expect(await saidAt(two, ['fleet', 'take-over'])).toEqual([2, 'confirm_take_over'])
    const { signer } = JSON.parse(await done(two, ['fleet', 'take-over', '--yes', '--json']))
    expect(await members(two)).toEqual(['site', 'ward-2*', 'ward-3'])
    expect(await members(three)).toEqual(['site*', 'ward-2', 'ward-3'])
    await done(three, ['refresh', 'ward'])
    await allHave(await tokenAt(three), [two])
    await done(two, ['fleet', 'revoke', 'site', '--yes'])
    expect(await refusedRefresh(three)).toMatchObject({ code: 4, stderr: expect.stringContaining('fleet_claimed') })
    await done(three, ['fleet', 'follow', signer])
    expect(await members(three)).toEqual(['ward-2*', 'ward-3'])
    await done(three, ['refresh', 'ward'])

    const fresh = await fileHome()
    const card = await done(fresh, ['enroll', '--trust', signer, '--json'])
    await done(two, ['fleet', 'add', '-', '--name', 'ward-4'], card)
    await done(fresh, wayTo(etcd, fresh))
    const four = sharing(fresh)
    for (const each of [four, two, three]) {
      await done(each, ['refresh', 'ward'])
      await allHave(await tokenAt(each), [two, three, four])
    }
    // All of them hold to the same mark: of a renewal's one key there are no two.
    const marks = etcd.ctl('get', '--prefix', 'everbearer/renewals/', '--keys-only').split('\n').filter(Boolean)
    expect(marks.filter((key) => key.endsWith('/asked'))).toHaveLength(1)

    expect(await saidAt(two, ['vault', 'move', 'file'])).toEqual([2, 'site_stays'])
    await done(two, ['fleet', 'appoint', 'ward-3'])
    await done(two, ['vault', 'move', 'file'])
    await done(three, ['fleet', 'revoke', 'ward-2', '--yes'])
    expect(await members(four)).toEqual(['ward-3*', 'ward-4'])
  })
})
