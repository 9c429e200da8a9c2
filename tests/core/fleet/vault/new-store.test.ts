/** etcd is lost for good, and an empty one takes its place. */
import { expect, test } from 'vitest'
import { MANIFEST_KEY } from '../../../../electron/core/connections/manifest.ts'
import { memoryStore } from '../../../kit/fleet/memory-store.ts'
import { until } from '../../../kit/processes/until.ts'
import { code, fleetOf, set } from './fleet-of.ts'

const NEW_WAY = { endpoints: ['https://etcd-new.example:2379'], user: null, authorities: null, client: null }

async function lost() {
  const fleet = await fleetOf('site', 'ward-2')
  const { clock, all, one, two, store } = fleet
  const listing = JSON.stringify({
    version: 1,
    connections: [{ id: 'ward', name: 'ward', system: 'draw', step: 'kept' }],
  })
  await one.write(MANIFEST_KEY, listing)
  await one.write('ward', set(1))
  await two.read(MANIFEST_KEY)
  await two.read('ward')
  const next = memoryStore(clock)
  for (const each of all) each.elsewhere.set(NEW_WAY.endpoints.join(), next)
  for (const { name } of all) store.cut(name)
  return { ...fleet, next, listing }
}

test('whoever says that it is a new one brings there what he knows, and the others enter it as another way', async () => {
  const { one, two, next, listing } = await lost()
  expect(await code(two.admin.enter(NEW_WAY))).toBe('no_fleet_there')
  expect(next.engine.list('')).toEqual([])
  await two.admin.enter(NEW_WAY, true)
  expect([await two.read(MANIFEST_KEY), await two.read('ward')]).toEqual([listing, set(1)])
  await one.admin.enter(NEW_WAY)
  expect(await one.read('ward')).toBe(set(1))
  await one.write('ward', set(2))
  await until('the newer set', async () => (await two.read('ward')) === set(2))
})

test('to say so twice does no harm, and somebody else’s store is refused as ever', async () => {
  const { two, all } = await lost()
  for (let times = 0; times < 2; times++) await two.admin.enter(NEW_WAY, true)
  expect(await two.read('ward')).toBe(set(1))
  const { store: strange } = await fleetOf('somebody else')
  all[1]?.elsewhere.set(NEW_WAY.endpoints.join(), strange)
  expect(await code(two.admin.enter(NEW_WAY, true))).toBe('fleet_stranger')
})
