/** Servers that end the access token before with each renewal: learned, remembered, and spared from then on. */
import { expect, test } from 'vitest'
import type { Notice } from '../../../shared/api/contract/contract.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry, type Started, startKeeper, tokens, viewOf } from '../started-keeper.ts'

const LIFE_S = 600
/** min(60 s, L/4) and max(L/5, 2 x hard) before the end. */
const HARD_S = LIFE_S - 60
const SOFT_S = LIFE_S - 120

/** A server that counts its renewals and knows one access token alone. */
function serve({ ports }: Started): { renewals: () => number } {
  let issued = 0
  ports.http.otherwise(({ url, headers }) => {
    if (url.includes('/refresh')) return tokens(++issued, LIFE_S)
    const isNewest = headers['authorization'] === `Bearer access-${issued}`
    if (!isNewest && issued > 0) return { status: 401, json: { detail: 'not this one' } }
    return url.includes('/health/') ? { json: { status: 'healthy' } } : { status: 404, json: { detail: 'no task' } }
  })
  return { renewals: () => issued }
}

async function renewedOnce(given?: Started) {
  const started = given ?? (await startKeeper())
  const { keeper, ports } = started
  const server = serve(started)
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, LIFE_S) })
  await ports.clock.advance(SOFT_S * 1_000)
  expect(server.renewals()).toBe(1)
  return { ...started, ...server }
}

const noticesOf = ({ keeper }: Started): Notice[] => {
  const heard: Notice[] = []
  keeper.subscribe((notice) => void (notice.notice === 'token.replaced' && heard.push(notice)))
  return heard
}

test('the first report of the older token is enough, and is remembered over a restart', async () => {
  const started = await renewedOnce()
  const { keeper, ports } = started
  expect((await viewOf(started, 'ward')).endsOlderSince).toBeNull()
  const view = await keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  expect(view).toMatchObject({ generation: 2, state: 'valid', fault: null })
  expect(view.endsOlderSince).toBe(new Date(ports.clock.now()).toISOString())
  expect(ports.journal.events().filter((event) => event === 'older_token_ends')).toHaveLength(1)
  expect(started.renewals()).toBe(1)
  // From now on at the hard point, and no moment earlier.
  const issuedAt = Date.parse(view.issuedAt ?? '')
  expect(Date.parse(view.refreshAt ?? '')).toBe(issuedAt + HARD_S * 1_000)
  await keeper.stop()
  const again = await startKeeper(memoryPorts({ vault: ports.vault, clock: ports.clock, http: ports.http }))
  expect((await viewOf(again, 'ward')).endsOlderSince).toBe(view.endsOlderSince)
  await ports.clock.advance(issuedAt + HARD_S * 1_000 - 1_000 - ports.clock.now())
  expect(started.renewals()).toBe(1)
  await ports.clock.advance(2_000)
  expect(started.renewals()).toBe(2)
})

test('subscribers hear of each successor, and that the one before has ended', async () => {
  const started = await startKeeper()
  const heard = noticesOf(started)
  await renewedOnce(started)
  expect(heard).toEqual([{ notice: 'token.replaced', name: 'ward', generation: 2, olderEnded: false }])
  await started.keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  await started.ports.clock.advance(LIFE_S * 1_000)
  expect(heard[1]).toEqual({ notice: 'token.replaced', name: 'ward', generation: 3, olderEnded: true })
})

test('nothing is learned of an older token that was refused for another reason, or near its end', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  serve(started)
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, LIFE_S) })
  await ports.clock.advance((LIFE_S / 2) * 1_000)
  // Its report is what had it renewed: ten programs that say the same of it show nothing.
  for (let times = 0; times < 10; times++)
    await keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  expect(await viewOf(started, 'ward')).toMatchObject({ generation: 2, endsOlderSince: null })
  await ports.clock.advance((HARD_S - 1) * 1_000)
  expect((await viewOf(started, 'ward')).generation).toBe(3)
  await ports.clock.advance(121_000)
  await keeper.handlers['connections.rejected']({ name: 'ward', generation: 2 })
  expect((await viewOf(started, 'ward')).endsOlderSince).toBeNull()
})

test('a test asks about the older token too, and what it shows counts either way', async () => {
  const started = await renewedOnce()
  const { keeper, ports } = started
  const { steps } = await keeper.handlers['connections.test']({ name: 'ward' })
  expect(steps.at(-1)).toMatchObject({ name: 'older_token', status: 401, fault: null })
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', fault: null })
  expect((await viewOf(started, 'ward')).endsOlderSince).not.toBeNull()
  ports.http.otherwise(({ url }) =>
    url.includes('/health/') ? { json: { status: 'healthy' } } : { status: 404, json: { detail: 'no task' } },
  )
  await keeper.handlers['connections.test']({ name: 'ward' })
  expect((await viewOf(started, 'ward')).endsOlderSince).toBeNull()
  // Only for as long as it would be good: after its end there is nothing to find out.
  await ports.clock.advance(121_000)
  const later = await keeper.handlers['connections.test']({ name: 'ward' })
  expect(later.steps.map(({ name }) => name)).not.toContain('older_token')
})

test('callers get a token until the renewal that ends it, and cause one early only where nobody works with it', async () => {
  const started = await renewedOnce()
  const { keeper, ports } = started
  await keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  const { issuedAt } = await viewOf(started, 'ward')
  const hard = new Date(Date.parse(issuedAt ?? '') + HARD_S * 1_000).toISOString()
  expect(await keeper.handlers['connections.token']({ name: 'ward' })).toMatchObject({
    usableUntil: hard,
    warning: null,
  })
  await ports.clock.advance(400_000)
  await keeper.handlers['connections.inUse']({ name: 'ward' })
  // 140 s to the hard point: less than the 5 min that the caller could have of a new one, but a program works with it.
  const wanted = { name: 'ward', minTtlMs: 3_600_000 }
  const spared = await keeper.handlers['connections.token'](wanted)
  expect(spared).toMatchObject({ generation: 2, warning: { code: 'shorter_life', params: { seconds: 140 } } })
  expect(await keeper.handlers['connections.token']({ name: 'ward' })).toMatchObject({ generation: 2, warning: null })
  // It has said nothing for half a minute: it is over.
  await ports.clock.advance(31_000)
  expect(await keeper.handlers['connections.token']({ name: 'ward' })).toMatchObject({ generation: 2 })
  expect(await keeper.handlers['connections.token'](wanted)).toMatchObject({ generation: 3 })
})

test('at the hard point it is renewed, whoever works with it, and tried on until its end', async () => {
  const started = await renewedOnce()
  const { keeper, ports } = started
  await keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  await ports.clock.advance((HARD_S - 10) * 1_000)
  await keeper.handlers['connections.inUse']({ name: 'ward' })
  ports.http.otherwise(() => ({ status: 503 }))
  await ports.clock.advance(11_000)
  expect(ports.http.requests.filter(({ url }) => url.includes('/refresh')).length).toBeGreaterThan(1)
  serve(started)
  await ports.clock.advance(45_000)
  expect(await viewOf(started, 'ward')).toMatchObject({ generation: 3, state: 'valid' })
})

test('settings that lead to another server forget what the one before did', async () => {
  const started = await renewedOnce()
  const { keeper } = started
  await keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  const entry = { settings: { clientId: 'Institute B' } }
  const { view } = await keeper.handlers['connections.edit']({ name: 'ward', entry })
  expect(view.endsOlderSince).not.toBeNull()
  const away = {
    settings: { baseUrl: 'https://other.example/' },
    secrets: { accessToken: 'another-access-token', refreshToken: 'another-refresh-token' },
  }
  expect((await keeper.handlers['connections.edit']({ name: 'ward', entry: away })).view.endsOlderSince).toBeNull()
})
