import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SecretService, startSecretService } from '../../kit/keyrings/secret-service.ts'
import { until } from '../../kit/processes/until.ts'

let keyring: SecretService
beforeAll(async () => {
  keyring = await startSecretService({ activation: true })
})
afterAll(() => keyring.stop())

test('the private keyring opens, locks, refuses a wrong password and is unlocked again', async () => {
  expect(await keyring.locked()).toBe(false)
  await keyring.lock()
  expect(await keyring.locked()).toBe(true)
  await expect(keyring.unlock('wrong')).rejects.toThrow('did not take the password')
  await keyring.unlock()
  expect(await keyring.locked()).toBe(false)
  expect(keyring.prompts()).toBe(0)
})

test('a killed keyring is started again by the bus, locked, as on a desktop', async () => {
  const before = await keyring.pid()
  await keyring.kill()
  await until('a locked keyring', () => keyring.locked())
  expect(await keyring.pid()).not.toBe(before)
  await keyring.unlock()
})

test('its files stay in its own home', async () => {
  expect(keyring.env.HOME).toBe(keyring.home)
  expect(Object.values(keyring.env).every((value) => value.includes(keyring.home))).toBe(true)
})
