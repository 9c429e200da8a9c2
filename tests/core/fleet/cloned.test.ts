/** A workstation whose disk was copied while it was enrolled: both bear one name, and neither sends what the other has sent. */
import { expect, test } from 'vitest'
import { code } from './vault/fleet-of.ts'
import { type Workstation, workstations } from './workstations.ts'

async function originalAndClone() {
  const { clock, store, server, all } = await workstations('one', 'one')
  const [original, clone] = all as [Workstation, Workstation]
  const held = original.ports.http.hold()
  const asked = code(original.keeper.handlers['connections.refresh']({ name: 'ward' }))
  await clock.advance(1_000)
  expect(held.asked).toBe(true)
  const refreshed = async () => {
    const done = code(clone.keeper.handlers['connections.refresh']({ name: 'ward' }))
    await clock.advance(70_000)
    return done
  }
  return { clock, store, server, held, asked, refreshed }
}

const ANSWER = { json: { access_token: 'access-1', refresh_token: 'refresh-of-ward-1', expires_in: 600 } }

test('while the original is at it, its clone waits as any other', async () => {
  const { clock, server, held, asked, refreshed } = await originalAndClone()
  expect(await refreshed()).toBe('renewed_elsewhere')
  expect(server.sent).toEqual([])
  server.generation = 1
  held.answer(ANSWER)
  await clock.advance(5_000)
  expect(await asked).toBe('done')
})

test('when the original has lost its lease, its clone takes nothing of it for its own', async () => {
  const { clock, store, server, held, refreshed } = await originalAndClone()
  store.cut('one')
  await clock.advance(20_000)
  store.join('one')
  expect(await refreshed()).toBe('asker_silent')
  expect(server.sent).toEqual([])
  held.answer({ trouble: 'reply_lost', sent: true })
})
