/** Two workstations and one real etcd: begun, joined, renewed from both, without the engine, and one left out. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { refusedRefresh } from '../kit/fleet/shared-homes.ts'
import { filesBelow } from '../kit/markers.ts'
import { addConnection, done, everbearer } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import type { Home } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../kit/real-servers/etcd.ts'

const sharing = (home: Home): Home => ({ ...home, env: { ...home.env, EVERBEARER_VAULT: 'shared' } })

describe.runIf(ETCD_IS_HERE)('over a real etcd', () => {
  const etcd = realEtcd()

  function wayOf(home: Home): string[] {
    const [password, authorities] = [join(home.base, 'etcd-password'), join(home.base, 'authorities.pem')]
    writeFileSync(password, `${etcd.user.password}\n`, { mode: 0o600 })
    writeFileSync(authorities, etcd.authority.pem)
    const where = ['--etcd', etcd.endpoints.join(','), '--user', etcd.user.name]
    return ['vault', 'move', 'shared', ...where, '--password-file', password, '--authorities', authorities]
  }

  test('two workstations share one rotating session, serve it without the engine, and one is left out', async () => {
    const server = await startDrawServer({ accessLifeSeconds: 3_600 })
    const [first, second] = [await fileHome(), await fileHome()]
    const entry = drawConnection('ward-secretname', server.url, server.issuePair())
    await addConnection(first, entry)
    const stranger = await everbearer(second, wayOf(second))
    expect([stranger.code, stranger.stderr]).toEqual([2, expect.stringContaining('no_fleet_there')])
    await done(first, [...wayOf(first), '--begin', '--as', 'site'])
    const one = sharing(first)
    expect(JSON.parse(await done(one, ['vault', 'status', '--json']))).toMatchObject({ kind: 'shared', connections: 1 })

    const { signer } = JSON.parse(await done(one, ['enroll', '--json']))
    const untrusting = await everbearer(second, wayOf(second))
    expect([untrusting.code, untrusting.stderr]).toEqual([4, expect.stringContaining('fleet_stranger')])
    const card = await done(second, ['enroll', '--trust', signer, '--json'])
    const early = await everbearer(second, wayOf(second))
    expect([early.code, early.stderr]).toEqual([4, expect.stringContaining('not_a_member')])
    await done(one, ['fleet', 'add', '-', '--name', 'ward-2'], card)
    await done(second, wayOf(second))
    const two = sharing(second)

    const tokenAt = (home: Home) => done(home, ['token', 'ward-secretname'])
    /** Wishes that come within two seconds of a renewal are one. */
    const renewed = async (home: Home, from: string): Promise<string> => {
      const token = await until('another token', async () => {
        await done(home, ['refresh', 'ward-secretname'])
        const now = await tokenAt(home)
        return now !== from && now
      })
      return token || ''
    }
    /** Whose etcd does not answer within a second hands out what he has. */
    const hasToo = (home: Home, token: string) =>
      until('the other one to have it', async () => (await tokenAt(home)) === token)
    const after = await renewed(two, await tokenAt(two))
    await hasToo(one, after)
    // Another family of the server would be ended by a token that is spent twice.
    const newest = await renewed(one, after)
    await hasToo(two, newest)

    await etcd.kill(0)
    expect(await tokenAt(one)).toBe(newest)
    expect(await tokenAt(two)).toBe(newest)
    expect(await refusedRefresh(two, 'ward-secretname')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('store_unreachable'),
    })
    const shut = JSON.parse(await done(two, ['vault', 'status', '--json']))
    expect(shut).toMatchObject({ kind: 'shared', condition: 'open', trouble: { code: 'store_unreachable' } })
    etcd.start(0)
    await until('etcd serves again', async () => {
      const { code } = await everbearer(one, ['fleet', 'list', '--json'])
      return code === 0
    })
    const listed = JSON.parse(await done(one, ['fleet', 'list', '--json']))
    expect(listed.members.map(({ name }: { readonly name: string }) => name)).toEqual(['site', 'ward-2'])
    expect(listed.connections).toEqual(['ward-secretname'])

    const revoked = JSON.parse(await done(one, ['fleet', 'revoke', 'ward-2', '--yes', '--json']))
    expect(revoked.read).toEqual([{ connection: 'ward-secretname', secrets: ['accessToken', 'refreshToken'] }])
    const kept = await renewed(one, newest)
    expect(await tokenAt(two)).toBe(newest)

    const stored = filesBelow(etcd.dataFolder(0)).map((path) => readFileSync(path, 'latin1'))
    expect(stored.length).toBeGreaterThan(1)
    for (const marker of ['ward-secretname', newest.trim(), kept.trim(), 'refreshToken']) {
      for (const form of [marker, Buffer.from(marker).toString('base64').replace(/=+$/, '').slice(0, -1)])
        expect(stored.some((text) => text.includes(form))).toBe(false)
    }

    await done(one, ['vault', 'move', 'file'])
    expect(await done(first, ['token', 'ward-secretname'])).toBe(kept)
  })
})
