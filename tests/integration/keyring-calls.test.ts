/** How many calls on the session bus, and how many dialogs, each thing costs that Everbearer does: docs/keyrings.md tells them. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { quietNodeClock } from '../../electron/adapters/node/clock.ts'
import { keychainVault } from '../../electron/adapters/node/keychain/keychain.ts'
import { startCountedBus } from '../kit/counted-bus.ts'
import { sha256 } from '../kit/memory-ports.ts'
import { startSecretService } from '../kit/secret-service.ts'

test('calls and dialogs of each step stay what they are', async () => {
  const keyring = await startSecretService({ dialog: 'answered' })
  const bus = await startCountedBus(join(keyring.env['XDG_RUNTIME_DIR'] ?? '', 'bus'), keyring.home)
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address }
  const vault = keychainVault({
    service: 'everbearer-counted',
    digest: sha256,
    listKey: 'manifest',
    clock: quietNodeClock,
    env,
  })
  onTestFinished(async () => {
    await vault.close()
    bus.stop()
    await keyring.stop()
  })
  const costs: Record<string, number> = {}
  async function cost(what: string, work: () => Promise<unknown>): Promise<string[]> {
    bus.counted()
    await work()
    const calls = bus.counted()
    costs[what] = calls.length
    return calls
  }

  await cost('first read in a run', () => vault.read('one'))
  for (const key of ['one', 'two']) for (const text of ['a', 'b', 'c']) await vault.write(key, text)
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
  expect(costs).toEqual({ 'first read in a run': 19, read: 3, write: 9, locked: 2, unlock: 16 })
})
