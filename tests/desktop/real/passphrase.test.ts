/** A passphrase is worked through for a second and more. In Electron, Node's own way to do that would hold up the window. */
import { expect, test } from 'vitest'
import { realHost } from '../../kit/electron/real-host.ts'
import { addConnection } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'

const PASSPHRASE = 'correct horse battery'

test('is worked through outside of the thread that the window is served by', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'file' })
  const entry = {
    name: 'ward',
    system: 'crafter',
    settings: { baseUrl: 'https://crafter.example/crafter-profile/', expiresAt: '2099-01-01T00:00:00Z' },
    secrets: { accessToken: 'token-of-ward' },
  }
  const opening = { ...home, env: { ...home.env, EVERBEARER_PASSPHRASE: PASSPHRASE } }
  await addConnection(opening, entry)
  const desktop = await realHost.launch(home)
  await desktop.evaluate(() => {
    const crypto = process.getBuiltinModule('node:crypto')
    const { scrypt } = crypto
    Object.assign(globalThis, { scryptCalls: 0 })
    crypto.scrypt = ((...given: Parameters<typeof scrypt>) => {
      Object.assign(globalThis, { scryptCalls: 1 })
      scrypt(...given)
    }) as typeof scrypt
    process.getBuiltinModule('node:module').syncBuiltinESMExports()
  })
  await desktop.page.getByRole('button', { name: 'Unlock' }).click()
  await desktop.page.getByLabel('Passphrase').fill(PASSPHRASE)
  await desktop.page.keyboard.press('Enter')
  await desktop.page.getByRole('heading', { name: 'Your connection works' }).waitFor()
  expect(await desktop.evaluate(() => Reflect.get(globalThis, 'scryptCalls'))).toBe(0)
})
