/** Two state folders over the secrets of one would both spend its refresh tokens: the later one is refused while the earlier one is there. */
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keychainServiceOf, newService } from '../../../../electron/adapters/node/keychain/keychain-service.ts'
import { encryptedFileVault } from '../../../../electron/adapters/node/vaults/encrypted-file.ts'
import { memoryVault } from '../../../../electron/adapters/node/vaults/memory-vault.ts'
import { readVaultChoice, writeVaultChoice } from '../../../../electron/adapters/node/vaults/vault-choice.ts'
import { claimedKeychain, claimFileVault } from '../../../../electron/adapters/node/vaults/vault-claim.ts'
import { fault, faultOf } from '../../../../shared/fault.ts'
import { Secret } from '../../../../shared/secret.ts'
import { faultyVault } from '../../../kit/faulty-vault.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

function places() {
  const base = temporaryFolder()
  return { here: join(base, 'here'), there: join(base, 'there') }
}

describe('an encrypted file', () => {
  const start = async (stateFolder: string) => {
    const folder = join(stateFolder, 'vault')
    await claimFileVault(folder, stateFolder)
    const vault = encryptedFileVault({
      folder,
      askPassphrase: async () => new Secret('correct horse battery'),
      workFactor: 4,
    })
    await vault.write('a', 'b')
    await vault.close()
    return 'started'
  }
  const startOr = (stateFolder: string) => start(stateFolder).catch(faultOf)

  it('of a copied folder is refused beside the first, and taken where that is gone', async () => {
    const { here, there } = places()
    await start(here)
    cpSync(here, there, { recursive: true })
    for (const _twice of [1, 2]) {
      expect(await startOr(there)).toEqual(fault('state_folder_copied', { path: here, why: 'file' }))
      expect(await startOr(here)).toBe('started')
    }
    rmSync(here, { recursive: true })
    expect(await startOr(there)).toBe('started')
    // And now the first one, put back from a copy, is the later one.
    cpSync(there, here, { recursive: true })
    expect(await startOr(here)).toEqual(fault('state_folder_copied', { path: there, why: 'file' }))
  })

  it('goes along with a folder that is moved, and is found by a link', async () => {
    const { here, there } = places()
    await start(here)
    renameSync(here, there)
    expect(await startOr(there)).toBe('started')
    symlinkSync(there, here)
    expect(await startOr(here)).toBe('started')
    expect(await startOr(there)).toBe('started')
  })
})

describe('a keychain', () => {
  /** As a start does it; the same keychain for all folders, told apart by service. */
  function machine() {
    const services = new Map<string, ReturnType<typeof memoryVault>>()
    return async (stateFolder: string) => {
      mkdirSync(stateFolder, { recursive: true })
      const stored = await readVaultChoice(stateFolder)
      const service = keychainServiceOf(stateFolder, stored)
      const keychain = services.get(service) ?? memoryVault()
      services.set(service, keychain)
      const isOwn = service === newService(stateFolder)
      const vault = claimedKeychain(keychain, { stateFolder, service, isOwn, isKnown: stored !== null })
      const manifest = await vault.read('manifest')
      await writeVaultChoice(stateFolder, { vault: 'keychain', service, folder: stateFolder })
      await vault.write('manifest', 'connections')
      return manifest
    }
  }

  it('whose folder was moved is not shared with an empty one in the old place', async () => {
    const { here, there } = places()
    const start = machine()
    expect(await start(here)).toBeNull()
    renameSync(here, there)
    expect(await start(there)).toBe('connections')
    expect(await start(here).catch(faultOf)).toEqual(fault('state_folder_copied', { path: there, why: 'moved' }))
    expect(await start(there)).toBe('connections')
  })

  it('that was shut when it was first looked at is looked at again', async () => {
    const keychain = faultyVault('keychain')
    const vault = claimedKeychain(keychain, { stateFolder: '/here', service: 's', isOwn: false, isKnown: false })
    keychain.lock()
    expect(await vault.read('manifest').catch(faultOf)).toEqual(fault('vault_locked'))
    keychain.setCondition('open')
    expect(await vault.read('manifest')).toBeNull()
    expect(keychain.contents.get('place')).toBe('/here')
  })

  it('is found again by an empty folder in the place of one that was deleted, or was moved and then deleted', async () => {
    const { here, there } = places()
    const start = machine()
    await start(here)
    rmSync(here, { recursive: true })
    expect(await start(here)).toBe('connections')
    renameSync(here, there)
    await start(there)
    rmSync(there, { recursive: true })
    expect(await start(here)).toBe('connections')
    // What begins anew in the other place has its own.
    expect(await start(there)).toBeNull()
    expect(await start(here)).toBe('connections')
  })
})
