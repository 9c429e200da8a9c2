import { describe, expect, it, test } from 'vitest'
import { openConnection } from '../../../electron/adapters/node/keeper-connection.ts'
import type { Notice } from '../../../shared/contract.ts'
import { FaultError, fault, faultOf } from '../../../shared/fault.ts'
import { PROTOCOL } from '../../../shared/protocol.ts'
import type { WireEvents } from '../../../shared/wire.ts'
import { handClock } from '../../kit/hand-clock.ts'

const HELLO = { hello: { protocol: PROTOCOL, version: '1.2.3', host: 'agent', pid: 4711 } }
const SETTINGS = { backgroundRenewal: true, journalEntries: 500 }

/** The keeper's end, played by the test. */
function keeperEnd() {
  const clock = handClock()
  const said: Record<string, unknown>[] = []
  const end: { events: WireEvents | null; cut: boolean } = { events: null, cut: false }
  const opening = openConnection({
    version: '1.2.3',
    clock,
    open: (take) => {
      const close = () => {
        if (end.cut) return
        end.cut = true
        end.events?.closed()
      }
      end.events = take({
        write: (text) => void said.push(JSON.parse(text) as Record<string, unknown>),
        waiting: () => 0,
        pause: () => {},
        resume: () => {},
        end: close,
        destroy: close,
      })
    },
  })
  const say = (...messages: unknown[]) => end.events?.text(messages.map((one) => `${JSON.stringify(one)}\n`).join(''))
  return { clock, said, end, opening, say }
}

async function connected(hello: unknown = HELLO) {
  const keeper = keeperEnd()
  keeper.say(hello)
  const connection = await keeper.opening
  if (connection === null || connection === 'silent') throw new Error('no connection')
  return { ...keeper, connection }
}

const faultCode = (work: Promise<unknown>) =>
  work.then(
    () => 'no fault',
    (thrown: unknown) => faultOf(thrown),
  )

describe('opening', () => {
  it('says hello first, and knows the keeper by its own', async () => {
    const { said, connection } = await connected()
    expect(said).toEqual([{ hello: { protocol: PROTOCOL, version: '1.2.3' } }])
    expect(connection.hello).toEqual(HELLO.hello)
  })

  it('gives up on a keeper that does not say hello within three seconds', async () => {
    const { clock, opening, end } = keeperEnd()
    await clock.advance(3_000)
    expect(end.cut).toBe(false)
    await clock.advance(100)
    expect(await opening).toBe('silent')
    expect(end.cut).toBe(true)
    expect(clock.armed()).toEqual([])
  })

  it('takes a hello that had come while this process was held up', async () => {
    const { clock, opening, say } = keeperEnd()
    await clock.advance(3_000)
    say(HELLO)
    expect(await opening).toMatchObject({ hello: HELLO.hello })
  })

  it('finds nobody where the connection ends before the hello', async () => {
    const { opening, end } = keeperEnd()
    end.events?.ended()
    expect(await opening).toBeNull()
  })

  it('hangs up on who says something else first', async () => {
    const { opening, say } = keeperEnd()
    say({ id: 1, ok: true, value: 'forged' })
    expect(await opening).toBeNull()
  })
})

describe('calls', () => {
  it('are answered by id, in any order', async () => {
    const { said, say, connection } = await connected()
    const first = connection.call('settings.get', {})
    const second = connection.call('connections.list', {})
    expect(said.slice(1)).toEqual([
      { id: 1, call: 'settings.get', input: {} },
      { id: 2, call: 'connections.list', input: {} },
    ])
    say({ id: 2, ok: true, value: [] }, { id: 99, ok: true }, { id: 1, ok: true, value: SETTINGS })
    expect(await Promise.all([first, second])).toEqual([SETTINGS, []])
  })

  it('raise the keeper’s fault', async () => {
    const { say, connection } = await connected()
    const call = connection.call('settings.get', {})
    say({ id: 1, ok: false, fault: fault('vault_locked') })
    await expect(call).rejects.toBeInstanceOf(FaultError)
    expect(await faultCode(call)).toEqual(fault('vault_locked'))
  })

  it('read what comes by the contract: what it does not name is left out', async () => {
    const { say, connection } = await connected()
    const call = connection.call('settings.get', {})
    say({ id: 1, ok: true, value: { ...SETTINGS, extra: 'x' } })
    expect(await call).toEqual(SETTINGS)
  })

  it('out of shape are another version’s, or a bug', async () => {
    const other = await connected({ hello: { ...HELLO.hello, version: '2.0.0' } })
    const call = other.connection.call('settings.get', {})
    other.say({ id: 1, ok: true, value: 'words' })
    expect(await faultCode(call)).toEqual(fault('keeper_version', { theirs: '2.0.0', ours: '1.2.3' }))
    const same = await connected()
    const second = same.connection.call('settings.get', {})
    same.say({ id: 1, ok: true, value: 'words' })
    expect(await faultCode(second)).toMatchObject({ code: 'bug' })
  })

  it('raise keeper_lost when the connection ends, and so do those after it', async () => {
    const { end, connection } = await connected()
    const call = connection.call('settings.get', {})
    end.events?.ended()
    expect(await faultCode(call)).toEqual(fault('keeper_lost'))
    expect(await faultCode(connection.call('settings.get', {}))).toEqual(fault('keeper_lost'))
    await connection.closed
  })

  it('all raise what the keeper says of the connection as a whole', async () => {
    const { say, connection } = await connected()
    const call = connection.call('settings.get', {})
    say({ id: 0, ok: false, fault: fault('input_too_large', { limit: 5 }) })
    expect(await faultCode(call)).toEqual(fault('input_too_large', { limit: 5 }))
  })
})

describe('a keeper that falls silent', () => {
  it('is asked after two seconds and given up after five', async () => {
    const { said, clock, end, connection } = await connected()
    const call = faultCode(connection.call('settings.get', {}))
    await clock.advance(1_999)
    expect(said).toHaveLength(2)
    await clock.advance(1)
    expect(said.at(-1)).toHaveProperty('hello')
    await clock.advance(3_100)
    expect(await call).toEqual(fault('keeper_unresponsive', { pid: 4711 }))
    expect(end.cut).toBe(true)
    expect(clock.armed()).toEqual([])
  })

  it('is only busy as long as it answers that', async () => {
    const { say, clock, connection } = await connected()
    const call = connection.call('connections.list', {})
    for (let second = 0; second < 100; second++) {
      await clock.advance(1_000)
      if (second % 3 === 2) say(HELLO)
    }
    say({ id: 1, ok: true, value: [] })
    expect(await call).toEqual([])
  })

  it('is not waited for longer than any renewal takes', async () => {
    const { say, clock, end, connection } = await connected()
    const call = faultCode(connection.call('connections.list', {}))
    for (let second = 0; second < 150; second++) {
      say(HELLO)
      await clock.advance(1_000)
    }
    expect(await call).toEqual(fault('waited_too_long'))
    expect(end.cut).toBe(false)
  })

  it('is not judged by a machine that is too busy to keep time, nor by one that was suspended', async () => {
    const { clock, end, connection, say } = await connected()
    let behindMs = 0
    const real = clock.monotonic.bind(clock)
    clock.monotonic = () => real() + behindMs
    const call = connection.call('connections.list', {})
    for (let beat = 0; beat < 10; beat++) {
      behindMs += 400
      await clock.advance(1_000)
    }
    expect(end.cut).toBe(false)
    say({ id: 1, ok: true, value: [] })
    expect(await call).toEqual([])
    const next = faultCode(connection.call('connections.list', {}))
    for (let beat = 0; beat < 20; beat++) {
      behindMs += 400
      await clock.advance(1_000)
    }
    expect(await next).toMatchObject({ code: 'keeper_unresponsive' })
  })

  it('is not asked anything while no call is open', async () => {
    const { said, clock, end } = await connected()
    await clock.advance(3_600_000)
    expect(said).toHaveLength(1)
    expect(end.cut).toBe(false)
    expect(clock.armed()).toEqual([])
  })
})

test('notices are asked for once, read by the contract, and passed to whoever listens', async () => {
  const { said, say, connection } = await connected()
  const heard: Notice[] = []
  const cancel = connection.subscribe((notice) => heard.push(notice))
  connection.subscribe(() => {})
  const notice: Notice = { notice: 'journal.added', entry: { at: 1, event: 'renewed' } }
  say(notice, { notice: 'something.new', from: 'the future' }, { notice: 'journal.added', entry: 'broken' })
  cancel()
  say(notice)
  expect(heard).toEqual([notice])
  expect(said.filter((message) => 'subscribe' in message)).toHaveLength(1)
})

test('a flood without an end of line is cut off', async () => {
  const { end, connection } = await connected()
  for (let piece = 0; piece < 66 && !end.cut; piece++) end.events?.text('x'.repeat(1_048_576))
  expect(end.cut).toBe(true)
  await connection.closed
})
