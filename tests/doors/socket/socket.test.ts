import { statSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { DEFAULT_PREFERENCES } from '../../../electron/core/preferences.ts'
import { createSocketDoor } from '../../../electron/doors/socket/socket.ts'
import { BODY_LIMIT } from '../../../shared/api/addresses.ts'
import { CONTRACT, type Notice, type Output } from '../../../shared/api/contract/contract.ts'
import { CALL_NAMES } from '../../../shared/api/contract/names.ts'
import { PROTOCOL } from '../../../shared/api/hello.ts'
import { FaultError, fault } from '../../../shared/fault.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { keeperStandIn } from '../../kit/keeper-stand-in.ts'
import { until } from '../../kit/processes/until.ts'
import { SELF, startSocketRig } from './socket-rig.ts'

const SETTINGS = DEFAULT_PREFERENCES
const JOURNAL: Notice = { notice: 'journal.added', entry: { at: 1, event: 'renewed', connection: 'ward-3' } }

const TOKEN: Output<'connections.token'> = {
  token: 'access',
  tokenType: 'Bearer',
  expiresAt: null,
  usableUntil: null,
  warning: null,
  generation: 1,
  baseUrl: 'https://draw.example/',
  clientId: 'Institute A',
  endpoints: {},
  maxRetries: 3,
}

/** A handler that answers when the test says so. */
function held<Value>() {
  const waiting: ((value: Value) => void)[] = []
  return {
    handler: () => new Promise<Value>((resolve) => waiting.push(resolve)),
    waiting: () => waiting.length,
    answer: (value: Value) => waiting.splice(0).map((resolve) => resolve(value)),
  }
}

describe('a client', () => {
  it('is told who keeps, by a socket that is the owner’s alone', async () => {
    const rig = await startSocketRig()
    const { status, json } = await rig.ask({ path: '/v1/keeper' })
    expect([status, json]).toEqual([200, { protocol: PROTOCOL, ...SELF }])
    expect(statSync(rig.path).mode & 0o777).toBe(0o600)
  })

  it('makes every call by its name', async () => {
    const rig = await startSocketRig()
    const { status, json } = await rig.call('settings.get')
    expect([status, json]).toEqual([200, { ok: true, value: SETTINGS }])
  })

  it('is answered while another one waits', async () => {
    const slow = held<[]>()
    const rig = await startSocketRig({ 'connections.list': slow.handler })
    const waiting = rig.call('connections.list')
    await until('the call', () => slow.waiting() === 1)
    expect((await rig.ask({ path: '/v1/keeper' })).status).toBe(200)
    expect((await rig.call('settings.get')).status).toBe(200)
    slow.answer([])
    expect((await waiting).json).toEqual({ ok: true, value: [] })
  })

  it('that vanishes with calls open leaves nothing behind', async () => {
    const slow = held<[]>()
    const rig = await startSocketRig({ 'connections.list': slow.handler })
    const gone = await rig.connect()
    gone.write('GET /v1/connections HTTP/1.1\r\nHost: everbearer\r\n\r\n')
    await until('the call', () => slow.waiting() === 1)
    gone.destroy()
    slow.answer([])
    await rig.door.quiet()
    expect((await rig.call('settings.get')).status).toBe(200)
  })

  it('that says with its request that it says no more (socat) gets a slow answer', async () => {
    const rig = await startSocketRig({
      'connections.list': () => new Promise((resolve) => setTimeout(resolve, 300, [])),
    })
    const heard = await rig.raw('GET /v1/connections HTTP/1.1\r\nHost: everbearer\r\n\r\n', true)
    expect(heard).toMatch(/HTTP\/1\.1 200 OK[\s\S]+\[\]$/)
  })

  it('may be one of two hundred at once', async () => {
    const rig = await startSocketRig()
    const all = await Promise.all(Array.from({ length: 200 }, () => rig.call('settings.get')))
    expect(all.every(({ status }) => status === 200)).toBe(true)
  })
})

describe('what is refused:', () => {
  it.each([
    ['an unknown call', 404, 'connections.steal', {}, fault('unknown_call', { call: 'connections.steal' })],
    ['a member of every object', 404, 'constructor', {}, fault('unknown_call', { call: 'constructor' })],
    ['a name that is no name', 404, '%1b%5b31m!', {}, fault('unknown_call')],
    [
      'input of another shape',
      400,
      'connections.get',
      { name: 7 },
      fault('bad_shape', { where: 'connections.get.name' }),
    ],
    ['a field too many', 400, 'settings.get', { extra: 1 }, fault('bad_shape', { where: 'settings.get' })],
    ['a number out of range', 400, 'journal.read', { limit: 0 }, fault('bad_shape', { where: 'journal.read.limit' })],
    ['no such connection', 200, 'connections.get', { name: 'ward-3' }, { code: 'no_such_connection' }],
  ])('%s', async (_what, expectedStatus, name, input, expected) => {
    const rig = await startSocketRig()
    const { status, json } = await rig.call(name, input)
    expect([status, json]).toMatchObject([expectedStatus, { ok: false, fault: expected }])
  })

  it('with a sentence and a next step', async () => {
    const rig = await startSocketRig()
    const { json } = await rig.call('connections.get', { name: 'ward-3' })
    expect(json).toMatchObject({ fault: { message: expect.stringMatching(/\S/), next: expect.stringMatching(/\S/) } })
  })

  it('a call that this door does not make', async () => {
    const rig = await startSocketRig()
    const elsewhere = CALL_NAMES.filter((name) => !(CONTRACT[name].doors as readonly string[]).includes('socket'))
    for (const name of elsewhere) {
      expect(await rig.door.ask(name, {})).toEqual({ ok: false, fault: fault('call_refused', { call: name }) })
    }
  })

  it('faults and bugs of a handler; a bug shows nothing of its text', async () => {
    const rig = await startSocketRig({
      'connections.list': () => Promise.reject(new FaultError(fault('vault_locked'))),
      'settings.get': () => Promise.reject(new TypeError('secret-token-in-the-text')),
      'vault.status': () => {
        throw new RangeError('thrown at once')
      },
    })
    expect((await rig.call('connections.list')).json).toMatchObject({ ok: false, fault: { code: 'vault_locked' } })
    const bug = await rig.call('settings.get')
    expect(bug.json).toMatchObject({ ok: false, fault: { code: 'bug', params: { name: 'TypeError' } } })
    expect(JSON.stringify(bug.json)).not.toContain('secret-token')
    expect((await rig.call('vault.status')).json).toMatchObject({ fault: { params: { name: 'RangeError' } } })
  })

  it('what a handler gives beyond the contract is left out', async () => {
    const rig = await startSocketRig({ 'settings.get': async () => ({ ...SETTINGS, secret: 'marker' }) })
    expect((await rig.call('settings.get')).json).toEqual({ ok: true, value: SETTINGS })
  })

  it('a body of more than the limit, and not one of just the limit', async () => {
    const rig = await startSocketRig()
    const send = (length: number) => {
      const head = '{"entry":"'
      const body = `${head}${'x'.repeat(length - head.length - 2)}"}`
      const headers = { 'content-type': 'application/json' }
      return rig.ask({ method: 'POST', path: '/v1/calls/connections.add', headers, body })
    }
    expect((await send(BODY_LIMIT)).json).not.toMatchObject({ fault: { code: 'input_too_large' } })
    expect(await send(BODY_LIMIT + 1)).toMatchObject({ status: 413, json: { fault: { code: 'input_too_large' } } })
  })
})

describe('events', () => {
  it('begin with who keeps, and go to everybody who listens', async () => {
    const rig = await startSocketRig()
    const here: Notice[] = []
    const cancel = rig.door.subscribe((notice) => here.push(notice))
    const one = await rig.listen()
    await until('the greeting', () => one.text().includes('event: reset'))
    const hello = JSON.stringify({ protocol: PROTOCOL, ...SELF })
    expect(one.text().startsWith(`event: hello\ndata: ${hello}\n\nid: `)).toBe(true)
    rig.tell(JOURNAL)
    cancel()
    rig.tell(JOURNAL)
    await until('both', () => one.text().split('event: notice').length === 3)
    expect(here).toEqual([JOURNAL])
  })

  it('go on from the last one that arrived', async () => {
    const rig = await startSocketRig()
    const one = await rig.listen()
    rig.tell(JOURNAL)
    await until('the first', () => one.text().includes('event: notice'))
    one.destroy()
    const last = [...one.text().matchAll(/^id: (\S+)$/gm)].at(-1)?.[1] ?? ''
    rig.tell({ notice: 'keeper.leaving' })
    const next = await rig.listen({ 'last-event-id': last })
    await until('the second', () => next.text().includes('keeper.leaving'))
    expect(next.text()).not.toContain('journal.added')
    expect(next.text()).not.toContain('event: reset')
  })

  it('pile up for nobody: who does not read begins anew', async () => {
    const rig = await startSocketRig()
    const [deaf, good] = [await rig.listen(), await rig.listen()]
    await until('both to be greeted', () => [deaf, good].every((each) => each.text().includes('event: reset')))
    deaf.pause()
    const long: Notice = { ...JOURNAL, entry: { ...JOURNAL.entry, params: { host: 'x'.repeat(500_000) } } }
    for (let told = 1; told <= 80; told++) {
      rig.tell(long)
      await until('the other one to hear it', () => good.text().split('event: notice').length === told + 1)
    }
    deaf.resume()
    await until('a new beginning', () => deaf.text().split('event: reset').length === 3)
    expect(deaf.text().length).toBeLessThan(20 * 500_000)
  })
})

describe('leaving', () => {
  it('tells everybody, refuses what changes something, and still answers what only looks', async () => {
    const rig = await startSocketRig()
    const stream = await rig.listen()
    rig.door.leave()
    expect((await rig.call('settings.get')).json).toMatchObject({ ok: true })
    const set = await rig.call('settings.set', { key: 'journalEntries', value: '500' })
    expect(set).toMatchObject({ status: 503, json: { ok: false, fault: { code: 'keeper_leaving' } } })
    await until('the word', () => stream.text().includes('{"notice":"keeper.leaving"}'))
  })

  it('keeps no line open behind an answer, so that the next question goes to the next keeper', async () => {
    const rig = await startSocketRig()
    const asked = 'GET /v1/keeper HTTP/1.1\r\nHost: x\r\n\r\n'
    rig.door.leave()
    expect(await rig.raw(asked)).toMatch(/^HTTP\/1\.1 200 .*^connection: close\r$/ims)
  })

  it('says no bad news of its own: the next keeper is asked again', async () => {
    const rig = await startSocketRig()
    rig.door.leave()
    const expected = { ok: false, fault: fault('keeper_leaving') }
    expect(await rig.door.ask('connections.get', { name: 'ward-3' })).toEqual(expected)
  })

  it('is quiet only when each of those that ask for one token has it', async () => {
    const answers: (() => void)[] = []
    const rig = await startSocketRig({
      'connections.token': () => new Promise((resolve) => answers.push(() => resolve(TOKEN))),
    })
    const path = '/v1/connections/ward-3/token'
    const [first, second] = [rig.ask({ path }), rig.ask({ path })]
    await until('both calls', () => answers.length === 2)
    answers[0]?.()
    await Promise.race([first, second])
    let quiet = false
    const waiting = rig.door.quiet().then(() => {
      quiet = true
    })
    // A call by its way to the door and back, which a quiet door would have overtaken.
    await rig.call('settings.get')
    expect(quiet).toBe(false)
    answers[1]?.()
    await Promise.all([waiting, first, second])
  })

  it('is quiet when the calls in the works are done, and then ends every stream', async () => {
    const slow = held<[]>()
    const rig = await startSocketRig({ 'connections.list': slow.handler })
    const stream = await rig.listen()
    const listed = rig.call('connections.list')
    await until('the call', () => slow.waiting() === 1)
    rig.door.leave()
    let quiet = false
    const waiting = rig.door.quiet().then(() => {
      quiet = true
    })
    await rig.door.quiet(({ name }) => name !== 'connections.list')
    expect(quiet).toBe(false)
    slow.answer([])
    await waiting
    expect((await listed).json).toMatchObject({ ok: true })
    rig.door.close()
    await until('the end', stream.ended)
  })
})

test('calls wait for a keeper that is still being made, and look elsewhere when it cannot be', async () => {
  const parts = { clock: handClock(), random: keeperStandIn().ports.random, self: SELF, openApi: async () => '{}' }
  const making = Promise.withResolvers<ReturnType<typeof keeperStandIn>['keeper']>()
  const opened = createSocketDoor({ ...parts, keeper: making.promise })
  const asked = opened.ask('settings.get', {})
  making.resolve(keeperStandIn().keeper)
  expect(await asked).toEqual({ ok: true, value: SETTINGS })

  const failing = Promise.withResolvers<never>()
  const other = createSocketDoor({ ...parts, keeper: failing.promise })
  const lost = other.ask('settings.get', {})
  failing.reject(new FaultError(fault('vault_missing')))
  expect(await lost).toEqual({ ok: false, fault: fault('keeper_leaving') })
  expect(await other.ask('settings.set', { key: 'a', value: 'b' })).toEqual({
    ok: false,
    fault: fault('keeper_leaving'),
  })
})
