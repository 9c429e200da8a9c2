/** A clock that is set back makes nothing that was done before "just now" until it has caught up. */
import { expect, test } from 'vitest'
import { readDocument } from '../../../shared/connections/connection.ts'
import { fault } from '../../../shared/fault.ts'
import { jwt } from '../../kit/jwt.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { clientCredentialsEntry, drawEntry, type Started, startKeeper } from '../started-keeper.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Its only end is one that the server has counted, so that nothing of it moves with our clock. */
function countedThere({ ports }: Started) {
  const exp = Math.floor((ports.clock.now() + 8 * HOUR) / 1_000)
  ports.http.otherwise(() => ({ json: { access_token: jwt({ exp }) } }))
}

async function setBack({ ports }: Started, by: number): Promise<void> {
  ports.clock.setWall(ports.clock.now() - by)
  await ports.clock.advance(31_000)
}

async function renewedThere(): Promise<Started> {
  const rig = await startKeeper()
  countedThere(rig)
  await rig.keeper.handlers['connections.add']({ entry: clientCredentialsEntry('desk') })
  await rig.keeper.handlers['connections.refresh']({ name: 'desk' })
  await rig.ports.clock.advance(HOUR / 2)
  await setBack(rig, 2 * HOUR)
  return rig
}

test('who wants a new token gets one', async () => {
  const { keeper, ports } = await renewedThere()
  const before = ports.http.requests.length
  await keeper.handlers['connections.refresh']({ name: 'desk' })
  expect(ports.http.requests).toHaveLength(before + 1)
})

test('a token that a program has seen refused is replaced', async () => {
  const { keeper, ports } = await renewedThere()
  const before = ports.http.requests.length
  const { generation } = await keeper.handlers['connections.get']({ name: 'desk' })
  await keeper.handlers['connections.rejected']({ name: 'desk', generation: generation ?? 0 })
  expect(ports.http.requests).toHaveLength(before + 1)
})

test('a failure from before it hinders no caller', async () => {
  const rig = await startKeeper()
  const { keeper, ports } = rig
  await keeper.handlers['settings.set']({ key: 'backgroundRenewal', value: 'off' })
  ports.http.otherwise(() => ({ status: 503 }))
  const entry = clientCredentialsEntry('desk') as { settings: object }
  await keeper.handlers['connections.add']({ entry: { ...entry, settings: { ...entry.settings, maxRetries: 0 } } })
  await keeper.handlers['connections.refresh']({ name: 'desk' }).catch(() => undefined)
  await setBack(rig, DAY)
  countedThere(rig)
  expect(await keeper.handlers['connections.token']({ name: 'desk' })).toMatchObject({ warning: null })
})

test('what failed before it is tried again no later than without it', async () => {
  const rig = await startKeeper()
  const { keeper, ports } = rig
  ports.http.otherwise(() => ({ status: 503, headers: { 'retry-after': '120' } }))
  await keeper.handlers['connections.add']({ entry: clientCredentialsEntry('desk') })
  await ports.clock.advance(35_000)
  await setBack(rig, DAY)
  countedThere(rig)
  await ports.clock.advance(120_000)
  expect(await keeper.handlers['connections.get']({ name: 'desk' })).toMatchObject({ state: 'valid' })
})

test('an end that comes near is announced all the same', async () => {
  const rig = await startKeeper()
  const { keeper, ports } = rig
  await ports.clock.advance(31_000)
  await setBack(rig, 60 * DAY)
  const entry = drawEntry('fixed', ports, (14 * DAY + HOUR) / 1_000) as { secrets: object }
  await keeper.handlers['connections.add']({ entry: { ...entry, secrets: { accessToken: 'a-fixed-token' } } })
  await ports.clock.advance(3 * HOUR)
  expect(ports.journal.events().filter((event) => event === 'ends_soon')).toHaveLength(1)
})

test.each([
  ['forward', DAY],
  ['back', -DAY],
])(
  'a keeper that ends tries for its quarter of a minute to save the last tokens, the clock being set %s',
  async (_how, by) => {
    const rig = await startKeeper()
    const { keeper, ports } = rig
    await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600) })
    const { id } = await keeper.handlers['connections.get']({ name: 'ward' })
    const reply = ports.http.hold()
    const asked = keeper.handlers['connections.refresh']({ name: 'ward' })
    await ports.clock.settle()
    ports.vault.failNext('write', fault('vault_stalled'), { key: id, times: by > 0 ? 8 : 40 })
    reply.answer({ json: { access_token: 'b', refresh_token: 'its-successor', expires_in: 600 } })
    await asked
    let stopped = false
    const stopping = keeper.stop().then(() => {
      stopped = true
    })
    await ports.clock.settle()
    ports.clock.setWall(ports.clock.now() + by)
    await ports.clock.advance(17_000)
    expect(stopped).toBe(true)
    await stopping
    expect(ports.vault.contents.get(id)?.includes('its-successor')).toBe(by > 0)
  },
)

test('the times that went back with it are saved, for whoever starts next', async () => {
  const rig = await startKeeper()
  const { keeper, ports } = rig
  ports.http.otherwise(() => ({ json: { access_token: 'a', expires_in: 86_400 } }))
  const { view } = await keeper.handlers['connections.add']({ entry: clientCredentialsEntry('desk') })
  await keeper.handlers['connections.refresh']({ name: 'desk' })
  const saved = (): number => {
    const reading = readDocument(ports.vault.contents.get(view.id) ?? '')
    return (reading.ok ? reading.connection.tokens?.issuedAt : null) ?? Number.NaN
  }
  const before = saved()
  await setBack(rig, 2 * HOUR)
  expect(before - saved()).toBe(2 * HOUR)
})

test('one that is hours ahead makes nobody as patient as if the token had been over for hours', async () => {
  const { keeper, ports } = await startKeeper()
  const at: number[] = []
  ports.http.otherwise(() => {
    at.push(ports.clock.monotonic())
    return { trouble: 'connection_refused', sent: false }
  })
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 120, { maxRetries: 0 }) })
  ports.clock.setWall(ports.clock.now() + 2 * HOUR)
  await ports.clock.advance(5 * 60_000)
  const pauses = at.slice(1).map((each, index) => each - (at[index] ?? 0))
  // An eighth of the five minutes, and what its chance leaves of it.
  expect(Math.max(...pauses)).toBeLessThanOrEqual(300_000 / 8)
  expect(at.length).toBeGreaterThan(15)
})

/** A token that lives for ten hours. */
async function tenHours(rig: Started): Promise<void> {
  rig.ports.http.otherwise(({ url }) => ({ json: { access_token: `a-${url.length}`, expires_in: 36_000 } }))
  await rig.keeper.handlers['connections.add']({ entry: clientCredentialsEntry('desk') })
  await rig.keeper.handlers['connections.refresh']({ name: 'desk' })
}

test('nothing that is over is handed out where it was set back while the machine slept', async () => {
  const rig = await startKeeper()
  const { keeper, ports } = rig
  await tenHours(rig)
  const before = ports.http.requests.length
  await ports.clock.sleepMachine(11 * HOUR)
  ports.clock.setWall(ports.clock.now() - 2 * HOUR)
  const { expiresAt } = await keeper.handlers['connections.token']({ name: 'desk' })
  expect(ports.http.requests).toHaveLength(before + 1)
  expect(Date.parse(expiresAt ?? '')).toBe(ports.clock.now() + 10 * HOUR)
})

/** What a process that starts after the clock went back, while none was there to see it, says of a token that has three hours left. */
async function leftAfter(boot: string): Promise<number> {
  const first = await startKeeper()
  await tenHours(first)
  await first.keeper.stop()
  const { vault, index, clock } = first.ports
  await clock.advance(HOUR)
  await clock.sleepMachine(6 * HOUR)
  clock.setWall(clock.now() - 2 * HOUR)
  const { keeper } = await startKeeper(memoryPorts({ vault, index, clock, machine: { ...first.ports.machine, boot } }))
  const { expiresAt } = await keeper.handlers['connections.token']({ name: 'desk' })
  return Date.parse(expiresAt ?? '') - clock.now()
}

test('a process that starts knows that it was set back meanwhile', async () => {
  expect(await leftAfter('boot-of-the-test')).toBe(3 * HOUR)
})

test('nobody knows that of a machine that was started anew since', async () => {
  expect(await leftAfter('another-boot')).toBe(5 * HOUR)
})

test('a set that could not be saved again after it was set back is told apart by the next process', async () => {
  const first = await startKeeper()
  await tenHours(first)
  const { vault, index, clock } = first.ports
  const saved = [...vault.contents]
  await clock.advance(HOUR)
  await setBack(first, 2 * HOUR)
  await first.keeper.stop()
  for (const [key, value] of saved) vault.contents.set(key, value)
  const { keeper } = await startKeeper(memoryPorts({ vault, index, clock }))
  const { expiresAt } = await keeper.handlers['connections.token']({ name: 'desk' })
  expect(Date.parse(expiresAt ?? '') - clock.now()).toBe(9 * HOUR - 31_000)
})
