/** Where what is printed goes onto a full disk, no command ends as if all were well. */
import { spawnSync } from 'node:child_process'
import { openSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { addConnection, productNode, startAgent } from '../../kit/processes/everbearer-process.ts'
import { environmentOf, temporaryHome } from '../../kit/processes/temporary-home.ts'

const cli = join(resolve(import.meta.dirname, '..', '..', '..'), 'dist', 'cli.js')

it.runIf(process.platform === 'linux')('says so, on the short way of token as well', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const agent = startAgent(home)
  await agent.ready()
  const entry = {
    name: 'ward',
    system: 'oauth2',
    settings: {
      baseUrl: 'https://api.example/',
      endpoints: { token: 'https://api.example/token' },
      expiresAt: IN_A_DAY,
    },
    secrets: { accessToken: 'the-access-token' },
  }
  await addConnection(home, entry)
  const full = (...words: string[]) =>
    spawnSync(productNode, [cli, ...words], {
      env: environmentOf(home),
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
      encoding: 'utf8',
    })
  for (const words of [['token', 'ward'], ['list', '--json'], ['export'], ['consumers', 'add', 'c', '--for', 'ward']]) {
    const { status, stderr } = full(...words)
    expect([words, status]).toEqual([words, 2])
    expect(stderr).toMatch(/everbearer: file_unwritable: What this command prints could not be written \(ENOSPC\)\./)
  }
})

const IN_A_DAY = new Date(Date.now() + 86_400_000).toISOString()
