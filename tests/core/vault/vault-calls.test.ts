import { expect, test } from 'vitest'
import { fault } from '../../../shared/fault.ts'
import { handVaults } from '../../kit/hand-host.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry, startKeeper, tokens, viewOf } from '../started-keeper.ts'

test('of two who move the vault at once the later one is refused, and finds all where the first has brought it', async () => {
  const vaults = handVaults()
  const { keeper, ports } = await startKeeper(memoryPorts({ vaults }))
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const moving = [
    keeper.handlers['vault.move']({ to: 'file', passphrase: 'correct horse', confirm: 1 }),
    keeper.handlers['vault.move']({ to: 'memory', confirm: 1 }),
  ]
  expect(await Promise.allSettled(moving)).toMatchObject([
    { status: 'fulfilled', value: { kind: 'file', connections: 1 } },
    { status: 'rejected', reason: { fault: { code: 'vault_already_there', params: { kind: 'file' } } } },
  ])
  expect(vaults.others.memory.contents.size).toBe(0)
  expect(vaults.others.file.contents.size).toBe(2)
  expect(await keeper.handlers['vault.status']({})).toMatchObject({ kind: 'file', connections: 1 })
  expect((await keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-of-ward-0')
})

test('what the old vault would not take goes along as it is in memory: a crash right after the move loses no refresh token', async () => {
  const vaults = handVaults()
  const started = await startKeeper(memoryPorts({ vaults }))
  const { keeper, ports } = started
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  ports.http.answer(() => {
    ports.vault.failNext('write', fault('vault_full'), { key: view.id })
    return tokens(1, 3_600)
  })
  await keeper.handlers['connections.refresh']({ name: 'ward' })
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'unsaved' })
  await keeper.handlers['vault.move']({ to: 'file', passphrase: 'correct horse', confirm: 1 })
  const document = JSON.parse(vaults.others.file.contents.get(view.id) ?? '') as unknown
  expect(document).toMatchObject({ tokens: { refreshToken: 'refresh-1', generation: 2 }, asked: null })
  await ports.clock.advance(10_000)
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', generation: 2 })
})
