/** Where a server calls back: looked at, changed only on purpose, and proved by a ping. */
import { expect, test } from 'vitest'
import type { HttpRequest } from '../../../shared/http.ts'
import type { ScriptedAnswer } from '../../kit/servers/scripted-http.ts'
import { type Started, startKeeper, viewOf } from '../started-keeper.ts'

const entry = (own: object = {}): unknown => ({
  name: 'lab',
  system: 'osais',
  settings: { baseUrl: 'https://osais.example/', domain: 'myapp.com', uriNotify: 'public/notify', ...own },
  secrets: { clientToken: '0a1b2c', clientSecret: 'a made-up secret' },
})

const there = { domain: 'old.example', uriNotify: 'public/notify', uriUpload: 'u' }
const AT = '2026-03-01T10:00:00.000Z'
const pathOf = ({ method, url }: HttpRequest): string => `${method} ${new URL(url).pathname}`

/** Answers by method and path; a list gives its answers one after another, the last one again and again. */
async function started(answers: Record<string, ScriptedAnswer | ScriptedAnswer[]>, own: object = {}): Promise<Started> {
  const rig = await startKeeper()
  const { ports, keeper } = rig
  let logins = 0
  ports.http.otherwise((request) => {
    const path = pathOf(request)
    const answer = answers[path]
    if (Array.isArray(answer)) return (answer.length > 1 ? answer.shift() : answer[0]) ?? { status: 404 }
    if (answer !== undefined) return answer
    if (path === 'POST /api/v1/public/client/login')
      return { status: 201, json: { data: { authToken: `login-${++logins}`, duration: '72h' } } }
    return { status: 404, json: {} }
  })
  await keeper.handlers['connections.add']({ entry: entry(own) })
  await ports.clock.advance(10_000)
  return rig
}

const asked = ({ ports }: Started, part: string) =>
  ports.http.requests.map(pathOf).filter((each) => each.includes(part))
const RECORD = 'GET /api/v1/private/client'
const NOTIFY = 'PATCH /api/v1/private/client/notify'
const PING = 'POST /api/v1/private/client/ai/ping'
const REQUEST = 'GET /api/v1/private/client/request/77'

test('looking sends nothing, and what the server told is remembered', async () => {
  const rig = await started({ [RECORD]: { json: { data: there } } })
  expect(await rig.keeper.handlers['callbacks.look']({ name: 'lab' })).toEqual({
    url: 'https://osais.example/api/v1/private/client/notify',
    here: { domain: 'myapp.com', uriNotify: 'public/notify', uriUpload: '' },
    there,
    changes: { domain: 'myapp.com' },
    validatedAt: null,
  })
  expect(asked(rig, 'PATCH')).toEqual([])
  expect((await viewOf(rig, 'lab')).learned).toEqual(there)
})

test('applying sends what differs, once', async () => {
  const after = { ...there, domain: 'myapp.com', validated_at: AT }
  const rig = await started({
    [RECORD]: [{ json: { data: there } }, { json: { data: after } }],
    [NOTIFY]: { json: { data: after } },
  })
  const done = await rig.keeper.handlers['callbacks.apply']({ name: 'lab' })
  expect(done).toMatchObject({ changes: { domain: 'myapp.com' }, there: { domain: 'myapp.com' }, validatedAt: AT })
  expect(rig.ports.http.requests.at(-1)?.body).toBe('{"domain":"myapp.com"}')
  expect((await rig.keeper.handlers['callbacks.apply']({ name: 'lab' })).changes).toEqual({})
  expect(asked(rig, 'PATCH')).toHaveLength(1)
  const { entries } = await rig.keeper.handlers['journal.read']({ name: 'lab' })
  expect(entries.filter(({ event }) => event === 'callbacks_changed')).toEqual([
    expect.objectContaining({ params: { fields: 'domain' } }),
  ])
})

test('a 404 offers the other path; taken, it is kept', async () => {
  const rig = await started({
    [RECORD]: { json: { data: there } },
    'PATCH /v1/private/client': { json: { data: null } },
  })
  await expect(rig.keeper.handlers['callbacks.apply']({ name: 'lab' })).rejects.toMatchObject({
    fault: { code: 'callbacks_not_here', params: { other: '/v1/private/client' } },
  })
  const at = '/v1/private/client'
  const done = await rig.keeper.handlers['callbacks.apply']({ name: 'lab', at })
  expect(done).toMatchObject({ url: 'https://osais.example/v1/private/client', there: { domain: 'myapp.com' } })
  expect((await viewOf(rig, 'lab')).endpoints['notify']).toBe(at)
})

test('a login of three days is repeated after half of them, as early as the plan allows', async () => {
  const rig = await started({})
  const { issuedAt, refreshAt } = await viewOf(rig, 'lab')
  const hours = (Date.parse(refreshAt ?? '') - Date.parse(issuedAt ?? '')) / 3_600_000
  expect(hours).toBeLessThanOrEqual(36)
  expect(hours).toBeGreaterThanOrEqual(32)
})

test('a login that no longer counts is made anew, once', async () => {
  const no = { status: 403, json: { data: null } }
  const rig = await started({ [RECORD]: [no, { json: { data: there } }] })
  expect((await rig.keeper.handlers['callbacks.look']({ name: 'lab' })).there).toEqual(there)
  expect(asked(rig, 'login')).toHaveLength(2)
  const never = await started({ [RECORD]: no })
  await expect(never.keeper.handlers['callbacks.look']({ name: 'lab' })).rejects.toMatchObject({
    fault: { code: 'token_rejected' },
  })
  expect(asked(never, 'login')).toHaveLength(2)
})

test('bad wishes are told before anything is sent', async () => {
  const rig = await started({}, { domain: '', uriNotify: '' })
  const { handlers } = rig.keeper
  await expect(handlers['callbacks.apply']({ name: 'lab' })).rejects.toMatchObject({
    fault: { code: 'nothing_to_send' },
  })
  await expect(handlers['callbacks.apply']({ name: 'lab', at: '/elsewhere' })).rejects.toMatchObject({
    fault: { code: 'not_a_choice' },
  })
  await handlers['connections.add']({
    entry: {
      name: 'mine',
      system: 'crafter',
      settings: { baseUrl: 'https://c.example/crafter-profile' },
      secrets: { accessToken: 'b4d44030-d0af-11e3-9c1a-0800200c9a66' },
    },
  })
  for (const call of ['callbacks.look', 'callbacks.apply', 'connections.ping'] as const)
    await expect(handlers[call]({ name: 'mine' })).rejects.toMatchObject({ fault: { code: 'no_callbacks' } })
  expect(asked(rig, 'private')).toEqual([])
})

test('adding, editing and testing never change anything there', async () => {
  const rig = await started({ [RECORD]: { json: { data: there } } })
  await rig.keeper.handlers['connections.edit']({ name: 'lab', entry: { settings: { domain: 'other.example' } } })
  await rig.keeper.handlers['connections.test']({ name: 'lab' })
  expect([...asked(rig, 'PATCH'), ...asked(rig, '/ai/')]).toEqual([])
})

test('the ping is followed to its end, and the validation is shown', async () => {
  const going = { json: { data: { started_at: 'x', ended_at: null } } }
  const rig = await started({
    [PING]: { json: { data: { uid: 77 } } },
    [REQUEST]: [going, { trouble: 'reply_lost', sent: true }, { json: { data: { ended_at: 'x' } } }],
    [RECORD]: [{ json: { data: there } }, { json: { data: { ...there, validated_at: AT } } }],
  })
  const ping = rig.keeper.handlers['connections.ping']({ name: 'lab' })
  await rig.ports.clock.advance(60_000)
  const { steps, ...result } = await ping
  expect(result).toMatchObject({ validated: 'yes', validatedAt: AT, fault: null })
  expect(steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'token_request 201',
    'osais_ping 200',
    'osais_request 200',
    'osais_client 200',
  ])
  expect(asked(rig, '/ai/')).toEqual([PING])
  expect((await viewOf(rig, 'lab')).learned).toMatchObject({ validatedAt: AT })
})

test.each<[string, Record<string, ScriptedAnswer | ScriptedAnswer[]>, string, string]>([
  ['not taken', { [PING]: { status: 400, json: { data: null } } }, 'ping_refused', 'unknown'],
  ['lost from sight', { [PING]: { json: { data: { uid: 77 } } } }, 'request_unknown', 'unknown'],
  [
    'without an end',
    { [PING]: { json: { data: { uid: 77 } } }, [REQUEST]: { json: { data: { ended_at: null } } } },
    'request_unfinished',
    'unknown',
  ],
  [
    'never acknowledged',
    {
      [PING]: { json: { data: { uid: 77 } } },
      [REQUEST]: { json: { data: { ended_at: 'x' } } },
      [RECORD]: { json: { data: there } },
    },
    'not_validated',
    'no',
  ],
])('a ping that is %s says so, within two minutes', async (_what, answers, code, validated) => {
  const rig = await started(answers)
  const ping = rig.keeper.handlers['connections.ping']({ name: 'lab' })
  await rig.ports.clock.advance(120_000)
  expect(await ping).toMatchObject({ validated, fault: { code } })
})

test('a wrong secret is named, and no AI is called', async () => {
  const rig = await started({ 'POST /api/v1/public/client/login': { status: 401, json: { data: null } } })
  expect(await rig.keeper.handlers['connections.ping']({ name: 'lab' })).toMatchObject({
    fault: { code: 'client_secret_wrong' },
  })
  expect(asked(rig, '/ai/')).toEqual([])
})
