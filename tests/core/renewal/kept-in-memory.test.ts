/** What is in memory ends with its keeper: nothing gets there, or goes from there, that nobody has agreed to. */
import { expect, onTestFinished, test } from 'vitest'
import { memoryVault } from '../../../electron/adapters/node/vaults/memory-vault.ts'
import { createKeeper } from '../../../electron/core/keeper.ts'
import { handHost } from '../../kit/hand-host.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry, startKeeper } from '../started-keeper.ts'

async function filled(lasting = true) {
  const { keeper, ports } = await startKeeper(memoryPorts({ host: { ...handHost(), lasting } }))
  for (const name of ['one', 'two']) await keeper.handlers['connections.add']({ entry: drawEntry(name, ports, 3_600) })
  const move = (confirm?: number) =>
    keeper.handlers['vault.move']({ to: 'memory', ...(confirm === undefined ? {} : { confirm }) })
  const kind = async () => (await keeper.handlers['vault.status']({})).kind
  return { keeper, ports, move, kind }
}

test.each([undefined, 0, 1, 3])(
  'agreeing to %s where there are two moves nothing, and says how many there are',
  async (confirm) => {
    const { move, kind } = await filled()
    await expect(move(confirm)).rejects.toMatchObject({ fault: { code: 'confirm_memory', params: { count: 2 } } })
    expect(await kind()).toBe('keychain')
  },
)

test('agreeing to the number that there is moves them', async () => {
  const { move } = await filled()
  expect(await move(2)).toMatchObject({ kind: 'memory', connections: 2 })
})

test('a page that has not heard of the third one cannot do it', async () => {
  const { keeper, ports, move } = await filled()
  await keeper.handlers['connections.add']({ entry: drawEntry('three', ports, 3_600) })
  await expect(move(2)).rejects.toMatchObject({ fault: { code: 'confirm_memory', params: { count: 3 } } })
})

test('a command that ends at once never moves anything there, whatever was agreed to', async () => {
  const { move, kind } = await filled(false)
  for (const confirm of [undefined, 2])
    await expect(move(confirm)).rejects.toMatchObject({ fault: { code: 'memory_needs_keeper' } })
  expect(await kind()).toBe('keychain')
})

test.each([undefined, 1])(
  'under a passphrase that a page could have made up: not by agreeing to %s',
  async (confirm) => {
    const { keeper, kind } = await filled()
    const input = { to: 'file', passphrase: 'of somebody else', ...(confirm === undefined ? {} : { confirm }) } as const
    await expect(keeper.handlers['vault.move'](input)).rejects.toMatchObject({
      fault: { code: 'confirm_file', params: { count: 2 } },
    })
    expect(await kind()).toBe('keychain')
  },
)

test('a command that ends at once takes nothing into memory; whatever else keeps does', async () => {
  for (const lasting of [false, true]) {
    const ports = memoryPorts({ host: { ...handHost(), lasting } })
    const keeper = createKeeper({ ...ports, vault: memoryVault() })
    onTestFinished(() => keeper.stop())
    const added = keeper.handlers['connections.add']({ entry: drawEntry('one', ports, 3_600) })
    if (lasting) await added
    else await expect(added).rejects.toMatchObject({ fault: { code: 'memory_needs_keeper' } })
    const imported = keeper.handlers['moving.import']({ text: JSON.stringify(drawEntry('two', ports, 3_600)) })
    if (lasting) await imported
    else await expect(imported).rejects.toMatchObject({ fault: { code: 'memory_needs_keeper' } })
    expect(await keeper.handlers['connections.list']({})).toHaveLength(lasting ? 2 : 0)
  }
})

test('a keeper of what is in memory alone does not hand over to a newer one; an empty one does', async () => {
  const { keeper, move } = await filled()
  await move(2)
  await expect(keeper.handlers['keeper.handOver']({ version: '9.9.9' })).rejects.toMatchObject({
    fault: { code: 'memory_would_be_lost', params: { count: 2 } },
  })
  for (const name of ['one', 'two']) await keeper.handlers['connections.remove']({ name })
  await expect(keeper.handlers['keeper.handOver']({ version: '9.9.9' })).resolves.toEqual({})
})
