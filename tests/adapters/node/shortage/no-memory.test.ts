/** The passphrase takes a quarter of a gibibyte to work through: a service or container may not give that much. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { encryptedFileVault } from '../../../../electron/adapters/node/vaults/encrypted-file.ts'
import { Secret } from '../../../../shared/secret.ts'

const memory = vi.hoisted(() => ({ isShort: false }))

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>()
  // As OpenSSL says it, without a code.
  const refusal = new Error('error:078C0100:common libcrypto routines::malloc failure')
  const scrypt = (...parts: unknown[]) =>
    memory.isShort
      ? (parts.at(-1) as (failure: Error) => void)(refusal)
      : Reflect.apply(real.scrypt as (...given: unknown[]) => void, null, parts)
  return { ...real, scrypt }
})

test('a vault that is too large for the memory at hand is not called damaged, and opens once there is more', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-vault-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const vaultHere = () =>
    encryptedFileVault({ folder, askPassphrase: async () => new Secret('correct horse'), workFactor: 4 })
  const starved = { fault: { code: 'vault_starved' } }
  memory.isShort = true
  await expect(vaultHere().write('one', 'x')).rejects.toMatchObject(starved)
  memory.isShort = false
  await vaultHere().write('one', 'x')
  memory.isShort = true
  const vault = vaultHere()
  await expect(vault.read('one')).rejects.toMatchObject(starved)
  expect(await vault.condition()).not.toBe('damaged')
  memory.isShort = false
  expect(await vault.read('one')).toBe('x')
})
