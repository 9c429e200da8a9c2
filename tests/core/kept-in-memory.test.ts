/** What is in memory ends with its keeper: nothing gets there, or goes from there, that nobody has agreed to. */
import { expect, test } from 'vitest'
import { handHost } from '../kit/hand-host.ts'
import { memoryPorts } from '../kit/memory-ports.ts'
import { drawEntry, startKeeper } from './started-keeper.ts'

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

test('a keeper of what is in memory alone does not hand over to a newer one; an empty one does', async () => {
  const { keeper, move } = await filled()
  await move(2)
  await expect(keeper.handlers['keeper.handOver']({ version: '9.9.9' })).rejects.toMatchObject({
    fault: { code: 'memory_would_be_lost', params: { count: 2 } },
  })
  for (const name of ['one', 'two']) await keeper.handlers['connections.remove']({ name })
  await expect(keeper.handlers['keeper.handOver']({ version: '9.9.9' })).resolves.toEqual({})
})
