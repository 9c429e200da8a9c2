import { expect, test } from 'vitest'
import { MANIFEST_KEY } from '../../../../electron/core/connections/manifest.ts'
import { until } from '../../../kit/processes/until.ts'
import { code, fleetOf, set } from './fleet-of.ts'

const listing = (...ids: string[]) =>
  JSON.stringify({
    version: 1,
    connections: ids.map((id) => ({ id, name: id, system: 'draw', step: 'kept' })),
  })

test('a newer set that was saved here alone comes to an edit that another has made meanwhile, which stays', async () => {
  const { clock, store, one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1, 'before'))
  await two.read('ward')
  store.cut('ward-2')
  expect(await code(two.write('ward', set(2, 'before')))).toBe('store_unreachable')
  await one.write('ward', set(1, 'edited'))
  store.join('ward-2')
  await clock.advance(3_000)
  expect(await two.read('ward')).toBe(set(2, 'edited'))
  expect(await one.read('ward')).toBe(set(2, 'edited'))
})

test('a set from where the connection led before does not come to the server that an edit has moved it to', async () => {
  const { clock, store, one, two } = await fleetOf('site', 'ward-2')
  const at = (generation: number, origin: string) =>
    JSON.stringify({ id: 'ward', tokens: { generation }, bound: { origins: [origin], open: false } })
  await one.write('ward', at(1, 'https://old.example'))
  await two.read('ward')
  store.cut('ward-2')
  expect(await code(two.write('ward', at(2, 'https://old.example')))).toBe('store_unreachable')
  await one.write('ward', at(1, 'https://new.example'))
  store.join('ward-2')
  await clock.advance(3_000)
  expect(await two.read('ward')).toBe(at(1, 'https://new.example'))
  expect(await one.read('ward')).toBe(at(1, 'https://new.example'))
})

test('hearing of an edit is not reading it: whoever writes over what it read before is told', async () => {
  const { one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  await two.read('ward')
  const heard: string[] = []
  two.fleet.subscribe((key) => void heard.push(key))
  await one.write('ward', set(1, 'edited'))
  await until('the edit', () => heard.length > 0)
  expect(await code(two.write('ward', set(1, 'of before')))).toBe('document_changed')
  expect(await two.read('ward')).toBe(set(1, 'edited'))
})

test('a change that was refused is nowhere, also while the store is away', async () => {
  const { store, one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  await two.read('ward')
  store.cut('ward-2')
  expect(await code(two.write('ward', set(1, 'refused')))).toBe('store_unreachable')
  expect(await two.read('ward')).toBe(set(1))
})

/** Of what another writes while one waits for the store, the copy here must tell when the store is away. */
test.each([
  ['is answered late', { afterMs: 1_500 }, {}],
  ['is not answered', {}, { answers: false }],
] as const)('what was taken while a write %s outlives it', async (_what, reading, writing) => {
  const { clock, store, one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  await two.read('ward')
  const heard: string[] = []
  two.fleet.subscribe((key) => void heard.push(key))
  await clock.settle()
  heard.length = 0
  store.failNext('write', writing)
  const stop = store.engine.subscribe(() => {
    stop()
    store.failNext('read', reading)
  })
  const before = store.engine.writes()
  const outcome = code(two.write('ward', set(1, 'two')))
  await until('the write', () => store.engine.writes() > before)
  expect(await one.read('ward')).toBe(set(1, 'two'))
  await one.write('ward', set(1, 'one'))
  await until('both', () => heard.length > 1)
  if ('answers' in writing) store.cut('ward-2')
  await clock.advance(2_500)
  expect(await outcome).toBe('answers' in writing ? 'store_unreachable' : 'done')
  store.cut('ward-2')
  expect(await two.read('ward')).toBe(set(1, 'one'))
})

test('a write that was built upon at once counts as written', async () => {
  const { store, one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  await two.read('ward')
  const stop = store.engine.subscribe(() => {
    stop()
    const [stored] = store.engine.list('documents/')
    if (stored) store.engine.write([{ key: stored.key, readAt: stored, value: stored.value.replace(/$/, ' ') }])
  })
  expect(await code(two.write('ward', set(2)))).toBe('done')
})

test('what was removed is not brought back by whoever reads it before it hears of that', async () => {
  const { store, one, two } = await fleetOf('site', 'ward-2')
  await one.write(MANIFEST_KEY, listing('ward'))
  await one.write('ward', set(1))
  await two.read(MANIFEST_KEY)
  await two.read('ward')
  await one.write(MANIFEST_KEY, listing())
  await one.remove('ward')
  expect(await two.read('ward')).toBeNull()
  expect(store.engine.list('documents/')).toHaveLength(1)
})

test('removing holds against whoever changes the same at that moment', async () => {
  const { store, one, two } = await fleetOf('site', 'ward-2')
  await one.write('ward', set(1))
  await two.read('ward')
  const [stored] = store.engine.list('documents/')
  let tries = 0
  const client = store.engine.read
  store.engine.read = (key) => {
    const found = client(key)
    if (found !== null && key === stored?.key && ++tries === 1)
      store.engine.write([{ key, readAt: found, value: found.value }])
    return found
  }
  expect(await code(one.remove('ward'))).toBe('done')
  expect(store.engine.list('documents/')).toHaveLength(0)
})
