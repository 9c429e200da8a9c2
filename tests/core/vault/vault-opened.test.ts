import { expect, onTestFinished, test } from 'vitest'
import { createKeeper } from '../../../electron/core/keeper.ts'
import type { Notice } from '../../../shared/api/contract/contract.ts'
import { faultOf } from '../../../shared/fault.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry, startKeeper } from '../started-keeper.ts'

/** What people see must not go on saying that a vault is shut which has been opened meanwhile. */

test('a vault that is opened from outside is told to everybody', async () => {
  const first = await startKeeper()
  await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', first.ports, 3_600) })
  await first.keeper.stop()
  const ports = memoryPorts({ vault: first.ports.vault, clock: first.ports.clock, index: first.ports.index })
  ports.vault.lock()
  const { keeper } = await startKeeper(ports)
  const told: Notice[] = []
  keeper.subscribe((notice) => told.push(notice))
  const lastKnown = { connections: 1, at: expect.stringMatching(/Z$/) }
  expect(await keeper.handlers['keeper.status']({})).toMatchObject({ vault: { condition: 'locked', lastKnown } })
  // What renews is no fixed token because nobody can read it now.
  expect(await keeper.handlers['connections.list']({})).toMatchObject([{ state: 'unknown', renewable: true }])
  await ports.clock.advance(10_000)
  expect(told).toEqual([])
  ports.vault.setCondition('open')
  await ports.clock.advance(10_000)
  expect(told).toContainEqual({
    notice: 'vault.changed',
    status: { kind: 'keychain', condition: 'open', connections: 1 },
  })
})

test('a status that is asked for while the vault is being opened waits for that', async () => {
  const ports = memoryPorts()
  const release = ports.vault.hangNext('read', 'manifest')
  const keeper = createKeeper(ports)
  onTestFinished(() => keeper.stop())
  const starting = keeper.start()
  const asked = keeper.handlers['keeper.status']({})
  await ports.clock.settle()
  release()
  expect(await asked).toMatchObject({ vault: { connections: 0 } })
  await starting
})

test('what the index remembers does not wait for the vault, which the list does', async () => {
  const first = await startKeeper()
  await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', first.ports, 3_600) })
  await first.keeper.stop()
  const ports = memoryPorts({ vault: first.ports.vault, clock: first.ports.clock, index: first.ports.index })
  const release = ports.vault.hangNext('read', 'manifest')
  const keeper = createKeeper(ports)
  onTestFinished(() => keeper.stop())
  const starting = keeper.start()
  let listed = false
  const list = keeper.handlers['connections.list']({}).finally(() => {
    listed = true
  })
  expect(await keeper.handlers['connections.remembered']({})).toMatchObject([
    { name: 'ward', system: 'draw', state: 'valid' },
  ])
  await ports.clock.settle()
  expect(listed).toBe(false)
  release()
  expect(await list).toMatchObject([{ name: 'ward', state: 'valid' }])
  await starting
})

test('a keychain that holds nothing any more is not shown as an empty list, and the index stays', async () => {
  const first = await startKeeper()
  await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', first.ports, 3_600) })
  await first.keeper.stop()
  first.ports.vault.contents.clear()
  const { keeper } = await startKeeper(first.ports)
  const emptied = { code: 'vault_emptied', params: { count: 1 } }
  expect(await keeper.handlers['connections.token']({ name: 'ward' }).catch(faultOf)).toMatchObject(emptied)
  expect(await keeper.handlers['connections.list']({})).toMatchObject([{ name: 'ward', fault: emptied }])
  expect(first.ports.vault.contents.size).toBe(0)
})
