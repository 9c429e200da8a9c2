/**
 * KeePassXC with its default settings asks a person for each program that wants an entry. The built command line before it:
 * every command ends, signals are obeyed, and one dialog for all entries, when a person asked, is all there is.
 */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startKeepassxc } from '../../kit/keyrings/keyring-keepassxc.ts'
import { besideKeyring } from '../../kit/keyrings/real-keyrings.ts'
import { everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

type Keyring = Awaited<ReturnType<typeof startKeepassxc>>

let keyring: Keyring
beforeAll(async () => {
  keyring = await startKeepassxc({ confirm: true })
})
afterAll(() => keyring?.stop())

const entry = (name: string) => ({
  name,
  system: 'crafter',
  settings: { baseUrl: 'https://crafter.example/crafter-profile/', expiresAt: '2099-01-01T00:00:00Z' },
  secrets: { accessToken: `token-of-${name}` },
})

async function add(home: Home, name: string): Promise<void> {
  const added = await everbearer(home, ['add', '--from', '-'], { stdin: JSON.stringify(entry(name)) })
  expect(added).toMatchObject({ code: 0, stderr: '' })
}

function newHome(): Home {
  return temporaryHome({ ...keyring.env, EVERBEARER_VAULT: 'keychain' })
}

const steady = (what: string, work: () => Promise<void>) => test(what, () => besideKeyring(keyring, work))

steady('what nobody has allowed yet is said at once, without a dialog; a person is asked once for all', async () => {
  const home = newHome()
  const first = startAgent(home)
  await first.ready()
  for (const name of ['one', 'two', 'three']) await add(home, name)
  first.kill('SIGTERM')
  await first.exited
  for (const command of [['list'], ['token', 'one'], ['vault', 'status']]) {
    await everbearer(home, command)
    expect(await keyring.dialogs()).toBe(0)
  }
  expect(await everbearer(home, ['token', 'one'])).toMatchObject({
    code: 6,
    stderr: expect.stringContaining('vault_locked'),
  })

  const agent = startAgent(home)
  await agent.ready()
  const unlocking = everbearer(home, ['vault', 'unlock'])
  await keyring.allow()
  expect(await unlocking).toMatchObject({ code: 0 })
  for (const name of ['one', 'two', 'three']) {
    expect((await everbearer(home, ['token', name])).stdout.trim()).toBe(`token-of-${name}`)
  }
  // What is made by this run needs no permission, and neither does what it writes again.
  await add(home, 'four')
  expect(await keyring.dialogs()).toBe(0)
  // Told once, by whoever looks for troubles: what was replaced stays readable there.
  const { stdout } = await everbearer(home, ['doctor'])
  expect(stdout.replaceAll(/\s+/g, ' ').split('keeps up to 10 earlier states of each entry')).toHaveLength(2)
  expect(stdout).toContain('keepassxc')
  agent.kill('SIGTERM')
  expect(await agent.exited).toEqual({ code: 0, signal: null })
})

steady('a dialog that nobody answers holds up neither a signal nor the next command', async () => {
  const home = newHome()
  const first = startAgent(home)
  await first.ready()
  await add(home, 'one')
  first.kill('SIGTERM')
  await first.exited
  const agent = startAgent(home)
  onTestFinished(() => void agent.kill('SIGKILL'))
  await agent.ready()
  const unlocking = everbearer(home, ['vault', 'unlock'])
  await until('a dialog', async () => (await keyring.dialogs()) > 0)
  expect(await everbearer(home, ['token', 'one'])).toMatchObject({ code: 6 })
  agent.kill('SIGTERM')
  expect(await agent.exited).toEqual({ code: 0, signal: null })
  // Told that it was cut off; a second dialog in front of the first would help nobody.
  expect(await unlocking).toMatchObject({ code: 5, stderr: expect.stringContaining('keeper_lost') })
  await keyring.deny()
})
