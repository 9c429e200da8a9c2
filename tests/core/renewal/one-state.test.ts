/**
 * What the server has said of a token counts the same everywhere, until something newer is known (docs/decisions.md
 * 24).
 */
import { expect, test } from 'vitest'
import type { HttpRequest } from '../../../shared/http.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import type { ScriptedAnswer } from '../../kit/servers/scripted-http.ts'
import { drawEntry, type Started, startKeeper, tokens, viewOf } from '../started-keeper.ts'

const HEALTHY: ScriptedAnswer = { json: { status: 'healthy' } }
const UNKNOWN_TASK: ScriptedAnswer = { status: 404, json: { detail: 'Task not found' } }
const REFUSED: ScriptedAnswer = { status: 401, json: { detail: 'made up' } }

/** A DRAW server that answers a made-up task, and a renewal, as told. */
function serve({ ports }: Started, task: ScriptedAnswer, renewal: ScriptedAnswer = { status: 503 }): void {
  ports.http.otherwise(({ url }) => {
    if (url.includes('/health/')) return HEALTHY
    return url.includes('/refresh') ? renewal : task
  })
}

const fixed = (started: Started): unknown => {
  const entry = drawEntry('ward', started.ports, 3_600) as { secrets: object }
  return { ...entry, secrets: { accessToken: 'access-of-ward-0' } }
}

const renewals = ({ ports }: Started): number =>
  ports.http.requests.filter(({ url }: HttpRequest) => url.includes('/refresh')).length

test('refused in a test: somebody is needed, in every view, and after a restart', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: fixed(started) })
  serve(started, REFUSED)
  await keeper.handlers['connections.test']({ name: 'ward' })
  const refused = { state: 'needs-person', fault: { code: 'token_rejected' }, validated: { current: true } }
  expect(await viewOf(started, 'ward')).toMatchObject(refused)
  expect(await keeper.handlers['connections.list']({})).toMatchObject([refused])
  await expect(keeper.handlers['connections.token']({ name: 'ward' })).rejects.toMatchObject({
    fault: { code: 'token_rejected' },
  })
  const steps = (await viewOf(started, 'ward')).validated?.steps
  expect(steps).toMatchObject([
    { name: 'health', status: 200 },
    { name: 'made_up_task', status: 401 },
  ])
  await keeper.stop()

  const again = await startKeeper(memoryPorts({ vault: ports.vault, clock: ports.clock, http: ports.http }))
  expect(await viewOf(again, 'ward')).toMatchObject(refused)
  expect((await viewOf(again, 'ward')).validated?.steps).toEqual(steps)
})

test('refused in a test, and then not any more: a test, a renewal or an edit makes it well', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const refuse = async (): Promise<void> => {
    serve(started, REFUSED, tokens(7, 3_600))
    await keeper.handlers['connections.test']({ name: 'ward' })
    expect(await viewOf(started, 'ward')).toMatchObject({ state: 'needs-person' })
  }
  await refuse()
  serve(started, UNKNOWN_TASK)
  await keeper.handlers['connections.test']({ name: 'ward' })
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', fault: null })

  await refuse()
  await keeper.handlers['connections.edit']({ name: 'ward', entry: { settings: { clientId: 'Institute B' } } })
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', fault: null, validated: { current: false } })

  await refuse()
  // A program that asks is not given what would only fail: it gets a new one.
  expect((await keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-7')
  const view = await viewOf(started, 'ward')
  // What "was not tried" in the test has been tried since.
  expect(view).toMatchObject({ state: 'valid', validated: { canRenew: 'yes', tokenAccepted: 'no', current: false } })
})

test('a program’s report of a token that cannot be renewed has the server asked', async () => {
  const started = await startKeeper()
  const { keeper } = started
  await keeper.handlers['connections.add']({ entry: fixed(started) })
  serve(started, UNKNOWN_TASK)
  await keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  // The server takes it: that program is wrong, and no other is stopped or warned for it.
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', fault: null })
  expect(await keeper.handlers['connections.token']({ name: 'ward' })).toMatchObject({ warning: null })
  const asked = started.ports.http.requests.length
  for (let times = 0; times < 20; times++)
    await keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  expect(started.ports.http.requests).toHaveLength(asked)

  await started.ports.clock.advance(61_000)
  serve(started, REFUSED)
  const view = await keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  expect(view).toMatchObject({ state: 'needs-person', fault: { code: 'token_rejected' } })
})

test('a program’s first report counts, however shortly after a test', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: fixed(started) })
  serve(started, UNKNOWN_TASK)
  await keeper.handlers['connections.test']({ name: 'ward' })
  serve(started, REFUSED)
  const view = await keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  expect(view).toMatchObject({ state: 'needs-person', fault: { code: 'token_rejected' } })
  expect(ports.journal.events()).toContain('reported_rejected')
})

test('renewals that are wanted one right after another are one', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const refresh = () => keeper.handlers['connections.refresh']({ name: 'ward' })
  serve(started, REFUSED, tokens(2, 3_600))
  await refresh()
  await ports.clock.advance(1_900)
  await refresh()
  expect(renewals(started)).toBe(1)
  await ports.clock.advance(200)
  await refresh()
  expect(renewals(started)).toBe(2)
  expect(
    ports.journal.entries.filter(({ event }) => event === 'renewed').map(({ params }) => params?.['rotated']),
  ).toEqual(['yes', 'no'])
})

test('a token whose end nobody knows is not called too short for whoever says what he needs', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({
    entry: {
      name: 'ward',
      system: 'crafter',
      settings: { baseUrl: 'https://crafter.example/' },
      secrets: { accessToken: 'access-0' },
    },
  })
  const answer = await keeper.handlers['connections.token']({ name: 'ward', minTtlMs: 60_000 })
  expect(answer).toMatchObject({ token: 'access-0', usableUntil: null, warning: { code: 'end_unknown' } })
  expect(ports.http.requests).toEqual([])
})

test('a report that nobody can look into is a warning, and the token is still handed out', async () => {
  const started = await startKeeper()
  const { keeper } = started
  await keeper.handlers['connections.add']({ entry: fixed(started) })
  serve(started, { status: 502 })
  const view = await keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  expect(view).toMatchObject({ state: 'valid', fault: { code: 'reported_rejected' } })
  expect(await keeper.handlers['connections.token']({ name: 'ward' })).toMatchObject({
    token: 'access-of-ward-0',
    warning: { code: 'reported_rejected' },
  })
})

test('a report of a token that can be renewed renews it, once for each generation', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  await ports.clock.advance(20 * 60_000)
  serve(started, REFUSED, tokens(2, 3_600))
  await Promise.all(
    Array.from({ length: 9 }, () => keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })),
  )
  expect(renewals(started)).toBe(1)
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', fault: null, generation: 2 })
})

const LOGIN = { clientToken: '0a1b2c', clientSecret: 'a made-up secret' }
const osais = { name: 'lab', system: 'osais', settings: { baseUrl: 'https://osais.example/', domain: 'myapp.com' } }

test('a refused login is tried again when a person tests, or when the server is reached again', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  let known = false
  ports.http.otherwise(({ url }) => {
    if (!url.endsWith('/login')) return { json: { data: { domain: 'myapp.com' } } }
    const told = { status: 201, json: { data: { authToken: 'login-1', duration: '72h' } } }
    return known ? told : { status: 404, json: { data: null } }
  })
  await keeper.handlers['connections.add']({ entry: { ...osais, secrets: LOGIN } })
  await ports.clock.advance(10_000)
  expect(await viewOf(started, 'lab')).toMatchObject({ state: 'needs-person' })
  // Its own "no" to the login is an answer, though nothing else could be asked.
  const refused = await keeper.handlers['connections.test']({ name: 'lab' })
  expect(refused).toMatchObject({ reached: 'yes', tokenAccepted: 'unknown', canRenew: 'no' })
  known = true
  const result = await keeper.handlers['connections.test']({ name: 'lab' })
  expect(result).toMatchObject({ tokenAccepted: 'yes', canRenew: 'yes', fault: null })
  // Its real status, not the one that most have.
  expect(result.steps).toContainEqual(expect.objectContaining({ name: 'token_request', status: 201 }))
  expect(await viewOf(started, 'lab')).toMatchObject({ state: 'valid' })

  known = false
  await ports.clock.advance(5_000)
  await keeper.handlers['connections.refresh']({ name: 'lab' }).catch(() => undefined)
  expect(await viewOf(started, 'lab')).toMatchObject({ state: 'needs-person' })
  known = true
  ports.wake.fire()
  await ports.clock.advance(5_000)
  expect(await viewOf(started, 'lab')).toMatchObject({ state: 'needs-person' })
  await ports.clock.advance(16 * 60_000)
  ports.wake.fire()
  await ports.clock.advance(5_000)
  expect(await viewOf(started, 'lab')).toMatchObject({ state: 'valid' })
})

test('what was tested as a draft is the connection’s own test once it is saved so', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  const entry = drawEntry('ward', ports, 3_600) as { settings: object }
  serve(started, REFUSED)
  await keeper.handlers['connections.testDraft']({ entry: { ...entry, name: undefined } })
  const other = { ...entry, name: 'other', settings: { ...entry.settings, clientId: 'Institute B' } }
  const { view } = await keeper.handlers['connections.add']({
    entry: { ...other, secrets: { accessToken: 'another-one' } },
  })
  expect(view.validated).toBeNull()
  const added = await keeper.handlers['connections.add']({ entry })
  expect(added.view).toMatchObject({
    state: 'needs-person',
    validated: { tokenAccepted: 'no', current: true, fault: { code: 'token_rejected' } },
  })
  expect(added.view.validated?.steps).toHaveLength(2)

  const edit = { secrets: { accessToken: 'a-better-one-1' } }
  serve(started, UNKNOWN_TASK)
  await keeper.handlers['connections.testDraft']({ name: 'ward', entry: edit })
  const edited = await keeper.handlers['connections.edit']({ name: 'ward', entry: edit })
  expect(edited.view.validated).toMatchObject({ tokenAccepted: 'yes', current: true, generation: 2 })
})
