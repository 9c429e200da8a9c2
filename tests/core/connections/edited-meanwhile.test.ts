/** Two people change one connection at the same time: the second is told, and nothing of the first is lost without a word. */
import { describe, expect, test } from 'vitest'
import { jwt } from '../../kit/jwt.ts'
import type { MemoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry, type Started, startKeeper, viewOf } from '../started-keeper.ts'

async function withWard(): Promise<Started & { edit(input: object): Promise<unknown> }> {
  const started = await startKeeper()
  const { handlers } = started.keeper
  await handlers['connections.add']({ entry: drawEntry('ward', started.ports, 3_600) })
  return { ...started, edit: (input) => handlers['connections.edit']({ name: 'ward', entry: {}, ...input }) }
}

const refused = { fault: { code: 'edited_meanwhile', params: { name: 'ward' } } }

describe('an edit that says which edition it began with', () => {
  test('is taken while that one stands, and refused once somebody else has changed it', async () => {
    const started = await withWard()
    const { edition } = await viewOf(started, 'ward')
    await started.edit({ edition, entry: { settings: { maxRetries: 5 } } })
    await expect(started.edit({ edition, entry: { settings: { clientId: 'Lab' } } })).rejects.toMatchObject(refused)
    const now = await viewOf(started, 'ward')
    expect(now).toMatchObject({ maxRetries: 5, clientId: 'Institute A' })
    expect(now.edition).not.toBe(edition)
    await started.edit({ edition: now.edition, entry: { settings: { clientId: 'Lab' } } })
    expect(await viewOf(started, 'ward')).toMatchObject({ maxRetries: 5, clientId: 'Lab' })
  })

  test('is refused before its own mistakes are told, which may be none any more', async () => {
    const started = await withWard()
    const { edition } = await viewOf(started, 'ward')
    await started.edit({ entry: { note: 'Ask radiology.' } })
    await expect(started.edit({ edition, entry: { settings: { maxRetries: -1 } } })).rejects.toMatchObject(refused)
  })

  test('of two at the same moment one is taken', async () => {
    const started = await withWard()
    const { edition } = await viewOf(started, 'ward')
    const done = await Promise.allSettled([
      started.edit({ edition, entry: { settings: { maxRetries: 5 } } }),
      started.edit({ edition, entry: { settings: { clientId: 'Lab' } } }),
    ])
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

test('an edit that says nothing of it is taken as ever, and a renewal is no edit', async () => {
  const started = await withWard()
  const { edition } = await viewOf(started, 'ward')
  renewing(started.ports)
  await started.keeper.handlers['connections.refresh']({ name: 'ward' })
  const renewed = await viewOf(started, 'ward')
  expect(renewed).toMatchObject({ edition, generation: 2 })
  await started.edit({ entry: { settings: { maxRetries: 5 } } })
  await started.edit({ entry: { settings: { maxRetries: 3 } } })
  // As it was: nobody is told of what makes no difference.
  expect((await viewOf(started, 'ward')).edition).toBe(edition)
})

function renewing({ http }: Pick<MemoryPorts, 'http'>): void {
  http.otherwise(() => ({ json: { access_token: jwt({ jti: 2 }), expires_in: 3_600, refresh_token: jwt({ jti: 3 }) } }))
}
