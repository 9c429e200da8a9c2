import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { listenAt } from '../../electron/adapters/node/socket-listener.ts'
import { attach } from '../../electron/adapters/node/socket-wire.ts'
import { createSocketDoor } from '../../electron/doors/socket.ts'
import { CONTRACT, type Handlers, type Notice } from '../../shared/contract.ts'
import { CALL_NAMES } from '../../shared/contract-names.ts'
import { FaultError, fault } from '../../shared/fault.ts'
import { LINE_LIMIT, PROTOCOL } from '../../shared/protocol.ts'
import { en } from '../../shared/text/en.ts'
import { handClock } from '../kit/hand-clock.ts'
import { keeperStandIn } from '../kit/keeper-stand-in.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { until } from '../kit/until.ts'
import { HELLO, rawClient } from './socket-client.ts'

const SELF = { version: '1.2.3', host: 'agent', pid: 4711 }
const SETTINGS = { backgroundRenewal: true, journalEntries: 2_000 }
const JOURNAL: Notice = { notice: 'journal.added', entry: { at: 1, event: 'renewed', connection: 'ward-3' } }

/** A door at a real socket, before the real keeper with some handlers replaced. */
async function door(replaced: Partial<Handlers> = {}) {
  const clock = handClock()
  const { keeper, tell, ports } = keeperStandIn(replaced)
  const opened = createSocketDoor({ keeper: Promise.resolve(keeper), clock, self: SELF, texts: en })
  const path = join(temporaryFolder(), 'keeper.sock')
  const listener = await listenAt(path, (socket) => attach(socket, (wire) => opened.open(wire)))
  onTestFinished(() => {
    opened.close()
    listener.close()
  })
  return { path, clock, tell, ports, door: opened, client: (greet = true) => rawClient(path, greet) }
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
  it('is greeted before it says a word, by a socket that is the owner’s alone', async () => {
    const { client, path } = await door()
    const one = await client(false)
    await until('the hello', () => one.heard().length === 1)
    expect(one.heard()[0]).toEqual({ hello: { protocol: PROTOCOL, ...SELF } })
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('may say hello and ask in one write, and is answered by id', async () => {
    const { client } = await door()
    const one = await client(false)
    one.write(`${JSON.stringify(HELLO)}\n${JSON.stringify({ id: 7, call: 'settings.get', input: {} })}\n`)
    expect(await one.answer(7)).toEqual({ id: 7, ok: true, value: SETTINGS })
  })

  it('asks many things at once and gets each answer as it is ready', async () => {
    const slow = held<[]>()
    const { client } = await door({ 'connections.list': slow.handler })
    const one = await client()
    one.say({ id: 1, call: 'connections.list', input: {} })
    for (let id = 2; id <= 500; id++) one.say({ id, call: 'settings.get', input: {} })
    expect(await one.answer(500)).toMatchObject({ ok: true })
    expect(one.heard().some((message) => message['id'] === 1)).toBe(false)
    slow.answer([])
    expect(await one.answer(1)).toEqual({ id: 1, ok: true, value: [] })
    expect(one.heard()).toHaveLength(501)
  })

  it('may speak a letter at a time, with carriage returns and empty lines', async () => {
    const { client } = await door()
    const one = await client(false)
    const bytes = Buffer.from(
      `${JSON.stringify(HELLO)}\r\n\r\n\n{"id":1,"call":"connections.get","input":{"name":"wärd"}}\r\n`,
    )
    for (const byte of bytes) one.write(Uint8Array.of(byte))
    expect(await one.answer(1)).toMatchObject({ ok: false, fault: { code: 'bad_shape' } })
  })

  it('that says no more still gets the answers it waits for, and then the end', async () => {
    const slow = held<[]>()
    const { client } = await door({ 'connections.list': slow.handler })
    const one = await client()
    one.say({ id: 1, call: 'connections.list', input: {} })
    one.socket.end()
    await until('the call', () => slow.waiting() === 1)
    slow.answer([])
    expect(await one.answer(1)).toMatchObject({ ok: true })
    await until('the end', one.closed)
  })

  it('that asks by a later hello whether the keeper is there is answered at once', async () => {
    const never = held<[]>()
    const { client } = await door({ 'connections.list': never.handler })
    const one = await client()
    one.say({ id: 1, call: 'connections.list', input: {} })
    one.say(HELLO)
    await until('the second hello', () => one.heard().length === 2)
    expect(one.heard()[1]).toEqual(one.heard()[0])
  })
})

describe('what is refused, as a value:', () => {
  it.each([
    ['an unknown call', { call: 'connections.steal', input: {} }, fault('unknown_call', { call: 'connections.steal' })],
    [
      'a call that is only a member of every object',
      { call: 'constructor', input: {} },
      fault('unknown_call', { call: 'constructor' }),
    ],
    ['a name that is no name', { call: '\u001b[31m!', input: {} }, fault('unknown_call')],
    ['no input', { call: 'connections.get' }, fault('bad_shape', { where: 'connections.get' })],
    [
      'input of another shape',
      { call: 'connections.get', input: { name: 7 } },
      fault('bad_shape', { where: 'connections.get.name' }),
    ],
    ['a field too many', { call: 'settings.get', input: { extra: 1 } }, fault('bad_shape', { where: 'settings.get' })],
    [
      'a number out of range',
      { call: 'journal.read', input: { limit: 0 } },
      fault('bad_shape', { where: 'journal.read.limit' }),
    ],
    ['no such connection', { call: 'connections.get', input: { name: 'ward-3' } }, { code: 'no_such_connection' }],
  ])('%s', async (_what, request, expected) => {
    const { client } = await door()
    const one = await client()
    one.say({ id: 3, ...request })
    expect(await one.answer(3)).toMatchObject({ id: 3, ok: false, fault: expected })
    one.say({ id: 4, call: 'settings.get', input: {} })
    expect(await one.answer(4)).toMatchObject({ ok: true })
  })

  it('a call that this door does not make', async () => {
    const { door: opened } = await door()
    const elsewhere = CALL_NAMES.filter((name) => !(CONTRACT[name].doors as readonly string[]).includes('socket'))
    for (const name of elsewhere) {
      expect(await opened.ask(name, {})).toEqual({ ok: false, fault: fault('call_refused', { call: name }) })
    }
    const { admit } = await import('../../electron/doors/gate.ts')
    expect(admit('page', 'connections.token', { name: 'ward-3' })).toEqual({
      fault: fault('call_refused', { call: 'connections.token' }),
    })
  })

  it('faults and bugs of a handler; a bug shows nothing of its text', async () => {
    const { client } = await door({
      'connections.list': () => Promise.reject(new FaultError(fault('vault_locked'))),
      'settings.get': () => Promise.reject(new TypeError('secret-token-in-the-text')),
      'vault.status': () => {
        throw new RangeError('thrown at once')
      },
    })
    const one = await client()
    one.say({ id: 1, call: 'connections.list', input: {} })
    one.say({ id: 2, call: 'settings.get', input: {} })
    one.say({ id: 3, call: 'vault.status', input: {} })
    expect(await one.answer(1)).toEqual({ id: 1, ok: false, fault: { code: 'vault_locked', params: {} } })
    expect(await one.answer(2)).toEqual({ id: 2, ok: false, fault: { code: 'bug', params: { name: 'TypeError' } } })
    expect(await one.answer(3)).toMatchObject({ fault: { code: 'bug', params: { name: 'RangeError' } } })
  })

  it('what a handler gives beyond the contract is left out', async () => {
    const { client } = await door({ 'settings.get': async () => ({ ...SETTINGS, secret: 'marker' }) })
    const one = await client()
    one.say({ id: 1, call: 'settings.get', input: {} })
    expect(await one.answer(1)).toEqual({ id: 1, ok: true, value: SETTINGS })
  })
})

describe('what makes no sense ends that connection and no other:', () => {
  const asBytes = Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7919) % 256))
  it.each<[string, string | Uint8Array, string | null]>([
    ['no JSON', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'not_json'],
    ['random bytes', Buffer.concat([asBytes, Buffer.from('\n')]), 'not_json'],
    ['a call before hello', '{"id":1,"call":"settings.get","input":{}}\n', 'bad_shape'],
    ['a hello of another shape', '{"hello":{"protocol":"one"}}\n', 'bad_shape'],
    ['a number', '7\n', 'bad_shape'],
    ['null', 'null\n', 'bad_shape'],
    ['a request without id', `${JSON.stringify(HELLO)}\n{"call":"settings.get"}\n`, 'bad_shape'],
    ['a line without end', 'x'.repeat(2 * LINE_LIMIT), 'input_too_large'],
    ['a long line', `${JSON.stringify(HELLO)}\n{"id":1,"call":"${'x'.repeat(2 * LINE_LIMIT)}"}\n`, 'input_too_large'],
  ])('%s', async (_what, said, code) => {
    const { client } = await door()
    const [good, evil] = [await client(), await client(false)]
    evil.write(said)
    await until('the end', evil.closed)
    expect(evil.heard().at(-1)).toMatchObject({ id: 0, ok: false, fault: { code } })
    good.say({ id: 1, call: 'settings.get', input: {} })
    expect(await good.answer(1)).toMatchObject({ ok: true })
  })

  it('nothing that comes after it is done', async () => {
    const seen: string[] = []
    const { client } = await door({
      'settings.get': async () => {
        seen.push('settings.get')
        return SETTINGS
      },
    })
    const evil = await client()
    evil.write('nonsense\n{"id":1,"call":"settings.get","input":{}}\n')
    await until('the end', evil.closed)
    expect(seen).toEqual([])
  })

  it('a line of exactly the limit is still read', async () => {
    const { client } = await door()
    const one = await client()
    const head = '{"id":1,"call":"connections.add","input":{"entry":"'
    const tail = '"}}'
    one.write(`${head}${'x'.repeat(LINE_LIMIT - head.length - tail.length)}${tail}\n`)
    expect(await one.answer(1)).toMatchObject({ ok: false })
    expect((await one.answer(1))['fault']).not.toMatchObject({ code: 'input_too_large' })
  })

  it('who connects and says nothing is let go after a while', async () => {
    const { client, clock } = await door()
    const mute = await client(false)
    await until('the hello', () => mute.heard().length === 1)
    await clock.advance(9_999)
    expect(mute.closed()).toBe(false)
    await clock.advance(1)
    await until('the end', mute.closed)
  })

  it('who said hello may be silent for as long as it likes', async () => {
    const { client, clock } = await door()
    const quiet = await client()
    quiet.say({ id: 1, call: 'settings.get', input: {} })
    await quiet.answer(1)
    await clock.advance(3_600_000)
    quiet.say({ id: 2, call: 'settings.get', input: {} })
    expect(await quiet.answer(2)).toMatchObject({ ok: true })
    expect(clock.armed()).toEqual([])
  })

  it('who vanishes with calls open leaves nothing behind', async () => {
    const slow = held<[]>()
    const { client, door: opened } = await door({ 'connections.list': slow.handler })
    const gone = await client()
    gone.say({ id: 1, call: 'connections.list', input: {} })
    await until('the call', () => slow.waiting() === 1)
    gone.socket.destroy()
    slow.answer([])
    await opened.quiet()
    const next = await client()
    next.say({ id: 1, call: 'settings.get', input: {} })
    expect(await next.answer(1)).toMatchObject({ ok: true })
  })
})

test('two hundred clients at once are all served', async () => {
  const { client } = await door()
  const all = await Promise.all(Array.from({ length: 200 }, () => client()))
  for (const one of all) one.say({ id: 1, call: 'settings.get', input: {} })
  const answers = await Promise.all(all.map((one) => one.answer(1)))
  expect(answers.every((message) => message['ok'] === true)).toBe(true)
})

test('a client that does not read is not read either, and holds up nobody', async () => {
  const long = { ...JOURNAL.entry, params: { host: 'x'.repeat(100_000) } }
  let asked = 0
  const { client } = await door({
    'journal.read': async () => {
      asked += 1
      return { entries: [long], unreadable: 0 }
    },
  })
  const [deaf, good] = [await client(), await client()]
  deaf.socket.pause()
  for (let id = 1; id <= 500; id++) deaf.say({ id, call: 'journal.read', input: {} })
  await until('the keeper to stop reading', () => asked > 10)
  for (let id = 1; id <= 20; id++) {
    good.say({ id, call: 'settings.get', input: {} })
    await good.answer(id)
  }
  // All answers would be 50 MB.
  expect(asked).toBeLessThan(150)
  deaf.socket.resume()
  await deaf.answer(500)
  expect(deaf.closed()).toBe(false)
})

test('a subscriber that does not read is cut off before it eats the memory', async () => {
  const { client, tell } = await door()
  const [deaf, good] = [await client(), await client()]
  for (const one of [deaf, good]) one.say({ subscribe: true })
  for (const one of [deaf, good]) one.say({ id: 1, call: 'settings.get', input: {} })
  await Promise.all([deaf.answer(1), good.answer(1)])
  deaf.socket.pause()
  const long: Notice = { ...JOURNAL, entry: { ...JOURNAL.entry, params: { host: 'x'.repeat(500_000) } } }
  for (let told = 1; told <= 72; told++) {
    tell(long)
    await until('the other one to hear it', () => good.heard().length === told + 2)
  }
  deaf.socket.resume()
  await until('the end', deaf.closed)
})

test('notices go to those who asked for them', async () => {
  const { client, tell, door: opened } = await door()
  const [listening, other] = [await client(), await client()]
  const here: Notice[] = []
  const cancel = opened.subscribe((notice) => here.push(notice))
  listening.say({ subscribe: true })
  for (const one of [listening, other]) one.say({ id: 1, call: 'settings.get', input: {} })
  await Promise.all([listening.answer(1), other.answer(1)])
  tell(JOURNAL)
  cancel()
  tell(JOURNAL)
  await until('the notices', () => listening.heard().filter((message) => 'notice' in message).length === 2)
  expect(here).toEqual([JOURNAL])
  expect(other.heard().some((message) => 'notice' in message)).toBe(false)
})

describe('another protocol', () => {
  const newer = { hello: { protocol: PROTOCOL + 1, version: '9.0.0' } }

  it('is greeted, and then refused everything but the hand-over', async () => {
    const { client } = await door({ 'keeper.handOver': async () => ({}) })
    const one = await client(false)
    one.say(newer)
    one.say({ id: 1, call: 'settings.get', input: {} })
    one.say({ id: 2, call: 'keeper.handOver', input: { version: '9.0.0' } })
    const expected = fault('keeper_version', { theirs: '1.2.3', ours: '9.0.0' })
    expect(await one.answer(1)).toEqual({ id: 1, ok: false, fault: expected })
    expect(await one.answer(2)).toEqual({ id: 2, ok: true, value: {} })
  })

  it('with a version that is no version puts nothing of it into a sentence', async () => {
    const { client } = await door()
    const one = await client(false)
    one.say({ hello: { protocol: 99, version: '<script>' } })
    one.say({ id: 1, call: 'settings.get', input: {} })
    expect(await one.answer(1)).toMatchObject({ fault: { params: { ours: '?' } } })
  })
})

describe('leaving', () => {
  it('tells everybody, refuses what changes something, and still answers what only looks', async () => {
    const { client, door: opened } = await door()
    const one = await client()
    one.say({ subscribe: true })
    one.say({ id: 1, call: 'settings.get', input: {} })
    await one.answer(1)
    opened.leave()
    one.say({ id: 2, call: 'settings.get', input: {} })
    one.say({ id: 3, call: 'settings.set', input: { key: 'journalEntries', value: '500' } })
    expect(await one.answer(2)).toMatchObject({ ok: true })
    expect(await one.answer(3)).toEqual({ id: 3, ok: false, fault: { code: 'keeper_leaving', params: {} } })
    expect(one.heard()).toContainEqual({ notice: 'keeper.leaving' })
  })

  it('says no bad news of its own: the next keeper is asked again', async () => {
    const { door: opened } = await door()
    opened.leave()
    expect(await opened.ask('connections.get', { name: 'ward-3' })).toEqual({
      ok: false,
      fault: fault('keeper_leaving'),
    })
  })

  it('is quiet when the calls in the works are done', async () => {
    const slow = held<[]>()
    const { client, door: opened } = await door({ 'connections.list': slow.handler })
    const one = await client()
    one.say({ id: 1, call: 'connections.list', input: {} })
    await until('the call', () => slow.waiting() === 1)
    opened.leave()
    let quiet = false
    const waiting = opened.quiet().then(() => {
      quiet = true
    })
    await opened.quiet(({ name }) => name !== 'connections.list')
    expect(quiet).toBe(false)
    slow.answer([])
    await waiting
    expect(await one.answer(1)).toMatchObject({ ok: true })
    opened.close()
    await until('the end', one.closed)
  })

  it('cuts off a client that does not hang up', async () => {
    const { client, door: opened, clock } = await door()
    const one = await client()
    one.socket.removeAllListeners('end')
    one.say({ id: 1, call: 'settings.get', input: {} })
    await one.answer(1)
    opened.close()
    await until('the end of what it hears', () => one.socket.readableEnded)
    await clock.advance(1_000)
    await until('the end of what it may say', () => {
      one.say({ id: 2, call: 'settings.get', input: {} })
      return one.closed()
    })
    expect(clock.armed()).toEqual([])
  })
})

test('calls wait for a keeper that is still being made, and look elsewhere when it cannot be', async () => {
  const making = Promise.withResolvers<ReturnType<typeof keeperStandIn>['keeper']>()
  const opened = createSocketDoor({ keeper: making.promise, clock: handClock(), self: SELF, texts: en })
  const asked = opened.ask('settings.get', {})
  making.resolve(keeperStandIn().keeper)
  expect(await asked).toEqual({ ok: true, value: SETTINGS })

  const failing = Promise.withResolvers<never>()
  const other = createSocketDoor({ keeper: failing.promise, clock: handClock(), self: SELF, texts: en })
  const lost = other.ask('settings.get', {})
  failing.reject(new FaultError(fault('vault_missing')))
  expect(await lost).toEqual({ ok: false, fault: fault('keeper_leaving') })
  expect(await other.ask('settings.set', { key: 'a', value: 'b' })).toEqual({
    ok: false,
    fault: fault('keeper_leaving'),
  })
})
