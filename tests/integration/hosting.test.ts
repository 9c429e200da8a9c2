import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { until } from '../kit/processes/until.ts'
import { entriesAt, expectOneKeeperAmong, keeperAt, keepersAmong, memory, only, started } from './host-crowd.ts'
import { type HostProcess, startHost } from './host-process.ts'

/** tests/long/twenty-hosts.test.ts has twenty of each. */
describe('eight hosts started at once', () => {
  it.each(['lasting', 'command'] as const)('give one keeper (%s)', (kind) => expectOneKeeperAmong(8, kind))
})

const seats = (host: HostProcess) => host.said().filter((one) => one.seat).length

describe('a keeper that is killed', () => {
  it('is followed by one of the others, again and again', async () => {
    const home = memory()
    let hosts = await started(home, 5)
    while (hosts.length > 1) {
      const keeper = only(keepersAmong(hosts))
      hosts = hosts.filter((host) => host !== keeper)
      const before = hosts.map(seats)
      keeper.signal('SIGKILL')
      await until('another keeper', () => keepersAmong(hosts).length > 0)
      await until('the others to follow it', () => hosts.every((host, at) => seats(host) > (before[at] ?? 0)))
      expect(await Promise.all(hosts.map(entriesAt))).toEqual(hosts.map(() => 2_000))
      expect(keepersAmong(hosts)).toHaveLength(1)
    }
  })

  it('leaves its lock and its socket to a command that comes a moment later', async () => {
    const home = memory()
    const keeper = only(await started(home, 1))
    keeper.signal('SIGKILL')
    await keeper.exited
    expect(existsSync(join(home.path, 'keeper.sock'))).toBe(true)
    const command = only(await started(home, 1, 'command'))
    expect(command.seat()).toBe('keeper')
    command.end()
    expect(await command.exited).toBe(0)
    expect(existsSync(join(home.path, 'keeper.sock'))).toBe(false)
  })

  it('with calls open: those that come to the same are made again, unseen', async () => {
    const home = memory()
    const [first, second] = [only(await started(home, 1)), only(await started(home, 1, 'command'))]
    first.signal('SIGSTOP')
    const asked = second.call('settings.get')
    first.signal('SIGKILL')
    expect((await asked).value).toMatchObject({ journalEntries: 2_000 })
    expect(second.seat()).toBe('keeper')
  })
})

describe('a keeper that is stopped', () => {
  it('is never replaced; whoever asks hears that it does not answer', async () => {
    const home = memory()
    const keeper = only(await started(home, 1))
    const [standby, command] = [only(await started(home, 1)), only(await started(home, 1, 'command'))]
    keeper.signal('SIGSTOP')
    const unresponsive = { code: 'keeper_unresponsive', params: { pid: keeper.pid } }
    const late = startHost(home, 'command')
    expect((await command.call('settings.get')).fault).toEqual(unresponsive)
    expect((await late.ready()).fault).toEqual(unresponsive)
    expect(standby.said().filter((one) => one.seat)).toHaveLength(1)
    keeper.signal('SIGCONT')
    for (const host of [standby, command]) expect(await keeperAt(host)).toBe(keeper.pid)
  })

  it('and then killed is followed like any other', async () => {
    const home = memory()
    const keeper = only(await started(home, 1))
    const standby = only(await started(home, 1))
    keeper.signal('SIGSTOP')
    expect((await standby.call('settings.get')).fault?.code).toBe('keeper_unresponsive')
    keeper.signal('SIGKILL')
    await until('the take-over', () => standby.seat() === 'keeper')
  })
})

describe('a client that is stopped', () => {
  it('holds up nobody, and is not confused when it goes on', async () => {
    const home = memory()
    const hosts = await started(home, 3)
    const keeper = only(keepersAmong(hosts))
    const [client, other] = hosts.filter((host) => host !== keeper)
    client?.signal('SIGSTOP')
    const asleep = client?.call('settings.get')
    expect(await Promise.all([keeper, other].map(entriesAt))).toEqual([2_000, 2_000])
    client?.signal('SIGCONT')
    await asleep
    expect(await entriesAt(client)).toBe(2_000)
  })
})

describe('a deleted socket', () => {
  it('is there again, bound by the same keeper', async () => {
    const home = memory()
    const hosts = await started(home, 3)
    const keeper = only(keepersAmong(hosts))
    const path = join(home.path, 'keeper.sock')
    rmSync(path)
    await until('the socket', () => existsSync(path))
    const command = only(await started(home, 1, 'command'))
    expect(await keeperAt(command)).toBe(keeper.pid)
    expect(only(keepersAmong([...hosts, command])).pid).toBe(keeper.pid)
  })
})

describe('a keeper that is asked to end', () => {
  it('ends in good order, says so in the journal, and is followed', async () => {
    const home = memory()
    const keeper = only(await started(home, 1))
    const standby = only(await started(home, 1))
    keeper.signal('SIGTERM')
    expect(await keeper.exited).toBe(0)
    await until('the take-over', () => standby.seat() === 'keeper')
    const events = () =>
      readFileSync(join(home.path, 'journal.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { event: string }).event)
    // The seat is told a moment before the line is written.
    await until('the line of the second keeper', () => events().length === 3)
    expect(events()).toEqual(['keeper_started', 'keeper_stopped', 'keeper_started'])
  })

  it('as a command: Ctrl-C lets it leave its place to others', async () => {
    const home = memory()
    const keeper = only(await started(home, 1, 'command'))
    const other = only(await started(home, 1, 'command'))
    keeper.signal('SIGINT')
    expect(await keeper.exited).toBe(130)
    expect(await entriesAt(other)).toBe(2_000)
    expect(other.seat()).toBe('keeper')
  })
})

describe('a lock file that is deleted', () => {
  it('makes its holder step down: there is one keeper again, and everybody finds it', async () => {
    const home = memory()
    const hosts = await started(home, 3)
    rmSync(join(home.path, 'keeper.lock'))
    await until('everybody to have a session again', () =>
      hosts.every((host) => host.said().filter((one) => one.seat).length >= 2),
    )
    await until('one keeper', () => keepersAmong(hosts).length === 1)
    expect(new Set(await Promise.all(hosts.map(keeperAt))).size).toBe(1)
  })
})
