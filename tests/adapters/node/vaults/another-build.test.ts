/** What a newer build wrote is left as it is and named with its version; it is never called damaged, and never replaced. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { armor, Encrypter } from 'age-encryption'
import { expect, test } from 'vitest'
import { encryptedFileVault } from '../../../../electron/adapters/node/vaults/encrypted-file.ts'
import { memoryVault } from '../../../../electron/adapters/node/vaults/memory-vault.ts'
import { nodeSealing } from '../../../../electron/adapters/node/vaults/sealing.ts'
import { readVaultChoice } from '../../../../electron/adapters/node/vaults/vault-choice.ts'
import { openVaultKey } from '../../../../electron/adapters/node/vaults/vault-key.ts'
import { MANIFEST_KEY, readManifest } from '../../../../electron/core/connections/manifest.ts'
import { fault, faultOf } from '../../../../shared/fault.ts'
import { Secret } from '../../../../shared/secret.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

const newer = fault('vault_newer', { version: 9, reads: 1 })

test('a list of what the vault holds', async () => {
  const vault = memoryVault()
  await vault.write(MANIFEST_KEY, JSON.stringify({ version: 9, entries: 'in another way' }))
  expect(await readManifest(vault).catch(faultOf)).toEqual(fault('vault_newer', { version: 9, reads: 2 }))
})

test('a document of the file vault, and no write takes its place', async () => {
  const folder = join(temporaryFolder(), 'vault')
  await mkdir(folder, { mode: 0o700 })
  const passphrase = new Secret('correct horse')
  const { recipient } = await openVaultKey(folder, passphrase, 4)
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const sealed = await encrypter.encrypt(JSON.stringify({ version: 9, key: 'one', more: true }))
  await writeFile(join(folder, 'one.age'), sealed)
  const vault = encryptedFileVault({ folder, askPassphrase: async () => passphrase, workFactor: 4 })
  expect(await vault.read('one').catch(faultOf)).toEqual(newer)
  expect(await vault.write('one', 'ours').catch(faultOf)).toEqual(newer)
  expect(new Uint8Array(await readFile(join(folder, 'one.age')))).toEqual(sealed)
  expect((await readdir(folder)).sort()).toEqual(['key.age', 'one.age'])
})

test('the choice of a vault', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'vault-choice.json')
  await writeFile(path, '{"version":9,"vault":"etcd"}')
  expect(await readVaultChoice(folder).catch(faultOf)).toEqual(fault('file_newer', { path, version: 9, reads: 1 }))
})

test('a sealed file of a later format', async () => {
  const sealed = armor.encode(new TextEncoder().encode('age-encryption.org/v2\n-> in another way\n'))
  const opened = await nodeSealing(4).open(sealed, new Secret('correct horse')).catch(faultOf)
  expect(opened).toEqual(fault('export_newer', { version: 2 }))
})
