import { expect, onTestFinished, test } from 'vitest'
import { createKeeper } from '../../../electron/core/keeper.ts'
import type { Notice } from '../../../shared/api/contract/contract.ts'
import { faultOf } from '../../../shared/fault.ts'
import { faultyVault } from '../../kit/faulty-vault.ts'
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

test('a file that has lost its list says so and takes nothing, and a new one is no such file', async () => {
  const first = await startKeeper(memoryPorts({ vault: faultyVault('file') }))
  await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', first.ports, 3_600) })
  await first.keeper.stop()
  first.ports.vault.contents.delete('manifest')
  const { keeper } = await startKeeper(first.ports)
  const emptied = { code: 'vault_emptied', params: { count: 1, why: 'file' } }
  expect(await keeper.handlers['connections.list']({})).toMatchObject([{ name: 'ward', fault: emptied }])
  const added = await keeper.handlers['connections.add']({ entry: drawEntry('two', first.ports, 3_600) }).catch(faultOf)
  expect(added).toMatchObject(emptied)
  expect(first.ports.vault.contents.size).toBe(1)
  await keeper.stop()
})

test('a file that is gone says so, is not made anew, and is met again once it is back', async () => {
  const first = await startKeeper(memoryPorts({ vault: faultyVault('file') }))
  await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', first.ports, 3_600) })
  await first.keeper.stop()
  const vault = Object.assign(faultyVault('file'), { why: 'file_new' })
  const ports = memoryPorts({ vault, clock: first.ports.clock, index: first.ports.index })
  const { keeper } = await startKeeper(ports)
  const gone = { code: 'vault_emptied', params: { count: 1, why: 'gone' } }
  expect(await keeper.handlers['connections.list']({})).toMatchObject([{ name: 'ward', fault: gone }])
  expect(await keeper.handlers['vault.unlock']({ passphrase: 'a new one' }).catch(faultOf)).toMatchObject(gone)
  const status = await keeper.handlers['vault.status']({})
  expect([status.condition, status.why, status.lastKnown?.connections]).toEqual(['missing', undefined, 1])
  expect(vault.contents.size).toBe(0)
  for (const [key, value] of first.ports.vault.contents) vault.contents.set(key, value)
  Object.assign(vault, { why: undefined })
  expect(await keeper.handlers['vault.unlock']({})).toMatchObject({ condition: 'open', connections: 1 })
  await keeper.stop()
})

test('a list that cannot be read is told as what shuts the whole vault, and a document as itself', async () => {
  const first = await startKeeper()
  await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', first.ports, 3_600) })
  await first.keeper.stop()
  first.ports.vault.contents.set('manifest', 'spoilt')
  const { keeper } = await startKeeper(first.ports)
  const whole = { code: 'vault_damaged', params: { key: 'manifest', why: 'whole' } }
  expect(await keeper.handlers['connections.list']({})).toMatchObject([{ name: 'ward', fault: whole }])
  expect(await keeper.handlers['vault.unlock']({}).catch(faultOf)).toMatchObject(whole)
  const lastKnown = { connections: 1 }
  expect(await keeper.handlers['vault.status']({})).toMatchObject({ condition: 'damaged', trouble: whole, lastKnown })
  const { findings } = await keeper.handlers['doctor.run']({})
  expect(findings.filter(({ level }) => level === 'bad')).toMatchObject([{ probe: 'vault', fault: whole }])
  await keeper.stop()
})

test('a file made over what a keychain keeps is a new one, also once its key is there', async () => {
  const first = await startKeeper()
  await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', first.ports, 3_600) })
  await first.keeper.stop()
  for (const why of ['file_new', undefined]) {
    const { clock, index } = first.ports
    const kept = structuredClone(index.read())
    const { keeper } = await startKeeper(
      memoryPorts({ vault: Object.assign(faultyVault('file'), { why }), clock, index }),
    )
    expect(await keeper.handlers['connections.list']({})).toEqual([])
    await keeper.stop()
    index.write(() => kept)
  }
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
