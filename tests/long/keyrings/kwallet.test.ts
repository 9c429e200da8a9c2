/** What KWallet alone does: a wallet that says Locked until somebody asks, an account that has none, calls to have it on the disk. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keychainVault } from '../../../electron/adapters/node/keychain/keychain.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { startCountedBus } from '../../kit/keyrings/counted-bus.ts'
import { type KwalletOptions, startKwallet } from '../../kit/keyrings/keyring-kwallet.ts'
import { sha256 } from '../../kit/memory-ports.ts'
import { everbearer } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'

async function started(options: KwalletOptions = {}) {
  const keyring = await startKwallet(options)
  onTestFinished(() => keyring.stop())
  return keyring
}

test('a wallet that a login has opened says Locked until somebody asks: that is done, and shows nobody a dialog', async () => {
  const keyring = await started()
  await keyring.restart()
  expect(await keyring.locked()).toBe(true)
  const bus = await startCountedBus(join(keyring.env.XDG_RUNTIME_DIR, 'bus'), keyring.env.HOME)
  const env = { ...keyring.env, DBUS_SESSION_BUS_ADDRESS: bus.address }
  // What is blanked a second later counts for itself: on a busy machine it would come in between.
  const given = { service: 'everbearer-kwallet', digest: sha256, listKey: 'manifest', clock: handClock(), env }
  const vault = keychainVault({ ...given, deadlineMs: 20_000 })
  onTestFinished(async () => {
    await vault.close()
    bus.stop()
  })
  expect(await vault.condition()).toBe('open')
  for (const text of ['a', 'b', 'c']) await vault.write('one', text)
  bus.counted()
  await vault.write('one', 'd')
  // Nine as everywhere; five to have it on the disk, since a wallet that is killed has else lost it.
  const calls = bus.counted()
  expect(calls.filter((call) => ['isOpen', 'open', 'sync', 'close'].includes(call))).toHaveLength(4)
  expect(calls).toHaveLength(14)
  expect(await keyring.dialogs()).toBe(0)
})

test('an account without a wallet: said, with the dialog that will come; it comes only when a person asks, and may be refused', async () => {
  const keyring = await started({ bare: true })
  const home = temporaryHome({ ...keyring.env, EVERBEARER_VAULT: 'keychain' })
  expect(await everbearer(home, ['token', 'one'])).toMatchObject({
    code: 6,
    stderr: expect.stringMatching(
      /no keyring yet\. Next: Run "everbearer vault unlock": a dialog then asks for a password/,
    ),
  })
  const unchosen = await everbearer(home, ['vault', 'status'], { env: { EVERBEARER_VAULT: undefined } })
  expect(unchosen.stdout).toMatch(/no keyring yet/)
  expect(await keyring.screen.windows('kwalletd5')).toEqual([])
  const unlocking = everbearer(home, ['vault', 'unlock'])
  await keyring.screen.refuse('kwalletd5')
  expect(await unlocking).toMatchObject({ code: 6 })
})
