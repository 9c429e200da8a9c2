/**
 * Files and keychain items that the system refuses, made to by the program with points (kit/fault-points): a fault with a
 * next step, nothing spent, nothing lost, and all goes on without a restart when the refusal ends.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import type { Refusal } from '../kit/fault-points/points.ts'
import { everbearer, faultsCli, type Outcome, startAgent } from '../kit/processes/everbearer-process.ts'
import { type Environment, temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'

/** Enough for a key exchange of lazy servers; only tokens that are forced are renewed. */
const LIFE_S = 86_400

async function scene(vault: Environment, names: readonly string[]) {
  const server = await startDrawServer({ accessLifeSeconds: LIFE_S })
  const { base, path, env } = temporaryHome(vault)
  const points = { FAULT_REFUSE: join(base, 'refuse.json'), FAULT_WINDOWS: join(base, 'windows-items.json') }
  const home = { base, path, env: { ...env, ...points } }
  const agent = startAgent(home, { program: faultsCli })
  await agent.ready()
  const run = (...args: string[]) => everbearer(home, args)
  const add = (name: string) =>
    everbearer(home, ['add', '--from', '-'], {
      stdin: JSON.stringify(drawConnection(name, server.url, server.issuePair())),
    })
  for (const name of names) expect(await add(name)).toMatchObject({ code: 0 })
  return {
    server,
    agent,
    run,
    add,
    refuse(refusal: Refusal) {
      // In one step: the agent may look at any moment.
      writeFileSync(`${points.FAULT_REFUSE}.new`, JSON.stringify(refusal))
      renameSync(`${points.FAULT_REFUSE}.new`, points.FAULT_REFUSE)
    },
    allow: () => rmSync(points.FAULT_REFUSE),
    async valid(name: string): Promise<boolean> {
      const { stdout } = await run('token', name)
      const headers = { authorization: `Bearer ${stdout.trim()}` }
      return (await fetch(`${server.url}api/health/`, { headers })).status === 200
    },
  }
}

/** Exit code and fault of a command that failed with a next step. */
const troubleIn = ({ code, stderr }: Outcome): string =>
  `${code} ${/^everbearer: ([a-z_]+): .+ Next: .+\n$/.exec(stderr)?.[1] ?? stderr}`

const FILE = { EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'correct horse battery' }
const KEYCHAIN = { EVERBEARER_VAULT: 'keychain' }
const EVERY = ': opened'

test.each<[string, Environment, readonly (readonly [string, string, string])[]]>([
  [
    'an encrypted file',
    FILE,
    [
      ['ENOSPC', 'document: written', '6 vault_full'],
      ['EDQUOT', 'document: synced', '6 vault_full'],
      ['EROFS', EVERY, '6 vault_denied'],
      ['EACCES', 'document: renamed', '6 vault_denied'],
      ['EMFILE', EVERY, '6 vault_starved'],
    ],
  ],
  [
    'a double of Windows’ keychain',
    KEYCHAIN,
    [
      ['Platform failure: Windows error code 1450', 'document: piece set', '6 vault_full'],
      ['Access denied', 'document: slot set', '6 vault_denied'],
    ],
  ],
])('%s that refuses: said with what to do, nothing is sent, and it heals by itself', async (_name, vault, refusals) => {
  const { server, agent, run, add, refuse, allow, valid } = await scene(
    vault,
    refusals.map((_refusal, index) => `ward-${index}`),
  )
  for (const [index, [code, call, trouble]] of refusals.entries()) {
    // One for each, since two forced renewals of one connection within a moment count as one.
    const name = `ward-${index}`
    const what = `${code} at ${call}`
    refuse({ code, calls: [call] })
    expect(troubleIn(await run('refresh', name)), what).toBe(trouble)
    expect(await valid(name), what).toBe(true)
    expect(server.record.renewals, what).toHaveLength(index)
    allow()
    // A keychain that has once refused is asked again when somebody unlocks it, not before.
    if (trouble.endsWith('denied') && vault === KEYCHAIN) await run('vault', 'unlock')
    expect(await run('refresh', name), what).toMatchObject({ code: 0, stderr: '' })
    expect(server.record.renewals, what).toHaveLength(index + 1)
  }
  const [code = '', call = '', trouble] = refusals[0] ?? []
  refuse({ code, calls: [call] })
  expect(troubleIn(await add('third'))).toBe(trouble)
  allow()
  expect(await add('third')).toMatchObject({ code: 0 })
  expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0 })
  expect(agent.stderr()).toBe('')
})

test('a reply that cannot be saved is served, saved later, and outlives the keeper', async () => {
  const { server, agent, run, refuse, allow, valid } = await scene(FILE, ['ward'])
  const reply = Promise.withResolvers<void>()
  server.control({ weather: [{ kind: 'held', until: reply.promise }] })
  const forced = run('refresh', 'ward')
  await until('the server to be asked', () => server.record.renewals.length > 0)
  refuse({ code: 'ENOSPC', calls: ['document: written', 'journal: appended', 'index: written'] })
  reply.resolve()
  expect(await forced).toMatchObject({ code: 0 })
  expect((await run('list', '--json')).stdout).toContain('"unsaved"')
  expect(await valid('ward')).toBe(true)
  allow()
  await until('the late save', async () => !(await run('list', '--json')).stdout.includes('"unsaved"'))
  // Its record follows the save.
  await until('the record of it', async () => (await run('journal', 'ward', '--json')).stdout.includes('saved_late'))
  agent.kill('SIGKILL')
  await agent.exited
  expect(await valid('ward')).toBe(true)
  expect((await run('journal', 'ward', '--json')).stdout).toContain('saved_late')
  expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0 })
})
