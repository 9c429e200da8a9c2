/** A state folder that is moved or put back from a copy while this keeper works: another one may keep the same connections by then. */
import { expect, test } from 'vitest'
import { drawEntry, startKeeper, tokens } from '../started-keeper.ts'

const HOUR_S = 3_600
/** One more than are sent to a server at once. */
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'waits']

test('what waited for its turn at the server is not sent once the lock is lost', async () => {
  const { keeper, ports } = await startKeeper()
  for (const name of NAMES) await keeper.handlers['connections.add']({ entry: drawEntry(name, ports, 30 * HOUR_S) })
  const held = NAMES.slice(1).map(() => ports.http.hold())
  const asked = NAMES.map((name) =>
    keeper.handlers['connections.refresh']({ name }).then(
      () => 'renewed',
      (thrown) => thrown.fault.code,
    ),
  )
  await ports.clock.settle()
  ports.ownership.lose()
  for (const [index, one] of held.entries()) one.answer(tokens(index, HOUR_S))
  expect(await Promise.all(asked)).toEqual([...NAMES.slice(1).map(() => 'renewed'), 'keeper_lost'])
  expect(ports.http.requests).toHaveLength(NAMES.length - 1)
})

test('nothing is sent once more after the lock was lost', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 30 * HOUR_S) })
  const held = ports.http.hold()
  const asked = keeper.handlers['connections.refresh']({ name: 'ward' }).catch(({ fault }) => fault.code)
  await ports.clock.settle()
  ports.ownership.lose()
  held.answer({ status: 503 })
  await ports.clock.advance(60_000)
  expect(await asked).toBe('server_busy')
  expect(ports.http.requests).toHaveLength(1)
})
