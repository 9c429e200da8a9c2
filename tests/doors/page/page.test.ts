import { describe, expect, it } from 'vitest'
import { DEFAULT_PREFERENCES } from '../../../electron/core/preferences.ts'
import { admit, answer as answered } from '../../../electron/doors/gate.ts'
import { BODY_LIMIT } from '../../../shared/api/addresses.ts'
import { CONTRACT } from '../../../shared/api/contract/contract.ts'
import { CALL_NAMES } from '../../../shared/api/contract/names.ts'
import { drawEntry } from '../../core/started-keeper.ts'
import { until } from '../../kit/processes/until.ts'
import { startPageRig } from './page-rig.ts'

const entry = {
  name: 'ward-3',
  system: 'oauth2',
  settings: {
    baseUrl: 'https://auth.example/',
    clientId: 'ward',
    endpoints: { token: '/token' },
    grant: 'client_credentials',
  },
  secrets: { clientSecret: 'a-secret-that-nobody-may-read-again' },
}

const call = (name: string, input: unknown = {}) => ({
  method: 'POST',
  path: `/v1/calls/${encodeURIComponent(name)}`,
  json: input,
})

describe('the way in', () => {
  it('trades a ticket for a key, once', async () => {
    const rig = await startPageRig()
    const ticket = rig.door.newTicket()
    const trade = { method: 'POST', path: '/api/ticket', json: { ticket } }
    const first = await rig.ask(trade)
    expect(first.status).toBe(200)
    expect(first.json).toEqual({
      ok: true,
      value: { key: expect.stringMatching(/^[0-9a-f]{64}$/), can: { demo: false, copyToken: false, askOver: false } },
    })
    const again = await rig.ask(trade)
    expect([again.status, again.json]).toMatchObject([
      403,
      { ok: false, fault: { code: 'ticket_unknown', params: {} } },
    ])
  })

  it('takes a ticket for a minute and no longer, by either clock', async () => {
    const rig = await startPageRig()
    const trade = async (ticket: string) =>
      (await rig.ask({ method: 'POST', path: '/api/ticket', json: { ticket } })).status
    const young = rig.door.newTicket()
    await rig.clock.advance(60_000)
    expect(await trade(young)).toBe(200)
    const old = rig.door.newTicket()
    await rig.clock.advance(60_001)
    expect(await trade(old)).toBe(403)
    const slept = rig.door.newTicket()
    await rig.clock.sleepMachine(60_001)
    expect(await trade(slept)).toBe(403)
    const setBack = rig.door.newTicket()
    await rig.clock.advance(60_001)
    rig.clock.setWall(rig.clock.now() - 3_600_000)
    expect(await trade(setBack)).toBe(403)
  })

  it.each([{}, { ticket: '' }, { ticket: 7 }, { ticket: 'x', more: 1 }, null, [], 'x'])(
    'refuses %j as a ticket',
    async (json) => {
      const rig = await startPageRig()
      const answer = await rig.ask({ method: 'POST', path: '/api/ticket', json })
      expect([answer.status, answer.json]).toMatchObject([400, { ok: false, fault: { code: 'bad_shape', params: {} } }])
    },
  )

  it('gives each ticket a key of its own', async () => {
    const rig = await startPageRig()
    const [one, other] = [await rig.key(), await rig.key()]
    expect(one).not.toBe(other)
    for (const key of [one, other]) expect((await rig.ask({ ...call('keeper.status'), key })).status).toBe(200)
  })

  it('keeps the keys that are in use when many were given', async () => {
    const rig = await startPageRig()
    const used = await rig.key()
    const unused = await rig.key()
    for (let count = 0; count < 63; count += 1) {
      await rig.key()
      expect((await rig.ask({ ...call('settings.get'), key: used })).status).toBe(200)
    }
    expect((await rig.ask({ ...call('settings.get'), key: unused })).status).toBe(401)
  })

  it.each([undefined, '', 'x', '0'.repeat(64), '\u00ff'])('refuses every call with the key %j', async (key) => {
    const rig = await startPageRig()
    const answer = await rig.ask({ ...call('keeper.status'), ...(key === undefined ? {} : { key }) })
    expect([answer.status, answer.json]).toMatchObject([
      401,
      { ok: false, fault: { code: 'page_key_unknown', params: {} } },
    ])
    const stream = await rig.ask({ path: '/v1/events', ...(key === undefined ? {} : { key }) })
    expect(stream.status).toBe(401)
  })
})

describe('calls', () => {
  it('are answered by the keeper', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const status = await rig.ask({ ...call('keeper.status'), key })
    expect(status.json).toMatchObject({
      ok: true,
      value: { version: '0.0.0', host: 'test', vault: { kind: 'keychain' } },
    })
    const missing = await rig.ask({ ...call('connections.get', { name: 'nobody' }), key })
    expect([missing.status, missing.json]).toMatchObject([200, { ok: false, fault: { code: 'no_such_connection' } }])
  })

  it('carry a connection in and no secret out', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    rig.ports.http.otherwise(() => ({
      json: { access_token: 'an-access-token-nobody-may-read', expires_in: 3600, token_type: 'Bearer' },
    }))
    const stream = await rig.listen(key)
    const added = await rig.ask({ ...call('connections.add', { entry }), key })
    expect(added.json).toMatchObject({
      ok: true,
      value: { view: { name: 'ward-3', secrets: { clientSecret: { present: true } } } },
    })
    await rig.ask({ ...call('connections.refresh', { name: 'ward-3' }), key })
    const answers = await Promise.all(
      CALL_NAMES.filter((name) => !['connections.remove', 'connections.add'].includes(name)).map((name) =>
        rig.ask({
          ...call(name, CONTRACT[name].input.safeParse({ name: 'ward-3' }).success ? { name: 'ward-3' } : {}),
          key,
        }),
      ),
    )
    expect(stream.events.some(({ event }) => event === 'notice')).toBe(true)
    for (const told of [added.text, stream.text, ...answers.map((answer) => answer.text)]) {
      expect(told).not.toContain('nobody-may-read')
    }
  })

  it.each(CALL_NAMES)('%s passes only where the contract lets the page in', async (name) => {
    const rig = await startPageRig()
    const answer = await rig.ask({ ...call(name, { nonsense: true }), key: await rig.key() })
    const allowed = CONTRACT[name].doors.some((door) => door === 'page')
    if (allowed) expect([answer.status, answer.json]).toMatchObject([400, { fault: { code: 'bad_shape' } }])
    else
      expect([answer.status, answer.json]).toMatchObject([
        403,
        { ok: false, fault: { code: 'call_refused', params: { call: name } } },
      ])
  })

  it('tell nothing that the contract does not name, whatever a keeper gives', async () => {
    const admitted = admit('page', 'settings.get', {})
    if ('fault' in admitted) throw new Error(admitted.fault.code)
    const kept = { ...DEFAULT_PREFERENCES, journalEntries: 5 }
    const generous = { ...kept, token: 'a-secret' }
    const reply = await answered(admitted, { call: async () => generous as never })
    expect(reply).toEqual({ ok: true, value: kept })
  })

  it('never give a token, not even for a right request', async () => {
    const rig = await startPageRig()
    const answer = await rig.ask({ ...call('connections.token', { name: 'ward-3' }), key: await rig.key() })
    expect(answer.json).toMatchObject({
      ok: false,
      fault: { code: 'call_refused', params: { call: 'connections.token' } },
    })
  })

  it.each(['nothing', '__proto__', 'constructor', 'connections.list '])('refuse the unknown call %j', async (name) => {
    const rig = await startPageRig()
    const answer = await rig.ask({ ...call(name), key: await rig.key() })
    expect([answer.status, answer.json]).toMatchObject([404, { ok: false, fault: { code: 'unknown_call' } }])
  })

  it.each([
    ['keeper.status', null],
    ['keeper.status', []],
    ['keeper.status', { more: 1 }],
    ['connections.get', { name: '../etc' }],
    ['connections.get', { name: 'a', __proto__: null, extra: 1 }],
    ['journal.read', { limit: 1e9 }],
  ])('answer bad_shape to %s with %j', async (name, input) => {
    const rig = await startPageRig()
    const answer = await rig.ask({ ...call(name, input), key: await rig.key() })
    expect([answer.status, answer.json]).toMatchObject([400, { ok: false, fault: { code: 'bad_shape' } }])
  })

  it.each(['', '{', '{}x', '\u0000', "{'name':1}", Buffer.from([0x22, 0xff, 0x22])])(
    'answer not_json to %j',
    async (body) => {
      const rig = await startPageRig()
      const headers = { 'content-type': 'application/json' }
      const answer = await rig.ask({
        method: 'POST',
        path: '/v1/calls/keeper.status',
        body,
        headers,
        key: await rig.key(),
      })
      expect([answer.status, answer.json]).toMatchObject([400, { ok: false, fault: { code: 'not_json', params: {} } }])
    },
  )

  it('survive JSON that is nested without end', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const entry = `${'['.repeat(400_000)}${']'.repeat(400_000)}`
    const body = `{"entry":${entry}}`
    const headers = { 'content-type': 'application/json' }
    const answer = await rig.ask({ method: 'POST', path: '/v1/calls/connections.add', body, headers, key })
    expect(answer.json).toMatchObject({ ok: false })
    expect((await rig.ask({ ...call('keeper.status'), key })).status).toBe(200)
  })

  it('cannot force a renewal of what was moved away and is paused: its refresh token is spent elsewhere', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const draw = drawEntry('ward', rig.ports, 3_600)
    await rig.ask({ ...call('connections.add', { entry: draw }), key })
    await rig.keeper.handlers['moving.seal']({ to: { passphrase: 'correct horse battery' }, move: true })
    const answer = await rig.ask({ ...call('connections.refresh', { name: 'ward' }), key })
    expect(answer.json).toMatchObject({ ok: false, fault: { code: 'paused', params: { name: 'ward' } } })
    expect(rig.ports.http.requests).toEqual([])
  })

  it('take a body of just the limit, and no byte more', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const start = '{"entry":"'
    const send = (length: number, headers: Record<string, string> = {}) => {
      const body = `${start}${'x'.repeat(length - start.length - 2)}"}`
      const all = { 'content-type': 'application/json', ...headers }
      return rig.ask({ method: 'POST', path: '/v1/calls/connections.add', body, headers: all, key })
    }
    expect((await send(BODY_LIMIT)).status).toBe(200)
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }]) {
      const answer = await send(BODY_LIMIT + 1, headers)
      const fault = { code: 'input_too_large', params: { limit: BODY_LIMIT } }
      expect([answer.status, answer.json]).toMatchObject([413, { ok: false, fault }])
    }
  })

  it('are refused once the host is closing, while those under way are answered', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const release = rig.ports.vault.hangNext('write')
    const waiting = rig.ask({ ...call('connections.add', { entry }), key })
    await until('the call to wait for the vault', () => rig.ports.vault.waiting === 0)
    rig.door.stop()
    const refused = await rig.ask({ ...call('keeper.status'), key })
    expect([refused.status, refused.json]).toMatchObject([
      503,
      { ok: false, fault: { code: 'keeper_leaving', params: {} } },
    ])
    release()
    expect((await waiting).status).toBe(200)
  })
})
