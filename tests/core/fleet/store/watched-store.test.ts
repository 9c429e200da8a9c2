import { expect, test } from 'vitest'
import { watchedStore } from '../../../../electron/core/fleet/store/watched-store.ts'
import { memoryStore } from '../../../kit/fleet/memory-store.ts'
import { handClock } from '../../../kit/hand-clock.ts'

function watched() {
  const clock = handClock()
  const engine = memoryStore(clock)
  const store = watchedStore(engine.client('one'), clock)
  const heard: (string | undefined)[] = []
  store.onTroubleChange(() => heard.push(store.trouble()?.code))
  return { clock, engine, store, heard }
}

test('that it is reached no more is told once, and once that it is again', async () => {
  const { engine, store, heard } = watched()
  await store.read('a')
  engine.cut('one')
  for (let time = 0; time < 3; time += 1) await store.read('a').catch(() => null)
  expect(heard).toEqual(['store_unreachable'])
  engine.join('one')
  for (let time = 0; time < 3; time += 1) await store.read('a')
  expect(heard).toEqual(['store_unreachable', undefined])
})

test('a second in which it says nothing lets what is known here serve, and is told to nobody', async () => {
  const { clock, engine, store, heard } = watched()
  engine.failNext('read', { afterMs: 1_500 })
  const asked = store.readSoon('a').catch((thrown) => thrown.fault.code)
  await clock.advance(1_000)
  expect(await asked).toBe('store_unreachable')
  expect([store.isResting(), store.trouble()?.code]).toEqual([true, 'store_unreachable'])
  await clock.advance(1_000)
  expect([store.isResting(), store.trouble(), heard]).toEqual([false, null, []])
})
