import { expect, test } from 'vitest'
import { drawEntry, startKeeper } from '../started-keeper.ts'

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
