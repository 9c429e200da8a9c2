import { cpSync, mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { done, everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import { temporaryFolder } from '../../kit/processes/temporary-folder.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

const root = resolve(import.meta.dirname, '../../..')

/** An Everbearer of its own, whose parts go from the disk while it runs: what an update or a build does to it. */
function installed() {
  const folder = temporaryFolder()
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const chunks = join(folder, 'dist/chunks')
  return {
    program: join(folder, 'dist/cli.js'),
    replace() {
      renameSync(chunks, `${chunks}-before`)
      mkdirSync(chunks)
    },
  }
}

test('an agent whose files were replaced goes on, and a new command does what it cannot', async () => {
  const home = await fileHome()
  const { program, replace } = installed()
  const agent = startAgent(home, { program })
  await agent.ready()
  replace()
  expect(JSON.parse(await done(home, ['list', '--json']))).toEqual({ connections: [] })
  const { code, stderr } = await everbearer(home, ['fleet', 'list'])
  expect([code, stderr.match(/keeper_replaced|shared_vault_unset/g)]).toEqual([
    6,
    ['keeper_replaced', 'shared_vault_unset'],
  ])
  await until('the agent to keep again', () => agent.stdout().match(/keeping all connections/g)?.length === 2)
  agent.kill()
  expect((await agent.exited).code).toBe(0)
})

test('one that keeps in memory alone says what to do, and one on standby ends when its turn comes', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const { program, replace } = installed()
  const agent = startAgent(home, { program })
  await agent.ready()
  const other = startAgent(home, { program })
  await other.ready()
  const entry = {
    name: 'site',
    system: 'crafter',
    settings: { baseUrl: 'https://crafter.example/', application: 'a', tenant: 't' },
  }
  const secrets = { accessToken: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0' }
  await done(home, ['add', '--from', '-'], JSON.stringify({ ...entry, secrets }))
  replace()
  const { code, stderr } = await everbearer(home, ['fleet', 'list'])
  expect([code, stderr.split(': ')[1]]).toEqual([5, 'program_replaced'])
  agent.kill()
  expect((await other.exited).code).toBe(5)
  expect(other.stderr()).toContain('everbearer: program_replaced: ')
})
