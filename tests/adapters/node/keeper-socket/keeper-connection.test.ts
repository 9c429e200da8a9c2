import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import {
  type NoConnection,
  openConnection,
} from '../../../../electron/adapters/node/keeper-socket/keeper-connection.ts'
import { DEFAULT_PREFERENCES } from '../../../../electron/core/preferences.ts'
import { BODY_LIMIT } from '../../../../shared/api/addresses.ts'
import type { Notice } from '../../../../shared/api/contract/contract.ts'
import { FaultError, fault, faultOf } from '../../../../shared/fault.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { HELLO, playedKeeper } from '../../../kit/played-keeper.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'
import { until } from '../../../kit/processes/until.ts'

const SETTINGS = { ...DEFAULT_PREFERENCES, journalEntries: 500 }
const ok = (value: unknown) => ({ ok: true, value })

type Play = NonNullable<Parameters<typeof playedKeeper>[1]>

async function line(path: string) {
  const clock = handClock()
  const dial = async () => connect({ path })
  const opening = openConnection({ version: '1.2.3', clock, first: await dial(), dial })
  return { clock, opening }
}

async function connected(play: Play = {}) {
  const path = join(temporaryFolder(), 'k')
  const keeper = await playedKeeper(path, play)
  const { clock, opening } = await line(path)
  const connection = await opening
  if (isNone(connection)) throw new Error('no connection')
  onTestFinished(() => connection.close())
  return { keeper, clock, connection }
}

function isNone(value: Awaited<ReturnType<typeof openConnection>>): value is NoConnection {
  return value === null || value === 'silent' || value === 'foreign'
}

const faultCode = (work: Promise<unknown>) =>
  work.then(
    () => 'no fault',
    (thrown: unknown) => faultOf(thrown),
  )

/** A handler that answers when the test says so. */
function held() {
  const waiting: ((value: unknown) => void)[] = []
  return {
    call: () => new Promise<unknown>((resolve) => waiting.push(resolve)),
    waiting: () => waiting.length,
    answer: (value: unknown) => waiting.splice(0).map((resolve) => resolve(value)),
  }
}

describe('opening', () => {
  it('knows the keeper by its hello', async () => {
    const { connection } = await connected()
    expect(connection.hello).toEqual(HELLO)
  })

  it('gives up on a keeper that does not say hello within three seconds', async () => {
    const path = join(temporaryFolder(), 'k')
    const keeper = await playedKeeper(path, { hello: null })
    const { clock, opening } = await line(path)
    await until('the question', () => keeper.listeners() === 1)
    await clock.advance(3_100)
    expect(await opening).toBe('silent')
    expect(clock.armed()).toEqual([])
    await until('the end', () => keeper.listeners() === 0)
  })

  it('finds nobody where the connection ends before the hello', async () => {
    const path = join(temporaryFolder(), 'k')
    const server = createServer((socket) => void socket.destroy())
    await new Promise<void>((resolve) => server.listen(path, resolve))
    onTestFinished(() => void server.close())
    expect(await (await line(path)).opening).toBeNull()
  })

  it('knows what is no HTTP for what it is', async () => {
    const path = join(temporaryFolder(), 'k')
    const server = createServer((socket) => void socket.on('error', () => {}).end('{"hello":{"protocol":2}}\n'))
    await new Promise<void>((resolve) => server.listen(path, resolve))
    onTestFinished(() => void server.close())
    expect(await (await line(path)).opening).toBe('foreign')
  })
})

describe('calls', () => {
  it('go side by side, and each gets its own answer', async () => {
    const slow = held()
    const { keeper, connection } = await connected({
      call: async (name) => (name === 'settings.get' ? slow.call() : ok([])),
    })
    const first = connection.call('settings.get', {})
    expect(await connection.call('connections.list', {})).toEqual([])
    slow.answer(ok(SETTINGS))
    expect(await first).toEqual(SETTINGS)
    expect(keeper.asked.map(({ name }) => name).sort()).toEqual(['connections.list', 'settings.get'])
  })

  it('one after the other go over one connection', async () => {
    const path = join(temporaryFolder(), 'k')
    await playedKeeper(path)
    let dialled = 0
    const dial = async () => {
      dialled += 1
      return connect({ path })
    }
    const connection = await openConnection({ version: '1.2.3', clock: handClock(), first: connect({ path }), dial })
    if (isNone(connection)) throw new Error('no connection')
    for (let call = 0; call < 20; call++) await connection.call('connections.list', {})
    connection.close()
    expect(dialled).toBe(1)
  })

  it('raise the keeper’s fault', async () => {
    const { connection } = await connected({ call: async () => ({ ok: false, fault: fault('vault_locked') }) })
    const call = connection.call('settings.get', {})
    await expect(call).rejects.toBeInstanceOf(FaultError)
    expect(await faultCode(call)).toEqual(fault('vault_locked'))
  })

  it('read what comes by the contract: what it does not name is left out', async () => {
    const { connection } = await connected({ call: async () => ok({ ...SETTINGS, extra: 'x' }) })
    expect(await connection.call('settings.get', {})).toEqual(SETTINGS)
  })

  it('out of shape are another version’s, or a bug', async () => {
    const call = async () => ok('words')
    const other = await connected({ hello: { ...HELLO, version: '2.0.0' }, call })
    expect(await faultCode(other.connection.call('settings.get', {}))).toEqual(
      fault('keeper_version', { theirs: '2.0.0', ours: '1.2.3' }),
    )
    const same = await connected({ call })
    expect(await faultCode(same.connection.call('settings.get', {}))).toMatchObject({ code: 'bug' })
  })

  it('raise keeper_lost when the keeper ends, and so do those after it', async () => {
    const { keeper, connection } = await connected({ call: held().call })
    const call = faultCode(connection.call('settings.get', {}))
    await until('the call', () => keeper.asked.length === 1)
    keeper.leave()
    expect(await call).toEqual(fault('keeper_lost'))
    expect(await faultCode(connection.call('settings.get', {}))).toEqual(fault('keeper_lost'))
    await connection.closed
  })

  it('with an answer that makes no sense end the connection', async () => {
    const { connection } = await connected({ call: async () => '<html>' })
    expect(await faultCode(connection.call('settings.get', {}))).toEqual(fault('keeper_lost'))
    await connection.closed
  })

  it('that are too large are not sent', async () => {
    const { keeper, connection } = await connected()
    const call = connection.call('connections.add', { entry: 'x'.repeat(BODY_LIMIT) })
    expect(await faultCode(call)).toEqual(fault('input_too_large', { limit: BODY_LIMIT }))
    expect(keeper.asked).toEqual([])
  })
})

describe('a keeper that falls silent', () => {
  it('is asked after two seconds and given up after five', async () => {
    const { keeper, clock, connection } = await connected({ call: held().call, isThere: () => false })
    const call = faultCode(connection.call('settings.get', {}))
    await until('the call', () => keeper.asked.length === 1)
    await clock.advance(1_999)
    expect(keeper.looks()).toBe(0)
    await clock.advance(1)
    await until('the question', () => keeper.looks() === 1)
    await clock.advance(3_100)
    expect(await call).toEqual(fault('keeper_unresponsive', { pid: 4711 }))
    await connection.closed
    expect(clock.armed()).toEqual([])
  })

  it('is only busy as long as it answers that', async () => {
    const slow = held()
    const { keeper, clock, connection } = await connected({ call: slow.call })
    const call = connection.call('connections.list', {})
    await until('the call', () => keeper.asked.length === 1)
    for (let look = 1; look <= 10; look++) {
      await clock.advance(2_000)
      await until('the answer to be heard', () => keeper.looks() === look)
      // The answer is a few milliseconds of real time away; a beat of the hand clock would overtake it.
      await new Promise((heard) => setImmediate(() => setImmediate(heard)))
    }
    slow.answer(ok([]))
    expect(await call).toEqual([])
  })

  it('is not asked anything while no call is open', async () => {
    const { keeper, clock } = await connected()
    await clock.advance(3_600_000)
    expect(keeper.looks()).toBe(0)
    expect(clock.armed()).toEqual([])
  })
})

test('notices are read by the contract, and passed to whoever listens', async () => {
  const { keeper, connection } = await connected()
  const heard: Notice[] = []
  const cancel = connection.subscribe((notice) => heard.push(notice))
  const notice: Notice = { notice: 'journal.added', entry: { at: 1, event: 'renewed' } }
  keeper.say('notice', { notice: 'something.new', from: 'the future' })
  keeper.say('notice', { notice: 'journal.added', entry: 'broken' })
  keeper.say('something else', {})
  keeper.say('notice', notice)
  await until('the notice', () => heard.length === 1)
  cancel()
  keeper.say('notice', notice)
  await connection.call('connections.list', {})
  expect(heard).toEqual([notice])
})

test('a listener that the keeper could not keep up with begins anew', async () => {
  const { keeper, connection } = await connected()
  keeper.say('reset', {})
  await connection.closed
})
