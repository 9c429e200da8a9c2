import { expect, test } from 'vitest'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry, startKeeper, tokens } from '../started-keeper.ts'

test('a connection that a caller has read before the keeper came to it is kept fresh all the same', async () => {
  const first = await startKeeper()
  const ids: Record<string, string> = {}
  for (const name of ['early', 'late']) {
    const { view } = await first.keeper.handlers['connections.add']({ entry: drawEntry(name, first.ports, 3_600) })
    ids[name] = view.id
  }
  await first.keeper.stop()
  const ports = memoryPorts({ vault: first.ports.vault, clock: first.ports.clock })
  const answer = ports.vault.hangNext('read', ids['early'])
  const { keeper } = await startKeeper(ports)
  await keeper.handlers['connections.get']({ name: 'late' })
  answer()
  ports.http.otherwise(() => tokens(1, 86_400))
  await ports.clock.advance(3_540_000)
  const renewed = ports.journal.entries.filter(({ event }) => event === 'renewed')
  expect(renewed.map(({ connection }) => connection).sort()).toEqual(['early', 'late'])
})

test('a keyring that was locked at the start and is opened by another program: renewals begin by themselves', async () => {
  const first = await startKeeper()
  await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', first.ports, 600) })
  await first.keeper.stop()
  const { vault, clock, index } = first.ports
  vault.lock()
  const { ports } = await startKeeper(memoryPorts({ vault, clock, index }))
  ports.http.otherwise(() => tokens(1, 600))
  await clock.advance(600_000)
  expect(ports.http.requests).toEqual([])
  vault.setCondition('open')
  await clock.advance(60_000)
  expect(ports.http.requests).toHaveLength(1)
})
