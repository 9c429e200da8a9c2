/**
 * Many connections moved into the shared vault and back again, and whoever does it killed in the middle each time.
 * MOVED_CONNECTIONS=1000 for the size of a large site, which takes minutes.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { sharing, wayTo } from '../../kit/fleet/shared-homes.ts'
import { done, everbearer, type Running, startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import type { Home } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'

const COUNT = Number(process.env['MOVED_CONNECTIONS'] ?? 60)
/** In which far less than half of them are moved. */
const SLICE_MS = 20
const LONG = { deadlineMs: 60_000 + 1_000 * COUNT }
/** For what hangs: a dozen commands, each of which may take that long on a busy machine. */
const LIMIT = { timeout: 12 * LONG.deadlineMs }

describe.runIf(ETCD_IS_HERE)(`${COUNT} connections and a real etcd`, LIMIT, () => {
  const etcd = realEtcd()

  const stored = (): number =>
    etcd.ctl('get', '--prefix', 'everbearer/documents/', '--keys-only').split('\n').filter(Boolean).length

  async function agentOf(home: Home): Promise<Running> {
    const agent = startEverbearer(home, ['agent'])
    await agent.ready(LONG.deadlineMs)
    // It has read all of them: before that a busy machine keeps a command waiting for longer than it waits.
    await until('it answers', async () => (await everbearer(home, ['list', '--json'], LONG)).code === 0, LONG)
    return agent
  }

  const filesOf = ({ path }: Home): number => readdirSync(join(path, 'vault')).length

  const namesAt = async (home: Home): Promise<string[]> =>
    JSON.parse((await everbearer(home, ['list', '--json'], LONG)).stdout).connections.map(
      ({ name }: { readonly name: string }) => name,
    )

  /** Begun, and its agent killed as soon as that many are left to do. */
  async function killedAt(home: Home, words: readonly string[], isTime: () => boolean): Promise<void> {
    const agent = await agentOf(home)
    const moving = everbearer(home, words, LONG)
    // It stands still for each look: on a machine that is slow to look it would be done before it is killed.
    for (agent.kill('SIGSTOP'); !isTime(); agent.kill('SIGSTOP')) {
      agent.kill('SIGCONT')
      await pause(SLICE_MS)
    }
    agent.kill('SIGKILL')
    await agent.exited
    expect((await moving).code).not.toBe(0)
  }

  test('moved there and back, killed in the middle of either: nothing is lost, and the same command ends it', async () => {
    const own = await fileHome()
    const home: Home = { ...own, env: { ...own.env, EVERBEARER_VAULT: undefined } }
    const names = Array.from({ length: COUNT }, (_, index) => `c-${index}`)
    await done(own, ['import', '-', '--yes'], JSON.stringify(names.map(entryOf)), LONG)
    const begin = [...wayTo(etcd, own), '--begin', '--as', 'site']
    await killedAt(own, begin, () => stored() > COUNT / 3)
    expect((await namesAt(own)).sort()).toEqual([...names].sort())

    const again = await everbearer(own, begin, LONG)
    expect([again.code, again.stderr]).toEqual([0, ''])
    expect((await namesAt(sharing(own))).sort()).toEqual([...names].sort())
    expect(stored()).toBe(COUNT + 1)

    const back = ['vault', 'move', 'file']
    const filesAtFirst = filesOf(own)
    await killedAt(home, back, () => filesOf(own) > filesAtFirst + COUNT / 3)
    expect((await namesAt(sharing(own))).sort()).toEqual([...names].sort())
    expect(stored()).toBe(COUNT + 1)
    const ended = await everbearer(home, back, LONG)
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    expect((await namesAt(own)).sort()).toEqual([...names].sort())
    for (const name of ['c-0', `c-${COUNT - 1}`]) expect(await done(own, ['token', name])).toBe(`access-${name}\n`)
    expect(etcd.ctl('get', '--prefix', 'everbearer/', '--keys-only').trim()).toBe('')
  })
})

function entryOf(name: string): unknown {
  const expiresAt = new Date(Date.now() + 20 * 86_400_000).toISOString()
  return {
    name,
    system: 'draw',
    settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A', expiresAt },
    secrets: { accessToken: `access-${name}`, refreshToken: `refresh-${name}` },
  }
}
