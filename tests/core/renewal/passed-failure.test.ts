import { expect, test } from 'vitest'
import { fault } from '../../../shared/fault.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry, startKeeper, tokens, viewOf } from '../started-keeper.ts'

const DAY_S = 86_400
const HOUR = 3_600_000

test('a failure of a renewal that somebody wanted early is no trouble afterwards; one of a renewal that is due is', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 30 * DAY_S) })
  const trouble = { fault: { code: 'vault_stalled' } }
  const refresh = () => keeper.handlers['connections.refresh']({ name: 'ward' })

  ports.vault.failNext('write', fault('vault_stalled'), { key: view.id })
  await expect(refresh()).rejects.toMatchObject(trouble)
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', fault: null })

  await ports.clock.advance((30 * DAY_S - 30) * 1_000 - 28 * DAY_S * 1_000)
  ports.http.otherwise(() => tokens(1, 30 * DAY_S))
  ports.vault.setCondition('stalled')
  await ports.clock.advance(27.999 * DAY_S * 1_000)
  expect(await viewOf(started, 'ward')).toMatchObject({ fault: { code: 'vault_stalled' } })
  ports.vault.setCondition('open')
  await ports.clock.advance(600_000)
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', fault: null, generation: 2 })
})

test('twelve hours of 503 are asked one at a time, minutes apart', async () => {
  const { keeper, ports } = await startKeeper()
  ports.http.otherwise(() => ({ status: 503 }))
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600, { maxRetries: 20 }) })
  await ports.clock.advance(13 * HOUR)
  const tries = ports.http.requests.length
  expect(tries).toBeGreaterThan(12 * 12)
  expect(tries).toBeLessThan(12 * 40)
  ports.http.otherwise(() => tokens(1, 3_600))
  await ports.clock.advance(5 * 60_000)
  expect((await keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-1')
})

test('what may not go where it leads is not asked for either, so that nothing of it is told as a lost reply', async () => {
  const first = await startKeeper()
  const { vault, index, clock } = first.ports
  const { view } = await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', first.ports, 30 * DAY_S) })
  await first.keeper.stop()
  const stored = vault.contents.get(view.id) ?? ''
  const bound = '"origins":["https://draw.example"]'
  expect(stored).toContain(bound)
  vault.contents.set(view.id, stored.replace(bound, '"origins":["https://other.example"]'))
  const second = await startKeeper(memoryPorts({ vault, index, clock }))
  const refresh = ({ keeper }: typeof first) => keeper.handlers['connections.refresh']({ name: 'ward' })
  await expect(refresh(second)).rejects.toMatchObject({ fault: { code: 'origin_unbound' } })
  const left = vault.contents.get(view.id) ?? ''
  expect(left).toContain('"asked":null')
  await second.keeper.stop()
  vault.contents.set(view.id, left.replace('https://other.example', 'https://draw.example'))
  const third = await startKeeper(memoryPorts({ vault, index, clock }))
  third.ports.http.answer({ status: 400, json: { error: 'invalid_grant' } })
  await expect(refresh(third)).rejects.toMatchObject({ fault: { code: 'invalid_grant' } })
  expect(third.ports.journal.events()).not.toContain('renewal_cut')
})
