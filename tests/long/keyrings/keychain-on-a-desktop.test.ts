import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { quietNodeClock } from '../../../electron/adapters/node/clock.ts'
import { keychainVault } from '../../../electron/adapters/node/keychain/keychain.ts'
import { type SecretService, startSecretService } from '../../kit/keyrings/secret-service.ts'
import { sha256 } from '../../kit/memory-ports.ts'

/** The bus brings a keyring back by itself, and a person answers its dialog. */
let keyring: SecretService
beforeAll(async () => {
  keyring = await startSecretService({ activation: true, dialog: 'answered' })
  Object.assign(process.env, keyring.env)
})
afterAll(() => keyring.stop())

function vaultOf() {
  // The bus starts the keyring within a call, which a busy machine takes its time for.
  const patience = { deadlineMs: 20_000, promptMs: 60_000 }
  const vault = keychainVault({
    service: 'everbearer-desktop',
    digest: sha256,
    listKey: 'manifest',
    clock: quietNodeClock,
    ...patience,
  })
  onTestFinished(() => vault.close())
  return vault
}

test('a person who unlocks is asked once, and all is there again', async () => {
  const vault = vaultOf()
  await vault.write('one', 'kept')
  await keyring.lock()
  await expect(vault.read('one')).rejects.toMatchObject({ fault: { code: 'vault_locked' } })
  expect(keyring.prompts()).toBe(0)
  await Promise.all([vault.unlock(), vault.unlock()])
  expect(keyring.prompts()).toBe(1)
  expect(await vault.read('one')).toBe('kept')
})

test('a keyring that was killed comes back locked; nothing is asked for until the person unlocks', async () => {
  const vault = vaultOf()
  await vault.write('one', 'still kept')
  const before = keyring.prompts()
  await keyring.kill()
  await expect(vault.read('one')).rejects.toMatchObject({ fault: { code: 'vault_locked' } })
  expect(keyring.prompts()).toBe(before)
  await vault.unlock()
  expect(keyring.prompts()).toBe(before + 1)
  expect(await vault.read('one')).toBe('still kept')
})

test('where there is no keyring yet, unlock lets the person make one', async () => {
  const vault = vaultOf()
  await keyring.deleteCollection()
  expect(await vault.condition()).toBe('missing')
  const before = keyring.prompts()
  await vault.unlock()
  expect(keyring.prompts()).toBeGreaterThan(before)
  expect(await vault.condition()).toBe('open')
  await vault.write('one', 'new')
  expect(await vault.read('one')).toBe('new')
})
