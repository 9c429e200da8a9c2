import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { tryOwnership } from '../../electron/adapters/node/keeper-socket/ownership.ts'
import { makeSocketFolder, socketPath } from '../../electron/adapters/node/keeper-socket/socket-address.ts'
import type { Notice } from '../../shared/api/contract/contract.ts'
import { FaultError, fault, faultOf, raise } from '../../shared/fault.ts'
import { temporaryFolder } from '../kit/processes/temporary-folder.ts'
import { until } from '../kit/processes/until.ts'
import { COMMAND, openHost, type TestHost } from './hosts.ts'

const NOTICE: Notice = { notice: 'journal.added', entry: { at: 1, event: 'renewed' } }
const hostOptions = (value: string) => ({ key: 'journalEntries', value })
const entriesAt = async ({ bridge }: TestHost) => (await bridge.call('settings.get', {})).journalEntries

/** A promise that the test fulfils. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { passed: promise, open: () => resolve() }
}

describe('the first host', () => {
  it('keeps; those after it are its clients and see what it sees', async () => {
    const folder = join(temporaryFolder(), 'state')
    const first = await openHost(folder)
    const second = await openHost(folder)
    const third = await openHost(folder, COMMAND)
    await second.bridge.call('settings.set', hostOptions('500'))
    expect(await Promise.all([first, second, third].map(entriesAt))).toEqual([500, 500, 500])
    expect([first.sessions, second.sessions, third.sessions]).toEqual([['keeper'], ['client'], ['client']])
    expect(second.keepers).toEqual([])
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'keeper.sock')).mode & 0o777).toBe(0o600)
  })

  it('raises the same faults to its own calls as to others’', async () => {
    const folder = temporaryFolder()
    const hosts = [await openHost(folder), await openHost(folder)]
    for (const { bridge } of hosts) {
      expect(await bridge.call('connections.get', { name: 'none' }).catch(faultOf)).toMatchObject({
        code: 'no_such_connection',
      })
      expect(await bridge.call('connections.get', { name: 'NO NAME' }).catch(faultOf)).toEqual(
        fault('bad_shape', { where: 'connections.get.name' }),
      )
    }
  })

  it('leaves nothing but the lock file behind', async () => {
    const folder = temporaryFolder()
    const { bridge } = await openHost(folder)
    await bridge.close()
    expect(existsSync(join(folder, 'keeper.sock'))).toBe(false)
    expect(existsSync(join(folder, 'keeper.lock'))).toBe(true)
    const next = await openHost(folder)
    expect(next.sessions).toEqual(['keeper'])
  })

  it('is one of twenty that come at once', async () => {
    const folder = temporaryFolder()
    const hosts = await Promise.all(Array.from({ length: 20 }, () => openHost(folder)))
    expect(hosts.flatMap(({ sessions }) => sessions).filter((session) => session === 'keeper')).toHaveLength(1)
    expect(hosts.flatMap(({ keepers }) => keepers)).toHaveLength(1)
    await hosts[7]?.bridge.call('settings.set', hostOptions('700'))
    expect(await Promise.all(hosts.map(entriesAt))).toEqual(hosts.map(() => 700))
  })

  it('raises what hinders its keeper, and leaves the lock free', async () => {
    const folder = temporaryFolder()
    const hindered = openHost(folder, { beforeKeeper: () => raise('vault_missing') })
    expect(await hindered.catch(faultOf)).toEqual(fault('vault_missing'))
    expect(existsSync(join(folder, 'keeper.sock'))).toBe(false)
    expect((await openHost(folder)).sessions).toEqual(['keeper'])
  })

  it('is heard of while its vault is still being opened: calls of others wait', async () => {
    const folder = temporaryFolder()
    const vault = gate()
    const opening = openHost(folder, { beforeKeeper: () => vault.passed })
    await until('the socket', () => existsSync(join(folder, 'keeper.sock')))
    const second = await openHost(folder, COMMAND)
    let answered = false
    const call = entriesAt(second).then((entries) => {
      answered = true
      return entries
    })
    expect(second.sessions).toEqual(['client'])
    expect(answered).toBe(false)
    vault.open()
    await opening
    expect(await call).toBe(2_000)
  })

  it('that fails while others wait for it leaves the place to them', async () => {
    const folder = temporaryFolder()
    const vault = gate()
    const hindered = openHost(folder, {
      beforeKeeper: async () => {
        await vault.passed
        raise('passphrase_wrong')
      },
    }).catch(faultOf)
    await until('the socket', () => existsSync(join(folder, 'keeper.sock')))
    const second = await openHost(folder, COMMAND)
    const call = entriesAt(second)
    vault.open()
    expect(await hindered).toEqual(fault('passphrase_wrong'))
    expect(await call).toBe(2_000)
    expect(second.sessions).toEqual(['client', 'keeper'])
  })
})

describe('keeping fresh in the background', () => {
  it('begins at once for a host that lasts', async () => {
    const { keepers } = await openHost(temporaryFolder())
    expect(keepers[0]?.calls).toEqual(['start'])
  })

  it('does not begin for a command that is done at once, and journals nothing of it', async () => {
    const { bridge, keepers } = await openHost(temporaryFolder(), COMMAND)
    await bridge.call('connections.list', {})
    await bridge.close()
    expect(keepers[0]?.calls).toEqual(['stop'])
    expect(keepers[0]?.ports.journal.events()).toEqual([])
  })

  it('begins for a command that goes on', async () => {
    const { keepers } = await openHost(temporaryFolder(), COMMAND)
    await until('the start', () => keepers[0]?.calls.includes('start'))
  })

  it('begins for a command that has news for the journal', async () => {
    const { keepers } = await openHost(temporaryFolder(), { ...COMMAND, hasNews: true })
    expect(keepers[0]?.calls).toEqual(['start'])
  })
})

describe('when the keeper leaves', () => {
  it('a host that lasts takes over, tells its own, and goes on listening', async () => {
    const folder = temporaryFolder()
    const first = await openHost(folder)
    const second = await openHost(folder)
    const heard: Notice[] = []
    const here: boolean[] = []
    second.bridge.subscribe((notice) => heard.push(notice))
    second.bridge.watchKeeper((is) => here.push(is))
    await entriesAt(second)
    first.keepers[0]?.tell(NOTICE)
    await until('the notice', () => heard.length === 1)
    await first.bridge.close()
    await until('the take-over', () => second.sessions.at(-1) === 'keeper')
    second.keepers[0]?.tell(NOTICE)
    expect(heard.filter(({ notice }) => notice !== 'keeper.leaving').length).toBeGreaterThanOrEqual(2)
    expect(heard).toContainEqual({ notice: 'keeper.leaving' })
    expect(here).toEqual([false, true])
  })

  it('one of many takes over, and the others become its clients', async () => {
    const folder = temporaryFolder()
    const first = await openHost(folder)
    const others = await Promise.all(Array.from({ length: 8 }, () => openHost(folder)))
    await first.bridge.close()
    await until('everybody to have a session again', () => others.every(({ sessions }) => sessions.length === 2))
    expect(others.filter(({ sessions }) => sessions[1] === 'keeper')).toHaveLength(1)
    expect(await Promise.all(others.map(entriesAt))).toEqual(others.map(() => 2_000))
  })

  it('a command finds the next one at its next call', async () => {
    const folder = temporaryFolder()
    const first = await openHost(folder)
    const second = await openHost(folder, COMMAND)
    await first.bridge.close()
    expect(await entriesAt(second)).toBe(2_000)
    expect(second.sessions).toEqual(['client', 'keeper'])
  })

  it('calls that were not done yet are made at the next one, whatever they do', async () => {
    const folder = temporaryFolder()
    const answer = gate()
    const status = { kind: 'memory', condition: 'open', connections: 0 } as const
    const first = await openHost(folder, { handlers: { 'vault.status': () => answer.passed.then(() => status) } })
    const second = await openHost(folder)
    const told: string[] = []
    second.bridge.subscribe(({ notice }) => told.push(notice))
    const looking = second.bridge.call('vault.status', {})
    await entriesAt(second)
    const closing = first.bridge.close()
    await until('the keeper to be leaving', () => told.includes('keeper.leaving'))
    const changing = second.bridge.call('settings.set', hostOptions('600'))
    expect(await entriesAt(second)).toBe(2_000)
    answer.open()
    expect(await looking).toEqual(status)
    await closing
    expect(await changing).toMatchObject({ journalEntries: 600 })
    expect(second.sessions).toEqual(['client', 'keeper'])
    expect(await entriesAt(second)).toBe(600)
  })

  it('it ends only after its renewals and saves, and still answers what only looks', async () => {
    const folder = temporaryFolder()
    const save = gate()
    const first = await openHost(folder)
    const { keeper } = first.keepers[0] ?? raise('bug')
    const stop = keeper.stop
    Object.assign(keeper, { stop: () => save.passed.then(stop) })
    const second = await openHost(folder, COMMAND)
    let ended = false
    const closing = first.bridge.close().then(() => {
      ended = true
    })
    expect(await entriesAt(second)).toBe(2_000)
    expect(tryOwnership(folder)).toBeNull()
    expect(ended).toBe(false)
    save.open()
    await closing
    expect(first.keepers[0]?.calls).toEqual(['start', 'stop'])
    expect(await entriesAt(second)).toBe(2_000)
    expect(second.sessions).toEqual(['client', 'keeper'])
  })

  it('a command that keeps serves others meanwhile, and they go on without it', async () => {
    const folder = temporaryFolder()
    const first = await openHost(folder, COMMAND)
    const second = await openHost(folder, COMMAND)
    expect(await entriesAt(second)).toBe(2_000)
    await first.bridge.close()
    expect(await entriesAt(second)).toBe(2_000)
    expect([first.sessions, second.sessions]).toEqual([['keeper'], ['client', 'keeper']])
  })

  it('its own bridge is of no more use', async () => {
    const { bridge } = await openHost(temporaryFolder())
    await bridge.close()
    expect(await bridge.call('settings.get', {}).catch(faultOf)).toEqual(fault('keeper_leaving'))
  })

  it('an index that cannot be written for the last time is no reason to fail', async () => {
    const { bridge, keepers } = await openHost(temporaryFolder())
    Object.assign(keepers[0]?.keeper ?? {}, {
      stop: () => Promise.reject(new FaultError(fault('state_folder_unusable', { path: 'x' }))),
    })
    await bridge.close()
  })
})

describe('when the socket or the lock is taken away', () => {
  it('a deleted socket is there again, at the same keeper', async () => {
    const folder = temporaryFolder()
    const first = await openHost(folder)
    const connected = await openHost(folder)
    const path = join(folder, 'keeper.sock')
    for (let round = 0; round < 3; round++) {
      rmSync(path)
      await until('the socket', () => existsSync(path))
    }
    expect(await entriesAt(connected)).toBe(2_000)
    expect((await openHost(folder, COMMAND)).sessions).toEqual(['client'])
    expect(first.keepers).toHaveLength(1)
  })

  it('a host that comes in between waits for it instead of keeping too', async () => {
    const folder = temporaryFolder()
    await openHost(folder)
    rmSync(join(folder, 'keeper.sock'))
    const second = await openHost(folder)
    expect(second.sessions).toEqual(['client'])
  })

  it('a keeper whose lock file is gone steps down, and there is one keeper again', async () => {
    const folder = temporaryFolder()
    const first = await openHost(folder)
    rmSync(join(folder, 'keeper.lock'))
    await until('the old one to step down', () => first.keepers[0]?.calls.includes('stop'))
    await until('a session again', () => first.sessions.length === 2)
    const second = await openHost(folder)
    expect([...first.sessions, ...second.sessions].filter((session) => session === 'keeper')).toHaveLength(2)
    expect(await entriesAt(second)).toBe(2_000)
  })

  it('works from a folder of its own where the state folder’s path is too long', async () => {
    const folder = `${temporaryFolder()}/${'long'.repeat(30)}`
    const first = await openHost(folder)
    const path = socketPath(folder)
    onTestFinished(() => rmSync(join(path, '..'), { recursive: true, force: true }))
    expect(path.startsWith(folder)).toBe(false)
    expect((await openHost(folder, COMMAND)).sessions).toEqual(['client'])
    rmSync(join(path, '..'), { recursive: true })
    await until('the socket', () => existsSync(path))
    expect((await openHost(folder, COMMAND)).sessions).toEqual(['client'])
    expect(first.keepers).toHaveLength(1)
    makeSocketFolder(folder)
  })
})

describe('a holder that shows no socket', () => {
  it('is never replaced; after some seconds it is called unresponsive', async () => {
    const folder = temporaryFolder()
    const own = tryOwnership(folder)
    expect(await openHost(folder, COMMAND).catch(faultOf)).toEqual(fault('keeper_unresponsive', { pid: process.pid }))
    own?.release()
  })

  it('is waited for by a patient host, which opens all the same', async () => {
    const folder = temporaryFolder()
    const own = tryOwnership(folder)
    const { bridge, sessions, troubles } = await openHost(folder, { patient: true })
    const seen: boolean[] = []
    bridge.watchKeeper((here) => seen.push(here))
    expect([sessions, seen]).toEqual([[], [false]])
    own?.release()
    await until('the take-over', () => sessions.includes('keeper'))
    expect(seen).toEqual([false, true])
    expect(troubles).toEqual(['keeper_unresponsive'])
    expect(await bridge.call('settings.get', {})).toMatchObject({ journalEntries: 2_000 })
  })
})

test('what cannot be a state folder is a fault at once', async () => {
  expect(await openHost('/dev/null/state').catch(faultOf)).toMatchObject({ code: 'state_folder_unusable' })
})
