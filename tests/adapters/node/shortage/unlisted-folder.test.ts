/** A folder that cannot be listed at the moment (too many open files, a drive that is away) is no empty one. */
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { encryptedFileVault } from '../../../../electron/adapters/node/vaults/encrypted-file.ts'
import { Secret } from '../../../../shared/secret.ts'

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  return { ...real, readdir: vi.fn(real.readdir) }
})

test.each(['EMFILE', 'EIO'])(
  'the key of a vault that is closed while its folder cannot be listed stays: %s',
  async (code) => {
    const { mkdtemp, rm } = await import('node:fs/promises')
    const folder = await mkdtemp(join(tmpdir(), 'everbearer-vault-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const vaultHere = () =>
      encryptedFileVault({ folder, askPassphrase: async () => new Secret('correct horse'), workFactor: 4 })
    const vault = vaultHere()
    await vault.write('one', 'x')
    vi.mocked(readdir).mockRejectedValueOnce(Object.assign(new Error(code), { code, syscall: 'scandir' }))
    await vault.close()
    expect(await vaultHere().read('one')).toBe('x')
  },
)
