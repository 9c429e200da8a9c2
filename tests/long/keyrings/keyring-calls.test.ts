/** How many calls on the session bus, and how many dialogs, each thing costs that Everbearer does: docs/keyrings.md tells them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keychainVault } from '../../../electron/adapters/node/keychain/keychain.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { startCountedBus } from '../../kit/keyrings/counted-bus.ts'
import { besideKeyring, REAL_KEYRINGS, type RealKeyring } from '../../kit/keyrings/real-keyrings.ts'
import { startSecretService } from '../../kit/keyrings/secret-service.ts'
import { sha256 } from '../../kit/memory-ports.ts'
import { everbearer } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'

const ENTRY = {
  name: 'one',
  system: 'crafter',
  settings: { baseUrl: 'https://crafter.example/crafter-profile/', expiresAt: '2099-01-01T00:00:00Z' },
  secrets: { accessToken: 'token-of-one' },
}

async function counted() {
  const keyring = await startSecretService({ dialog: 'answered' })
  const bus = await startCountedBus(join(keyring.env['XDG_RUNTIME_DIR'] ?? '', 'bus'), keyring.home)
  onTestFinished(async () => {
    bus.stop()
    await keyring.stop()
  })
  return { keyring, bus }
}

test('calls and dialogs of each step stay what they are', async () => {
  const { keyring, bus } = await counted()
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address }
  const vault = keychainVault({
    service: 'everbearer-counted',
    digest: sha256,
    listKey: 'manifest',
    // What is blanked a second later counts for itself: on a busy machine it would come in between.
    clock: handClock(),
    env,
    // A busy machine is no stalled keyring, which would be looked at once more.
    deadlineMs: 20_000,
  })
  onTestFinished(() => vault.close())
  const costs: Record<string, number> = {}
  async function cost(what: string, work: () => Promise<unknown>): Promise<string[]> {
    bus.counted()
    await work()
    const calls = bus.counted()
    // One agreement on a session in 256 comes to nothing and is begun again.
    costs[what] = calls.filter((call, at) => call !== 'OpenSession' || calls[at - 1] !== call).length
    return calls
  }

  await cost('first read in a run', () => vault.read('one'))
  for (const key of ['one', 'two']) for (const text of ['a', 'b', 'c']) await vault.write(key, text)
  await cost('first write of a document', () => vault.write('three', 'a'))
  await cost('read', () => vault.read('one'))
  const written = await cost('write', () => vault.write('one', 'd'))
  expect(written.filter((call) => ['SetSecret', 'CreateItem', 'Delete'].includes(call))).toEqual(['SetSecret'])
  await keyring.lock()
  const before = keyring.prompts()
  await cost('locked', () => vault.read('one').catch(() => null))
  expect(keyring.prompts()).toBe(before)
  const unlocking = await cost('unlock', () => vault.unlock())
  expect(unlocking.filter((call) => call === 'Prompt')).toHaveLength(1)
  expect(keyring.prompts()).toBe(before + 1)
  expect(costs).toEqual({
    'first read in a run': 18,
    'first write of a document': 21,
    read: 3,
    write: 9,
    locked: 2,
    unlock: 17,
  })
})

const guide = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'keyrings.md'), 'utf8')
/** As told there: `| `everbearer list` | 25 | 30 | 40 | 0 |`, at most so many calls in each keyring, and dialogs. */
const COMMANDS = [...guide.matchAll(/^\| `everbearer ([^`]+)` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map(
  ([, command = '', ...numbers]) => ({ command, calls: numbers.slice(0, 3).map(Number), dialogs: Number(numbers[3]) }),
)

test.each(REAL_KEYRINGS.map(([name, start], column) => ({ name, start, column })))(
  'each command costs what the guide says in $name',
  async ({ start, column }) => {
    const keyring = await start()
    const { HOME: place = '', XDG_RUNTIME_DIR: runtime = '' } = keyring.env
    const bus = await startCountedBus(join(runtime, 'bus'), place)
    onTestFinished(async () => {
      bus.stop()
      await keyring.stop()
    })
    await besideKeyring(keyring, async () => {
      const found = await commandsCounted(keyring, bus)
      const told = COMMANDS.map(({ command, calls }) => [command, calls[column] ?? 0] as const)
      expect(found).toEqual(
        told.map(([command, most]) => [
          command,
          expect.toSatisfy((count: number) => count <= most && count > most / 2),
        ]),
      )
    })
  },
)

/** Each command in turn, and how many calls it made. */
async function commandsCounted(keyring: RealKeyring, bus: Awaited<ReturnType<typeof startCountedBus>>) {
  const home = temporaryHome({ EVERBEARER_VAULT: 'keychain', DBUS_SESSION_BUS_ADDRESS: bus.address })
  const stdin = JSON.stringify(ENTRY)
  await everbearer(home, ['list'])
  expect(COMMANDS.length).toBeGreaterThan(8)
  const found: [string, number][] = []
  for (const { command, dialogs } of COMMANDS) {
    if (dialogs > 0) await keyring.lock()
    bus.counted()
    const before = await keyring.dialogs()
    const running = everbearer(home, command.split(' '), { stdin })
    if (dialogs > 0) await keyring.typePassword()
    const { code, stderr } = await running
    // What doctor finds beside the keyring is this machine's business.
    if (command !== 'doctor') expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' })
    if (dialogs === 0) expect({ command, dialogs: (await keyring.dialogs()) - before }).toEqual({ command, dialogs })
    found.push([command, bus.counted().length])
  }
  return found
}
