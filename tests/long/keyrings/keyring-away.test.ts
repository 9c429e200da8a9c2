/**
 * A real gnome-keyring that falls silent for half a minute, or whose whole bus goes away, while a renewal is under way:
 * tokens are served, the reply is not lost, and the same keeper goes on when the keyring is back.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { type SecretService, startSecretService } from '../../kit/keyrings/secret-service.ts'
import { addConnection, everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

type Absence = {
  readonly code: string
  begin(keyring: SecretService): Promise<void>
  end(keyring: SecretService): Promise<void>
}

const SILENT_MS = 30_000

const silent: Absence = {
  code: '6 vault_stalled',
  begin: (keyring) => keyring.pause(),
  async end(keyring) {
    await pause(SILENT_MS)
    await keyring.resume()
  },
}

const busless: Absence = {
  code: '6 vault_missing',
  begin: (keyring) => keyring.stopBus(),
  end: (keyring) => keyring.startBus(),
}

test.each<[string, Absence]>([
  ['a keyring that answers after thirty seconds', silent],
  ['a bus that is killed, and started anew', busless],
])('%s', async (_name, absence) => {
  const keyring = await startSecretService()
  onTestFinished(() => keyring.stop())
  const server = await startDrawServer({ accessLifeSeconds: 86_400 })
  const home = temporaryHome({ ...keyring.env, EVERBEARER_VAULT: 'keychain' })
  const agent = startAgent(home)
  await agent.ready()
  const run = (...args: string[]) => everbearer(home, args)
  for (const name of ['ward', 'other']) {
    await addConnection(home, drawConnection(name, server.url, server.issuePair()))
  }
  const valid = async (name: string) => {
    const { code, stdout } = await run('token', name)
    const headers = { authorization: `Bearer ${stdout.trim()}` }
    return code === 0 && (await fetch(`${server.url}api/health/`, { headers })).status === 200
  }
  const stateOf = async (name: string) =>
    (JSON.parse((await run('show', name, '--json')).stdout) as { state: string }).state

  const reply = Promise.withResolvers<void>()
  server.control({ weather: [{ kind: 'held', until: reply.promise }] })
  const forced = run('refresh', 'ward')
  await until('the server to be asked', () => server.record.renewals.length > 0)
  await absence.begin(keyring)
  reply.resolve()
  expect(await forced).toMatchObject({ code: 0, stderr: '' })
  expect(await stateOf('ward')).toBe('unsaved')
  for (const name of ['ward', 'other']) expect(await valid(name)).toBe(true)
  const refused = await run('refresh', 'other')
  const [, fault] = /^everbearer: ([a-z_]+): .+ Next: .+\n$/.exec(refused.stderr) ?? []
  expect(`${refused.code} ${fault ?? refused.stderr}`).toBe(absence.code)
  expect(server.record.renewals).toHaveLength(1)

  await absence.end(keyring)
  await until('the late save', async () => (await stateOf('ward')) === 'valid')
  expect(await run('refresh', 'other')).toMatchObject({ code: 0, stderr: '' })
  expect(agent.stderr()).toBe('')
  // Its record follows the save.
  await until('the record of it', async () => (await run('journal', 'ward', '--json')).stdout.includes('saved_late'))
  agent.kill('SIGKILL')
  await agent.exited
  for (const name of ['ward', 'other']) expect(await valid(name)).toBe(true)
  expect((await run('journal', 'ward', '--json')).stdout).toContain('saved_late')
  expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0 })
})
