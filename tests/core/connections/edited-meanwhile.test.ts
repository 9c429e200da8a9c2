/** Two people change one connection at the same time: the second is told, and nothing of the first is lost without a word. */
import { describe, expect, test } from 'vitest'
import { START } from '../../kit/hand-clock.ts'
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

describe('secrets that two people enter', () => {
  const pasted = (jti: string) => ({
    secrets: { accessToken: jwt({ jti, token_type: 'access', exp: START / 1_000 + 7_200 }) },
  })

  test('the second is told of the first, also in the same moment', async () => {
    const started = await withWard()
    const { edition } = await viewOf(started, 'ward')
    await started.edit({ edition, entry: pasted('of one') })
    await expect(started.edit({ edition, entry: pasted('of another') })).rejects.toMatchObject(refused)
    const now = await viewOf(started, 'ward')
    await started.edit({ edition: now.edition, entry: pasted('of another') })
    await expect(started.edit({ edition: now.edition, entry: pasted('of a third') })).rejects.toMatchObject(refused)
  })

  test('a renewal in between is no reason to refuse a paste', async () => {
    const started = await withWard()
    const { edition } = await viewOf(started, 'ward')
    renewing(started.ports)
    await started.keeper.handlers['connections.refresh']({ name: 'ward' })
    await started.edit({ edition, entry: pasted('of one') })
    expect(await viewOf(started, 'ward')).toMatchObject({ generation: 3 })
  })

  test('what is taken back was entered all the same', async () => {
    const started = await withWard()
    await started.edit({ entry: pasted('of one') })
    const { edition } = await viewOf(started, 'ward')
    await started.keeper.handlers['connections.restore']({ name: 'ward' })
    await expect(started.edit({ edition, entry: pasted('of another') })).rejects.toMatchObject(refused)
  })

  test('words alone do not count', async () => {
    const started = await withWard()
    const { secretsEntered } = await viewOf(started, 'ward')
    expect(secretsEntered).toBe(0)
    await started.edit({ entry: { note: 'Ask radiology.' } })
    expect(await viewOf(started, 'ward')).toMatchObject({ secretsEntered })
    await started.edit({ entry: pasted('of one') })
    expect(await viewOf(started, 'ward')).toMatchObject({ secretsEntered: 1 })
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
