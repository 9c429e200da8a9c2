import { cpSync, mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keychainServiceOf } from '../../../../electron/adapters/node/keychain/keychain-service.ts'
import { readVaultChoice, writeVaultChoice } from '../../../../electron/adapters/node/vaults/vault-choice.ts'
import { fault, faultOf } from '../../../../shared/fault.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

/** A state folder whose keychain name has been written down, as the first start does it. */
async function kept() {
  const base = temporaryFolder()
  const folder = join(base, 'anna')
  mkdirSync(folder)
  const service = keychainServiceOf(folder, null)
  await writeVaultChoice(folder, { vault: 'keychain', service, folder })
  return { folder, service, other: join(base, 'anne') }
}

const serviceIn = async (folder: string) => keychainServiceOf(folder, await readVaultChoice(folder))

test('a folder that moved, or whose user was renamed, keeps its name in the keychain', async () => {
  const { folder, service, other } = await kept()
  renameSync(folder, other)
  expect(await serviceIn(other)).toBe(service)
})

test('a link to the folder leads to the same', async () => {
  const { folder, service, other } = await kept()
  symlinkSync(folder, other)
  expect(await serviceIn(other)).toBe(service)
})

test('a copy beside it is told that it is one', async () => {
  const { folder, other } = await kept()
  cpSync(folder, other, { recursive: true })
  expect(await serviceIn(other).catch(faultOf)).toEqual(fault('state_folder_copied', { path: folder }))
})

test('folders of their own have names of their own', async () => {
  const { service, other } = await kept()
  expect(keychainServiceOf(other, null)).not.toBe(service)
})
