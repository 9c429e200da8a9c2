/** From the keychain into an encrypted file and back, under way: no token is missed, no session lost, nothing left behind. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { type SecretService, startSecretService } from '../kit/keyrings/secret-service.ts'
import { everbearer, type Running, startAgent } from '../kit/processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'
import { addAll, allValid, drawServer, huntFor, PASSPHRASE, tokenWorks, troubleIn } from './vault-scene.ts'

const NAMES = ['one', 'two', 'three']

type Scene = { readonly keyring: SecretService; readonly home: Home; readonly agent: Running }

async function keptInKeyring(): Promise<Scene> {
  const keyring = await startSecretService()
  onTestFinished(() => keyring.stop())
  // Nothing is forced: the keychain is taken because it works, and the move is remembered.
  const home = temporaryHome(keyring.env)
  const agent = startAgent(home)
  await agent.ready()
  return { keyring, home, agent }
}

async function serviceOf(home: Home): Promise<string> {
  const { stdout } = await everbearer(home, ['doctor', '--json'])
  return /everbearer-[0-9a-f]{8,}/.exec(stdout)?.[0] ?? 'the doctor names no service'
}

async function entriesIn(keyring: SecretService, service: string): Promise<number> {
  return [...(await keyring.find({ service })).matchAll(/^label = /gm)].length
}

const documentsIn = (home: Home) => {
  const folder = join(home.path, 'vault')
  return existsSync(folder) ? readdirSync(folder) : []
}

const move = (home: Home, to: string, stdin = '') => everbearer(home, ['vault', 'move', to], { stdin })

it('keychain, file, keychain: tokens are served and renewed all along, and each old vault is empty', async () => {
  const { keyring, home, agent } = await keptInKeyring()
  const server = await drawServer({ accessLifeSeconds: 6 })
  await addAll(home, server, NAMES)
  const service = await serviceOf(home)
  await until('the entries', async () => (await entriesIn(keyring, service)) >= 2 * (NAMES.length + 1))

  let asked = 0
  let moving = true
  const asking = (async () => {
    for (; moving; asked += 1) expect(await tokenWorks(home, server, NAMES[asked % NAMES.length] ?? '')).toBe(true)
  })()
  // Looked at in the end; a test that fails earlier has its own reason.
  asking.catch(() => undefined)
  const renewals = () => server.record.renewals.length
  const moreRenewals = async () => {
    const before = renewals()
    await until('renewals in this vault', () => renewals() >= before + NAMES.length, { deadlineMs: 20_000 })
  }
  await moreRenewals()
  expect(await move(home, 'file', `${PASSPHRASE}\n`)).toMatchObject({ code: 0, stderr: '' })
  expect(await entriesIn(keyring, service)).toBe(0)
  expect(documentsIn(home).filter((file) => file.endsWith('.age'))).toHaveLength(NAMES.length + 2)
  await moreRenewals()
  expect(huntFor(server, PASSPHRASE).inTree(home.base)).toEqual([])
  expect(await move(home, 'keychain')).toMatchObject({ code: 0, stderr: '' })
  expect(documentsIn(home)).toEqual([])
  await moreRenewals()
  await until('programs to have asked all along', () => asked > 10)
  moving = false
  await asking

  expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0, usesRefused: [] })
  expect(huntFor(server, PASSPHRASE).inTree(home.base)).toEqual([])
  expect(agent.stderr()).toBe('')
  agent.kill('SIGTERM')
  await agent.exited
  // Of each document, and of the list of them, a head and one piece.
  expect(await entriesIn(keyring, service)).toBe(2 * (NAMES.length + 1))
  for (const name of NAMES) expect(await tokenWorks(home, server, name)).toBe(true)
}, 180_000)

it('a move that cannot be made changes nothing, and says why', async () => {
  const { keyring, home } = await keptInKeyring()
  const server = await drawServer()
  await addAll(home, server, NAMES)
  const service = await serviceOf(home)
  const entries = await entriesIn(keyring, service)
  expect(troubleIn(await move(home, 'keychain'))).toBe('2 vault_already_there')
  expect(troubleIn(await move(home, 'paper'))).toBe('2 vault_choice_unknown')
  expect(troubleIn(await move(home, 'file', 'short\n'))).toBe('2 passphrase_weak')
  expect(troubleIn(await move(home, 'file'))).toBe('6 passphrase_needed')
  await keyring.lock()
  expect(troubleIn(await move(home, 'file', `${PASSPHRASE}\n`))).toBe('6 vault_locked')
  expect(documentsIn(home)).toEqual([])
  await keyring.unlock()
  expect(await entriesIn(keyring, service)).toBe(entries)
  await allValid(home, NAMES)
})

it('is remembered: what was moved away is not opened again, however it is asked for', async () => {
  const { home, agent } = await keptInKeyring()
  const server = await drawServer()
  await addAll(home, server, NAMES)
  expect(await move(home, 'file', `${PASSPHRASE}\n`)).toMatchObject({ code: 0 })
  agent.kill('SIGTERM')
  await agent.exited
  expect(troubleIn(await everbearer(home, ['token', 'one']))).toBe('6 passphrase_needed')
  const forced = await everbearer(home, ['token', 'one'], { env: { EVERBEARER_VAULT: 'keychain' } })
  expect(troubleIn(forced)).toBe('6 vault_moved_away')
  expect(await tokenWorks(home, server, 'one', { EVERBEARER_PASSPHRASE: PASSPHRASE })).toBe(true)
})
