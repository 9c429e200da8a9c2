import { expect, onTestFinished, test } from 'vitest'
import { createKeeper } from '../../../electron/core/keeper.ts'
import { unchosenVault } from '../../../electron/core/vault/unchosen-vault.ts'
import type { Notice } from '../../../shared/api/contract/contract.ts'
import { fault } from '../../../shared/fault.ts'
import { handVaults } from '../../kit/hand-host.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry } from '../started-keeper.ts'

/** Nothing is chosen yet: what a host says meanwhile, and what choosing does. */

const NEEDED = { fault: { code: 'vault_choice_needed', params: { why: 'vault_missing' } } }

async function unchosen(why = 'vault_missing') {
  const vaults = handVaults()
  const ports = memoryPorts({ vault: unchosenVault(why), vaults })
  const keeper = createKeeper(ports)
  const notices: Notice[] = []
  keeper.subscribe((notice) => notices.push(notice))
  await keeper.start()
  onTestFinished(() => keeper.stop())
  const entry = (name: string) => drawEntry(name, ports, 3_600)
  return { keeper, handlers: keeper.handlers, ports, vaults, notices, entry }
}

test('looking is calm', async () => {
  const { handlers } = await unchosen()
  const status = { kind: 'none', condition: 'unchosen', why: 'vault_missing', connections: null }
  expect(await handlers['vault.status']({})).toEqual(status)
  expect(await handlers['keeper.status']({})).toMatchObject({ vault: status })
  expect(await handlers['connections.list']({})).toEqual([])
  const { findings } = await handlers['doctor.run']({})
  expect(findings[0]).toMatchObject({ probe: 'vault', level: 'warning', ...NEEDED })
})

test('everything else says that the person must choose', async () => {
  const { handlers, entry } = await unchosen()
  await expect(handlers['connections.add']({ entry: entry('ward') })).rejects.toMatchObject(NEEDED)
  await expect(handlers['connections.token']({ name: 'ward' })).rejects.toMatchObject(NEEDED)
  await expect(handlers['vault.unlock']({ passphrase: 'correct horse' })).rejects.toMatchObject(NEEDED)
  await expect(handlers['vault.passphrase']({ present: 'x', next: 'correct horse' })).rejects.toMatchObject(NEEDED)
})

test('choosing opens the vault, remembers it, tells everybody, and goes on with what is in it', async () => {
  const { handlers, vaults, notices, ports, entry } = await unchosen()
  const chosen = await handlers['vault.move']({ to: 'file', passphrase: 'correct horse' })
  expect(chosen).toEqual({ kind: 'file', condition: 'open', connections: 0 })
  expect(vaults.chosen).toBe('file')
  expect(notices).toContainEqual({ notice: 'vault.changed', status: chosen })
  expect(ports.journal.events()).toContain('vault_chosen')
  await handlers['connections.add']({ entry: entry('ward') })
  expect([...vaults.others.file.contents.keys()]).toHaveLength(2)
  expect((await handlers['connections.token']({ name: 'ward' })).token).toBe('access-of-ward-0')

  const again = await unchosen('file_there')
  for (const [key, value] of vaults.others.file.contents) again.vaults.others.file.contents.set(key, value)
  expect(await again.handlers['vault.move']({ to: 'file', passphrase: 'correct horse' })).toMatchObject({
    connections: 1,
  })
  expect(await again.handlers['connections.list']({})).toMatchObject([{ name: 'ward', state: 'valid' }])
})

test('what stays shut or cannot be written to is not chosen', async () => {
  const { handlers, vaults } = await unchosen()
  await expect(handlers['vault.move']({ to: 'file' })).rejects.toMatchObject({ fault: { code: 'passphrase_needed' } })
  vaults.others.keychain.setCondition('missing')
  await expect(handlers['vault.move']({ to: 'keychain' })).rejects.toMatchObject({ fault: { code: 'vault_missing' } })
  vaults.others.file.failNext('write', fault('vault_full'))
  await expect(handlers['vault.move']({ to: 'file', passphrase: 'correct horse' })).rejects.toMatchObject({
    fault: { code: 'vault_full' },
  })
  expect(vaults.chosen).toBeNull()
  expect(await handlers['vault.status']({})).toMatchObject({ kind: 'none' })
})

test('two windows that choose at once choose once', async () => {
  const { handlers, vaults, entry } = await unchosen()
  const outcomes = await Promise.allSettled([
    handlers['vault.move']({ to: 'file', passphrase: 'correct horse' }),
    handlers['vault.move']({ to: 'memory' }),
  ])
  expect(outcomes).toMatchObject([
    { status: 'fulfilled', value: { kind: 'file' } },
    { status: 'rejected', reason: { fault: { code: 'vault_already_there', params: { kind: 'file' } } } },
  ])
  await handlers['connections.add']({ entry: entry('ward') })
  expect(vaults.others.memory.contents.size).toBe(0)
})
