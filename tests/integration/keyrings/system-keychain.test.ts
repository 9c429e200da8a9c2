/**
 * The keychain library in its own process over what this system really has: the keychain of macOS, the Credential Manager
 * of Windows (in the workflows alone). On Linux gnome-keyring plays macOS' part; the product does not use the library there.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { quietNodeClock } from '../../../electron/adapters/node/clock.ts'
import { keychainVault } from '../../../electron/adapters/node/keychain/keychain.ts'
import type { VaultBackend } from '../../../electron/core/ports.ts'
import { vaultSuite } from '../../adapters/node/vaults/vault-suite.ts'
import { type SecretService, startSecretService } from '../../kit/keyrings/secret-service.ts'
import { sha256 } from '../../kit/memory-ports.ts'

const platform = process.platform === 'linux' ? 'darwin' : process.platform
const run = `everbearer-test-${randomBytes(6).toString('hex')}`

let playing: SecretService | null = null
beforeAll(async () => {
  if (process.platform !== 'linux') return
  playing = await startSecretService()
  Object.assign(process.env, playing.env)
})
afterAll(() => playing?.stop())

let count = 0

function open(service: string): VaultBackend {
  const patient = { deadlineMs: 30_000, promptMs: 30_000 }
  return keychainVault({ service, digest: sha256, listKey: 'manifest', clock: quietNodeClock, platform, ...patient })
}

/** Whoever runs this on a computer of their own finds nothing of it in their keychain afterwards. */
async function tidied() {
  const service = `${run}-${count++}`
  const keys = new Set<string>()
  const noting = (vault: VaultBackend): VaultBackend => ({
    ...vault,
    write: (key, value) => {
      keys.add(key)
      return vault.write(key, value)
    },
  })
  return {
    vault: noting(open(service)),
    reopen: async () => noting(open(service)),
    async dispose() {
      const last = open(service)
      for (const key of keys) await last.remove(key)
      await last.close()
    },
  }
}

vaultSuite(`the keychain of ${process.platform}`, tidied)

test('a document that another process has written is read, and its removal leaves nothing', async () => {
  const { vault, reopen, dispose } = await tidied()
  await vault.write('one', 'first')
  await vault.close()
  const again = await reopen()
  expect(await again.read('one')).toBe('first')
  await again.remove('one')
  await again.close()
  const last = await reopen()
  expect(await last.read('one')).toBeNull()
  await last.close()
  await dispose()
})
