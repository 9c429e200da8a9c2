import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { isLater, isLaterBuild } from '../../electron/hosting/build.ts'
import { PROTOCOL } from '../../shared/api/hello.ts'
import { fault, faultOf, raise } from '../../shared/fault.ts'
import { HELLO, playedKeeper } from '../kit/played-keeper.ts'
import { temporaryFolder } from '../kit/processes/temporary-folder.ts'
import { until } from '../kit/processes/until.ts'
import { COMMAND, openHost } from './hosts.ts'

const NEWER = { version: '1.3.0' }

test.each([
  ['1.2.4', '1.2.3', true],
  ['1.10.0', '1.9.9', true],
  ['2.0.0', '1.99.99', true],
  ['1.2.3', '1.2.3', false],
  ['1.2.3', '1.2.4', false],
  ['1.2.3-beta', '1.2.3', false],
  ['nonsense', '0.0.1', false],
  ['0.0.1', 'nonsense', true],
])('%s is later than %s: %s', (one, other, expected) => {
  expect(isLater(one, other)).toBe(expected)
})

describe('after an update', () => {
  it('the old keeper hands over to a new host, and stands by', async () => {
    const folder = temporaryFolder()
    const old = await openHost(folder)
    await old.bridge.call('settings.get', {})
    const fresh = await openHost(folder, NEWER)
    expect(fresh.sessions).toEqual(['keeper'])
    expect(old.keepers[0]?.calls).toEqual(['start', 'stop'])
    await until('the old one to have a session', () => old.sessions.length === 2)
    expect(old.sessions).toEqual(['keeper', 'client'])
    expect(await old.bridge.call('keeper.status', {})).toMatchObject({ version: '1.3.0' })
    await fresh.bridge.close()
    await until('the old one to take over', () => old.sessions.at(-1) === 'keeper')
  })

  it('an old keeper of what is in memory alone goes on, and the new host is its client', async () => {
    const folder = temporaryFolder()
    const old = await openHost(folder, { handlers: { 'keeper.handOver': async () => raise('memory_would_be_lost') } })
    const fresh = await openHost(folder, NEWER)
    expect([old.sessions, fresh.sessions]).toEqual([['keeper'], ['client']])
    expect(await fresh.bridge.call('keeper.status', {})).toMatchObject({ version: '1.2.3' })
  })

  it('an old keeper that is leaving already, since another has asked it to, is waited for', async () => {
    const folder = temporaryFolder()
    const old = await openHost(folder, {
      handlers: {
        'keeper.handOver': async () => {
          void old.bridge.close()
          return raise('keeper_leaving')
        },
      },
    })
    const fresh = await openHost(folder, NEWER)
    expect(fresh.sessions).toEqual(['keeper'])
  })

  it('the new one comes first, also before old hosts that stand by', async () => {
    const folder = temporaryFolder()
    const old = await Promise.all([openHost(folder), openHost(folder), openHost(folder)])
    const fresh = await openHost(folder, NEWER)
    expect(fresh.sessions).toEqual(['keeper'])
    await until('the old ones to have sessions', () => old.every(({ sessions }) => sessions.at(-1) === 'client'))
  })

  it('a command that keeps hands over too, and finds the new keeper at its next call', async () => {
    const folder = temporaryFolder()
    const old = await openHost(folder, COMMAND)
    const fresh = await openHost(folder, NEWER)
    expect(fresh.sessions).toEqual(['keeper'])
    expect(await old.bridge.call('keeper.status', {})).toMatchObject({ version: '1.3.0' })
    expect(old.sessions).toEqual(['keeper', 'client'])
  })

  it('a new command leaves an old keeper alone that it can talk to', async () => {
    const folder = temporaryFolder()
    await openHost(folder)
    const command = await openHost(folder, { ...COMMAND, ...NEWER })
    expect(command.sessions).toEqual(['client'])
    expect(await command.bridge.call('keeper.status', {})).toMatchObject({ version: '1.2.3' })
  })

  it('an old host is the client of a new keeper', async () => {
    const folder = temporaryFolder()
    await openHost(folder, NEWER)
    expect((await openHost(folder)).sessions).toEqual(['client'])
  })
})

const OLD = { commit: '0123456789ab', committedAt: 1_795_000_000_000 }
const NEW = { commit: 'ba9876543210', committedAt: 1_795_000_060_000 }

describe('a later commit of the same version', () => {
  it.each([
    ['a later commit', NEW, OLD, true],
    ['an earlier one', OLD, NEW, false],
    ['the same', OLD, OLD, false],
    ['one that nobody knows', { commit: 'unknown', committedAt: null }, OLD, false],
    ['a known one, against one that nobody knows', NEW, { committedAt: null }, false],
    ['any, against a build from before commits were told', { commit: 'unknown', committedAt: null }, {}, true],
  ])('%s is later: %#', (_what, ours, theirs, expected) => {
    expect(isLaterBuild({ version: '1.2.3', ...ours }, { version: '1.2.3', ...theirs })).toBe(expected)
  })

  it('takes over from the one before, and tells which that was', async () => {
    const folder = temporaryFolder()
    const old = await openHost(folder, OLD)
    const replaced: string[] = []
    const fresh = await openHost(folder, { ...NEW, replaced })
    expect(fresh.sessions).toEqual(['keeper'])
    expect(replaced).toEqual(['1.2.3+0123456789ab'])
    const status = { version: '1.2.3', commit: 'ba9876543210' }
    expect(await old.bridge.call('keeper.status', {})).toMatchObject(status)
  })

  it('of a quick command leaves the keeper alone, until that does not understand it', async () => {
    const folder = temporaryFolder()
    const old = await openHost(folder, { ...OLD, handlers: { 'journal.read': async () => raise('unknown_call') } })
    const replaced: string[] = []
    const command = await openHost(folder, { ...COMMAND, ...NEW, replaced })
    expect(command.sessions).toEqual(['client'])
    expect(await command.bridge.call('journal.read', {})).toMatchObject({ unreadable: 0 })
    expect(command.sessions).toEqual(['client', 'keeper'])
    expect(replaced).toEqual(['1.2.3+0123456789ab'])
    await command.bridge.close()
    await until('the old one to keep again', () => old.sessions.at(-1) === 'keeper')
  })
})

describe('a keeper whose own files were replaced', () => {
  const worn = { 'journal.read': async () => raise('program_replaced') }

  it('makes room for a command of whatever build, and keeps again after it', async () => {
    const folder = temporaryFolder()
    const old = await openHost(folder, { handlers: worn })
    const replaced: string[] = []
    const command = await openHost(folder, { ...COMMAND, replaced })
    expect(await command.bridge.call('journal.read', {})).toMatchObject({ unreadable: 0 })
    expect(command.sessions).toEqual(['client', 'keeper'])
    expect(replaced).toEqual(['1.2.3'])
    await command.bridge.close()
    await until('the old one to keep again', () => old.sessions.at(-1) === 'keeper')
  })

  it('says so to a command where it keeps what would be lost, once', async () => {
    const folder = temporaryFolder()
    const handlers = { ...worn, 'keeper.handOver': async () => raise('memory_would_be_lost') }
    await openHost(folder, { handlers })
    const { bridge, sessions } = await openHost(folder, COMMAND)
    expect(await bridge.call('journal.read', {}).catch(faultOf)).toEqual(fault('program_replaced'))
    expect(sessions).toEqual(['client', 'client'])
  })

  it('says so to its own host', async () => {
    const { bridge, sessions } = await openHost(temporaryFolder(), { handlers: worn })
    expect(await bridge.call('journal.read', {}).catch(faultOf)).toEqual(fault('program_replaced'))
    expect(sessions).toEqual(['keeper'])
  })
})

describe('another protocol', () => {
  it('of a newer keeper: the older host says that they cannot talk', async () => {
    const folder = temporaryFolder()
    const hello = { ...HELLO, protocol: PROTOCOL + 1, version: '9.0.0' }
    await playedKeeper(join(folder, 'keeper.sock'), { hello })
    expect(await openHost(folder, COMMAND).catch(faultOf)).toEqual(
      fault('keeper_version', { theirs: '9.0.0', ours: '1.2.3' }),
    )
  })

  it('of an older keeper: even a command asks it to hand over, and keeps', async () => {
    const folder = temporaryFolder()
    const old = await playedKeeper(join(folder, 'keeper.sock'), {
      hello: { ...HELLO, protocol: PROTOCOL - 1, version: '1.0.0' },
      call: async () => {
        setImmediate(() => old.leave())
        return { ok: true, value: {} }
      },
    })
    expect((await openHost(folder, COMMAND)).sessions).toEqual(['keeper'])
    expect(old.asked.map(({ name }) => name)).toEqual(['keeper.handOver'])
  })
})
