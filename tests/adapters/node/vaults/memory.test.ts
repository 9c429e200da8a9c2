import { expect, test } from 'vitest'
import { memoryVault } from '../../../../electron/adapters/node/vaults/memory-vault.ts'
import { vaultSuite } from './vault-suite.ts'

vaultSuite('a vault in memory', async () => ({ vault: memoryVault() }))

test('keeps nothing after it was closed', async () => {
  const vault = memoryVault()
  await vault.write('one', 'x')
  await vault.close()
  expect(await vault.read('one')).toBeNull()
})
