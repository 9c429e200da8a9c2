/** Removing: out of the vault at once, back for a minute, and only then told to the server. */
import { faultCodeOf } from '../../kit/fault-code.ts'
import 'oauth4webapi'
import { expect, test } from 'vitest'
import { type FaultCode, fault } from '../../../shared/fault.ts'
import { handHost } from '../../kit/hand-host.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import type { ScriptedAnswer } from '../../kit/servers/scripted-http.ts'
import { type Started, startKeeper } from '../started-keeper.ts'

const REVOKE = 'https://login.example/revoke'

const DESK = {
  system: 'oauth2',
  settings: {
    baseUrl: 'https://api.example/',
    clientId: 'desk',
    endpoints: { token: 'https://login.example/token', revocation: REVOKE },
  },
}

const again = { refreshToken: 'the-refresh-token', clientSecret: 'a secret' }

async function started(answer: ScriptedAnswer = { status: 200 }, more: object = {}, lasting = true): Promise<Started> {
  const rig = await startKeeper(memoryPorts({ host: { ...handHost(), lasting } }) as never)
  rig.ports.http.otherwise(({ url }) => (url === REVOKE ? answer : { json: { access_token: 'a', expires_in: 3_600 } }))
  await rig.keeper.handlers['connections.add']({
    entry: { ...DESK, name: 'desk', settings: { ...DESK.settings, ...more }, secrets: again },
  })
  await rig.ports.clock.advance(1_000)
  return rig
}

const revocations = ({ ports }: Started) => ports.http.requests.filter(({ url }) => url === REVOKE)
const events = ({ ports }: Started) =>
  ports.trace.filter((line) => /journal (removed|restored|revoked|not_revoked)/.test(line))
const names = async ({ keeper }: Started) => (await keeper.handlers['connections.list']({})).map(({ name }) => name)

test('it is out of the vault at once, and the server hears of it after the minute', async () => {
  const rig = await started()
  const { id } = await rig.keeper.handlers['connections.get']({ name: 'desk' })
  const { undoUntil } = await rig.keeper.handlers['connections.remove']({ name: 'desk' })
  expect(undoUntil).toBe(new Date(rig.ports.clock.now() + 60_000).toISOString())
  expect(await rig.ports.vault.read(id)).toBeNull()
  expect(await names(rig)).toEqual([])
  await rig.ports.clock.advance(59_000)
  expect(revocations(rig)).toEqual([])
  await rig.ports.clock.advance(1_000)
  const [request, ...others] = revocations(rig)
  expect(others).toEqual([])
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    token: 'the-refresh-token',
    token_type_hint: 'refresh_token',
  })
  expect(request?.headers['authorization']).toMatch(/^Basic /)
  expect(events(rig)).toEqual(['journal removed', 'journal revoked'])
  expect(await faultCodeOf(rig.keeper.handlers['connections.restore']({ name: 'desk' }))).toBe('nothing_to_restore')
})

test('taken back within the minute it is as it was, and the server hears nothing', async () => {
  const rig = await started()
  const before = await rig.keeper.handlers['connections.get']({ name: 'desk' })
  await rig.keeper.handlers['connections.remove']({ name: 'desk' })
  await rig.ports.clock.advance(40_000)
  const after = await rig.keeper.handlers['connections.restore']({ name: 'desk' })
  expect({ ...after, revision: 0, refreshAt: null }).toEqual({ ...before, revision: 0, refreshAt: null })
  await rig.ports.clock.advance(120_000)
  expect(revocations(rig)).toEqual([])
  expect((await rig.keeper.handlers['connections.token']({ name: 'desk' })).token).toBe('a')
})

test('a name that was given away meanwhile is not taken back from it', async () => {
  const rig = await started()
  await rig.keeper.handlers['connections.remove']({ name: 'desk' })
  await rig.keeper.handlers['connections.add']({
    entry: {
      name: 'desk',
      system: 'oauth2',
      settings: { baseUrl: 'https://api.example/', clientId: 'b', endpoints: { token: 'https://login.example/token' } },
      secrets: { refreshToken: 'another' },
    },
  })
  expect(await faultCodeOf(rig.keeper.handlers['connections.restore']({ name: 'desk' }))).toBe('name_taken')
})

test.each([
  ['as it was', {}],
  ['and renewed since', { refresh_token: 'its-successor' }],
])('entered again under another name, %s, its session goes on', async (_what, more) => {
  const rig = await started()
  rig.ports.http.otherwise(() => ({ json: { access_token: 'b', expires_in: 3_600, ...more } }))
  await rig.keeper.handlers['connections.remove']({ name: 'desk' })
  await rig.keeper.handlers['connections.add']({ entry: { ...DESK, name: 'chair', secrets: again } })
  await rig.keeper.handlers['connections.refresh']({ name: 'chair' })
  await rig.ports.clock.advance(120_000)
  expect(revocations(rig)).toEqual([])
})

test.each([[true], [false]])(
  'a fixed token that another connection has too is not ended, keeper stays %s',
  async (lasting) => {
    const rig = await started({ status: 200 }, {}, lasting)
    const secrets = { accessToken: 'the-fixed-token', clientSecret: 'a secret' }
    for (const name of ['one', 'two'])
      await rig.keeper.handlers['connections.add']({ entry: { ...DESK, name, secrets } })
    await rig.keeper.handlers['connections.remove']({ name: 'one' })
    await rig.ports.clock.advance(120_000)
    expect(revocations(rig)).toEqual([])
    await rig.keeper.handlers['connections.remove']({ name: 'two' })
    await rig.ports.clock.advance(120_000)
    expect(revocations(rig)).toHaveLength(1)
  },
)

test('what was entered again under another name is not taken back beside it', async () => {
  const rig = await started()
  await rig.keeper.handlers['connections.remove']({ name: 'desk' })
  await rig.keeper.handlers['connections.add']({ entry: { ...DESK, name: 'chair', secrets: again } })
  expect(await faultCodeOf(rig.keeper.handlers['connections.restore']({ name: 'desk' }))).toBe('same_refresh_token')
})

test.each([
  ['a server that is away', { trouble: 'timed_out', sent: true }],
  ['a server that refuses', { status: 401, json: { error: 'invalid_client' } }],
  ['a server that is busy', { status: 503 }],
] as const)('%s: it is removed all the same, and the journal says so', async (_what, answer) => {
  const rig = await started(answer)
  await rig.keeper.handlers['connections.remove']({ name: 'desk' })
  await rig.ports.clock.advance(60_000)
  expect(events(rig)).toEqual(['journal removed', 'journal not_revoked'])
})

/** The server answers so, one after the other, and with the last from then on. */
async function removedFrom(answers: readonly ScriptedAnswer[], lasting = true) {
  const rig = await started({ status: 200 }, {}, lasting)
  let asked = 0
  rig.ports.http.otherwise(() => answers[Math.min(asked++, answers.length - 1)] ?? { status: 200 })
  return { rig, gone: await rig.keeper.handlers['connections.remove']({ name: 'desk' }) }
}

const BUSY = { status: 503, headers: { 'retry-after': '90' } }

test('a server that asks for patience is told once it had it, and a person hears of both', async () => {
  const { rig } = await removedFrom([BUSY, { trouble: 'offline', sent: false }, { status: 200 }])
  await rig.ports.clock.advance(60_000)
  expect(events(rig)).toEqual(['journal removed', 'journal not_revoked'])
  await rig.ports.clock.advance(89_000)
  expect(revocations(rig)).toHaveLength(1)
  await rig.ports.clock.advance(60_000)
  expect(revocations(rig)).toHaveLength(3)
  expect(new Set(revocations(rig).map(({ body }) => body)).size).toBe(1)
  expect(events(rig)).toEqual(['journal removed', 'journal not_revoked', 'journal not_revoked', 'journal revoked'])
})

test.each([
  ['that stays busy is asked for an hour and no longer', { status: 503 }, 5, 30],
  ['that wants more patience than that is asked once', { status: 503, headers: { 'retry-after': '7200' } }, 1, 1],
  ['that refuses is asked once', { status: 401, json: { error: 'invalid_client' } }, 1, 1],
] as const)('a server %s', async (_what, answer, least, most) => {
  const { rig } = await removedFrom([answer])
  await rig.ports.clock.advance(60_000 + 3_600_000)
  const asked = revocations(rig).length
  expect([asked >= least, asked <= most]).toEqual([true, true])
  await rig.ports.clock.advance(4 * 3_600_000)
  expect(revocations(rig)).toHaveLength(asked)
  expect(events(rig)).toEqual(['journal removed', 'journal not_revoked'])
})

test('a keeper that ends asks a busy server no more, and does not wait for it', async () => {
  for (const beforeMs of [10_000, 70_000]) {
    const { rig } = await removedFrom([BUSY])
    await rig.ports.clock.advance(beforeMs)
    await rig.keeper.stop()
    expect(revocations(rig)).toHaveLength(1)
    expect(events(rig)).toEqual(['journal removed', 'journal not_revoked'])
  }
})

test('entered again while a busy server has its pause, its session goes on', async () => {
  const { rig } = await removedFrom([BUSY, { json: { access_token: 'b', refresh_token: 'next', expires_in: 3_600 } }])
  await rig.ports.clock.advance(60_000)
  await rig.keeper.handlers['connections.add']({ entry: { ...DESK, name: 'chair', secrets: again } })
  await rig.keeper.handlers['connections.refresh']({ name: 'chair' })
  await rig.ports.clock.advance(3_600_000)
  expect(revocations(rig)).toHaveLength(1)
})

test('it cannot be taken back any more while a busy server has its pause', async () => {
  const { rig } = await removedFrom([BUSY])
  await rig.ports.clock.advance(70_000)
  expect(await faultCodeOf(rig.keeper.handlers['connections.restore']({ name: 'desk' }))).toBe('nothing_to_restore')
})

test('a single command tries again within moments, and says what it could not do', async () => {
  const rig = await started({ status: 503 }, {}, false)
  const gone = rig.keeper.handlers['connections.remove']({ name: 'desk' })
  await rig.ports.clock.advance(5_000)
  expect(await gone).toEqual({
    undoUntil: null,
    cutOff: false,
    warning: fault('session_not_ended', { name: 'desk', cause: 'server_busy' }),
  })
  expect(revocations(rig)).toHaveLength(2)
  expect(await names(rig)).toEqual([])
})

test('a name that is removed twice within the minute had two sessions, and both are ended', async () => {
  const rig = await started()
  await rig.keeper.handlers['connections.remove']({ name: 'desk' })
  await rig.keeper.handlers['connections.add']({
    entry: { ...DESK, name: 'desk', secrets: { refreshToken: 'the-second' } },
  })
  await rig.ports.clock.advance(10_000)
  await rig.keeper.handlers['connections.remove']({ name: 'desk' })
  await rig.ports.clock.advance(60_000)
  expect(revocations(rig).map(({ body }) => new URLSearchParams(body).get('token'))).toEqual([
    'the-refresh-token',
    'the-second',
  ])
})

test('a session that may go on elsewhere is left alone', async () => {
  const rig = await started()
  await rig.keeper.handlers['connections.pause']({ name: 'desk' })
  await rig.keeper.handlers['connections.remove']({ name: 'desk' })
  await rig.ports.clock.advance(60_000)
  expect(revocations(rig)).toEqual([])
})

test('two who take it back at once get one of it', async () => {
  const rig = await started()
  await rig.keeper.handlers['connections.remove']({ name: 'desk' })
  const restored = () => faultCodeOf(rig.keeper.handlers['connections.restore']({ name: 'desk' }))
  expect(await Promise.all([restored(), restored()])).toEqual(['none', 'nothing_to_restore'])
  expect(await names(rig)).toEqual(['desk'])
  await rig.ports.clock.advance(120_000)
  expect(revocations(rig)).toEqual([])
})

test('a keeper that ends tells the server first', async () => {
  const rig = await started()
  await rig.keeper.handlers['connections.remove']({ name: 'desk' })
  await rig.keeper.stop()
  expect(revocations(rig)).toHaveLength(1)
})

test('a single command remembers nothing: the server hears of it at once', async () => {
  const rig = await started({ status: 200 }, {}, false)
  expect(await rig.keeper.handlers['connections.remove']({ name: 'desk' })).toEqual({
    undoUntil: null,
    cutOff: false,
    warning: null,
  })
  expect(revocations(rig)).toHaveLength(1)
})

test('the successor that comes after the removal is what is taken back, and what the server is told of', async () => {
  for (const takenBack of [true, false]) {
    const rig = await started()
    const { keeper, ports } = rig
    await ports.clock.advance(3_000)
    const reply = ports.http.hold()
    const asked = keeper.handlers['connections.refresh']({ name: 'desk' }).catch(({ fault }) => fault.code)
    await ports.clock.settle()
    await keeper.handlers['connections.remove']({ name: 'desk' })
    reply.answer({ json: { access_token: 'b', refresh_token: 'its-successor', expires_in: 3_600 } })
    await asked
    if (!takenBack) {
      await ports.clock.advance(60_000)
      expect(revocations(rig).map(({ body }) => new URLSearchParams(body).get('token'))).toEqual(['its-successor'])
      continue
    }
    await keeper.handlers['connections.restore']({ name: 'desk' })
    expect((await keeper.handlers['connections.token']({ name: 'desk' })).token).toBe('b')
    await ports.clock.advance(3_000)
    await keeper.handlers['connections.refresh']({ name: 'desk' })
    const sent = ports.http.requests.map(({ body }) => new URLSearchParams(body).get('refresh_token'))
    expect(sent.filter((token) => token === 'the-refresh-token')).toHaveLength(2)
    expect(sent.at(-1)).toBe('its-successor')
  }
})

test('a clock that is set back while a slow vault still removes it troubles nobody', async () => {
  const rig = await started()
  const { keeper, ports } = rig
  const { id } = await keeper.handlers['connections.get']({ name: 'desk' })
  const release = ports.vault.hangNext('remove', id)
  const removing = keeper.handlers['connections.remove']({ name: 'desk' })
  await ports.clock.settle()
  ports.clock.setWall(ports.clock.now() - 86_400_000)
  await ports.clock.advance(31_000)
  release()
  await removing
  expect(await ports.vault.read(id)).toBeNull()
  expect(await names(rig)).toEqual([])
})

/** A keeper that has just started, so that nothing of it has been read so far; its vault fails with this whenever that one is read. */
async function startedUnread(unreadable: string, trouble: FaultCode, lasting = true) {
  const ports = memoryPorts()
  const { keeper } = await startKeeper(ports)
  const secrets = { accessToken: 'the-fixed-token', clientSecret: 'a secret' }
  const ids: Record<string, string> = {}
  for (const name of ['desk', 'chair']) {
    await keeper.handlers['connections.add']({ entry: { ...DESK, name, secrets } })
    ids[name] = (await keeper.handlers['connections.get']({ name })).id
  }
  await keeper.stop()
  ports.vault.failNext('read', fault(trouble), { key: ids[unreadable] ?? '', times: 100 })
  const rig = await startKeeper(memoryPorts({ vault: ports.vault, host: { ...handHost(), lasting } }) as never)
  rig.ports.http.otherwise(() => ({ status: 200 }))
  return rig
}

test.each([
  ['vault_stalled', 'vault_stalled', ['chair', 'desk']],
  ['vault_damaged', 'none', ['chair']],
] as const)('one that cannot be read for %s: removing it says %s', async (trouble, code, left) => {
  const rig = await startedUnread('desk', trouble)
  expect(await faultCodeOf(rig.keeper.handlers['connections.remove']({ name: 'desk' }))).toBe(code)
  expect((await names(rig)).sort()).toEqual(left)
})

test.each([
  ['vault_stalled', 'journal not_revoked', 0],
  ['vault_damaged', 'journal revoked', 1],
] as const)('a neighbour that cannot be read for %s: %s', async (trouble, event, count) => {
  const rig = await startedUnread('chair', trouble, false)
  const removing = rig.keeper.handlers['connections.remove']({ name: 'desk' })
  await rig.ports.clock.advance(5_000)
  await removing
  expect(events(rig)).toEqual(['journal removed', event])
  expect(revocations(rig)).toHaveLength(count)
})
