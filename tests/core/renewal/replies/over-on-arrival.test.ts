import { expect, test } from 'vitest'
import { drawEntry, startKeeper, tokens, viewOf } from '../../started-keeper.ts'

const HOUR = 3_600_000

test('a server whose clock is an hour behind, and does not say so, is not stormed', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  let n = 0
  ports.http.otherwise(() => {
    const { json } = tokens(++n, 0)
    return { json: { ...(json as object), expires_at: new Date(ports.clock.now() - HOUR).toISOString() } }
  })
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 60) })
  await ports.clock.advance(HOUR)
  expect((await viewOf(started, 'ward')).state).toBe('expired')
  // Seconds apart at first, five minutes in the end.
  expect(n).toBeGreaterThan(12)
  expect(n).toBeLessThan(25)
})
