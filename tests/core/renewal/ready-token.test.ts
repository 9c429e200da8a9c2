/** A token that is there already waits for nothing that is being written about other connections. */
import { expect, test } from 'vitest'
import { drawEntry, startKeeper } from '../started-keeper.ts'

test('is handed out while the list of connections is being written', async () => {
  const { keeper, ports } = await startKeeper()
  const calls = keeper.handlers
  await calls['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const release = ports.vault.hangNext('write', 'manifest')
  const adding = calls['connections.add']({ entry: drawEntry('other', ports, 3_600) })
  await ports.clock.settle()
  expect(await calls['connections.token']({ name: 'ward' })).toMatchObject({ token: 'access-of-ward-0' })
  release()
  await adding
  expect(await calls['connections.token']({ name: 'other' })).toMatchObject({ token: 'access-of-other-0' })
})

test('of one that is just being added comes when it is there, and of one just removed never', async () => {
  const { keeper, ports } = await startKeeper()
  const calls = keeper.handlers
  const saved = ports.vault.hangNext('write', 'manifest')
  const adding = calls['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  await ports.clock.settle()
  const early = calls['connections.token']({ name: 'ward' })
  await ports.clock.settle()
  saved()
  await adding
  expect(await early).toMatchObject({ token: 'access-of-ward-0' })
  const listed = ports.vault.hangNext('write', 'manifest')
  const removing = calls['connections.remove']({ name: 'ward' })
  await ports.clock.settle()
  const late = calls['connections.token']({ name: 'ward' })
  const refused = expect(late).rejects.toMatchObject({ fault: { code: 'no_such_connection' } })
  await ports.clock.settle()
  listed()
  await removing
  await refused
})

test('by its former name is handed out no more, and by its new one at once', async () => {
  const { keeper, ports } = await startKeeper()
  const calls = keeper.handlers
  await calls['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  await calls['connections.token']({ name: 'ward' })
  await calls['connections.rename']({ name: 'ward', to: 'ward-3' })
  expect(await calls['connections.token']({ name: 'ward-3' })).toMatchObject({ token: 'access-of-ward-0' })
  await expect(calls['connections.token']({ name: 'ward' })).rejects.toMatchObject({
    fault: { code: 'no_such_connection' },
  })
})
