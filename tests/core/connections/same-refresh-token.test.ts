import { expect, test } from 'vitest'
import { drawEntry, startKeeper, tokens } from '../started-keeper.ts'

test('of two entered in one moment with the same refresh token, one is refused', async () => {
  const { keeper, ports } = await startKeeper()
  const entry = (name: string) => ({ ...(drawEntry('same', ports, 86_400) as object), name })
  const saved = ['one', 'two'].map((name) => keeper.handlers['connections.add']({ entry: entry(name) }))
  const outcomes = await Promise.allSettled(saved)
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  for (const name of ['three', 'four'])
    await keeper.handlers['connections.add']({ entry: drawEntry(name, ports, 86_400) })
  const secrets = { accessToken: 'another-access-token', refreshToken: 'another-refresh-token' }
  const edited = ['three', 'four'].map((name) => keeper.handlers['connections.edit']({ name, entry: { secrets } }))
  expect((await Promise.allSettled(edited)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('one that a connection was entered with and has spent since goes into no other one', async () => {
  const { keeper, ports } = await startKeeper()
  const calls = keeper.handlers
  const entry = (name: string) => ({ ...(drawEntry('same', ports, 86_400) as object), name })
  await calls['connections.add']({ entry: entry('one') })
  ports.http.answer(tokens(1, 86_400))
  await calls['connections.refresh']({ name: 'one' })
  const refused = { fault: { code: 'same_refresh_token', params: { name: 'one' } } }
  await expect(calls['connections.add']({ entry: entry('two') })).rejects.toMatchObject(refused)
  await calls['connections.add']({ entry: drawEntry('three', ports, 86_400) })
  const secrets = { refreshToken: 'refresh-of-same-0' }
  await expect(calls['connections.edit']({ name: 'three', entry: { secrets } })).rejects.toMatchObject(refused)
  // Its own may be pasted once more, and once it is gone nothing is in the way.
  await calls['connections.edit']({ name: 'one', entry: { secrets } })
  await calls['connections.remove']({ name: 'one' })
  await calls['connections.add']({ entry: entry('two') })
})
