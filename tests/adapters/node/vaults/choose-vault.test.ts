import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  type ChoosingVault,
  chooseVault,
  vaultsToMoveTo,
} from '../../../../electron/adapters/node/vaults/choose-vault.ts'
import { memoryVault } from '../../../../electron/adapters/node/vaults/memory-vault.ts'
import {
  readVaultChoice,
  type VaultChoice,
  writeVaultChoice,
} from '../../../../electron/adapters/node/vaults/vault-choice.ts'
import type { VaultBackend, VaultCondition } from '../../../../electron/core/ports.ts'
import { faultyVault } from '../../../kit/faulty-vault.ts'

function choosing(given: Partial<ChoosingVault> & { keychain?: VaultCondition } = {}) {
  const keychain = faultyVault('keychain')
  keychain.setCondition(given.keychain ?? 'open')
  const remembered: VaultChoice[] = []
  const choice: ChoosingVault = {
    forced: undefined,
    stored: null,
    fileVaultInUse: async () => false,
    make: { keychain: () => keychain, file: () => faultyVault('file'), memory: memoryVault },
    remember: async (what) => void remembered.push(what),
    ...given,
  }
  return { choice, keychain, remembered }
}

const trouble = (code: string, params: object = {}) => ({ fault: { code, params } })

describe('the vault of this run', () => {
  test.each(['keychain', 'file', 'memory'] as const)('is %s when it is forced, whatever is stored', async (forced) => {
    const { choice, remembered } = choosing({ forced, stored: { vault: 'memory' }, keychain: 'missing' })
    expect((await chooseVault(choice)).kind).toBe(forced)
    expect(remembered).toEqual([])
  })

  test.each(['Keychain', 'none', ' file', 'keytar'])('forced to %j is refused by name', async (forced) => {
    await expect(chooseVault(choosing({ forced }).choice)).rejects.toMatchObject(
      trouble('vault_choice_unknown', { choice: forced }),
    )
  })

  test.each(['keychain', 'file', 'memory'] as const)('is the stored choice, %s', async (vault) => {
    expect((await chooseVault(choosing({ stored: { vault } }).choice)).kind).toBe(vault)
  })

  test('stays the keychain that was chosen, though it is missing today', async () => {
    const { choice } = choosing({ stored: { vault: 'keychain' }, keychain: 'missing' })
    const vault = await chooseVault(choice)
    await expect(vault.read('manifest')).rejects.toMatchObject(trouble('vault_missing'))
  })

  test('is a keychain that works, which is remembered; the probe leaves nothing', async () => {
    const { choice, keychain, remembered } = choosing({ forced: '' })
    expect(await chooseVault(choice)).toBe(keychain)
    expect(remembered).toEqual([{ vault: 'keychain' }])
    expect(keychain.contents.size).toBe(0)
  })

  test.each(['locked', 'stalled'] as const)(
    'is a keychain that is %s now, but that is not yet a choice',
    async (state) => {
      const { choice, keychain, remembered } = choosing({ keychain: state })
      expect(await chooseVault(choice)).toBe(keychain)
      expect(remembered).toEqual([])
    },
  )

  test.each(['missing', 'denied'] as const)('must be chosen by the person when the keychain is %s', async (state) => {
    const { choice, remembered } = choosing({ keychain: state })
    const vault = await chooseVault(choice)
    expect(vault).toMatchObject({ kind: 'none', why: `vault_${state}` })
    await expect(vault.read('manifest')).rejects.toMatchObject(
      trouble('vault_choice_needed', { why: `vault_${state}` }),
    )
    expect(remembered).toEqual([])
  })

  test('must be chosen when the keychain gives back something else', async () => {
    const { choice, keychain } = choosing()
    keychain.read = async () => 'something else'
    expect(await chooseVault(choice)).toMatchObject({ kind: 'none', why: 'vault_denied' })
  })

  test('must be chosen when an encrypted file is here that nobody has chosen', async () => {
    const { choice } = choosing({ fileVaultInUse: async () => true })
    expect(await chooseVault(choice)).toMatchObject({ kind: 'none', why: 'file_there' })
  })

  test('is the encrypted file that is here when the site wants the file', async () => {
    const { choice, remembered } = choosing({ fileVaultInUse: async () => true, siteVault: 'file' })
    expect((await chooseVault(choice)).kind).toBe('file')
    expect(remembered).toEqual([{ vault: 'file' }])
    const { choice: other } = choosing({ fileVaultInUse: async () => true, siteVault: 'keychain' })
    expect((await chooseVault(other)).kind).toBe('none')
  })

  test('is not the one that was moved away from, even when it is forced', async () => {
    const stored = { vault: 'keychain', movedFrom: 'file' } as const
    await expect(chooseVault(choosing({ forced: 'file', stored }).choice)).rejects.toMatchObject(
      trouble('vault_moved_away', { from: 'file', to: 'keychain' }),
    )
    expect((await chooseVault(choosing({ forced: 'memory', stored }).choice)).kind).toBe('memory')
  })
})

describe('vaults to move to', () => {
  test('are unlocked on the way, and the choice says where the secrets came from', async () => {
    const { choice, remembered } = choosing()
    const vaults = vaultsToMoveTo('file', choice.make, choice.remember)
    expect((await vaults.open('keychain', null)).kind).toBe('keychain')
    expect(vaults.isMovedAway('file')).toBe(false)
    await vaults.choose('keychain')
    expect(vaults.isMovedAway('file')).toBe(true)
    await vaults.choose('memory')
    expect(vaults.isMovedAway('file')).toBe(false)
    expect(remembered).toEqual([
      { vault: 'keychain', movedFrom: 'file' },
      { vault: 'memory', movedFrom: 'keychain' },
    ])
  })

  test('the first of all came from nowhere; memory counts for this run alone', async () => {
    const { choice, remembered } = choosing()
    await vaultsToMoveTo('none', choice.make, choice.remember).choose('file')
    expect(remembered).toEqual([{ vault: 'file' }])
    const later = vaultsToMoveTo('none', choice.make, choice.remember)
    await later.choose('memory')
    expect(remembered).toHaveLength(1)
    await later.choose('keychain')
    expect(remembered[1]).toEqual({ vault: 'keychain', movedFrom: 'memory' })
  })

  test('that stay shut are not moved to, and are closed: an encrypted file that was made for it takes its key away', async () => {
    const { choice, keychain } = choosing({ keychain: 'missing' })
    let closed = 0
    const closing: VaultBackend = {
      kind: 'keychain',
      read: (key) => keychain.read(key),
      write: (key, value) => keychain.write(key, value),
      remove: (key) => keychain.remove(key),
      condition: () => keychain.condition(),
      unlock: () => keychain.unlock(),
      async close() {
        closed += 1
      },
    }
    const vaults = vaultsToMoveTo('file', { ...choice.make, keychain: () => closing }, choice.remember)
    await expect(vaults.open('keychain', null)).rejects.toMatchObject(trouble('vault_missing'))
    expect(closed).toBe(1)
  })
})

describe('the stored choice', () => {
  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'everbearer-choice-'))
    onTestFinished(() => rm(path, { recursive: true }))
    return path
  }

  test('comes back, and is a plain word in a file', async () => {
    const state = await folder()
    expect(await readVaultChoice(state)).toBeNull()
    await writeVaultChoice(state, { vault: 'file', movedFrom: 'keychain' })
    expect(await readVaultChoice(state)).toEqual({ vault: 'file', movedFrom: 'keychain' })
    expect(await readFile(join(state, 'vault-choice.json'), 'utf8')).toBe('{"vault":"file","movedFrom":"keychain"}\n')
  })

  test.each(['', '{', '"file"', '{"vault":"plain"}', '{"vault":["file"]}', 'null'])(
    '%j is not guessed at',
    async (text) => {
      const state = await folder()
      await writeFile(join(state, 'vault-choice.json'), text)
      await expect(readVaultChoice(state)).rejects.toMatchObject(
        trouble('vault_choice_unknown', { why: 'file', path: join(state, 'vault-choice.json') }),
      )
    },
  )

  test('in a folder that is gone: said, not thrown as it comes', async () => {
    await expect(writeVaultChoice('/nowhere/at/all', { vault: 'file' })).rejects.toMatchObject({
      fault: { code: 'state_folder_unusable' },
    })
  })
})
