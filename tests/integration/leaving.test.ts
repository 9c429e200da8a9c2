import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DrawServer } from '../kit/draw/draw-server.ts'
import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import type { Home } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'
import { type HostProcess, startHost } from './host-process.ts'

/** A home with a vault that outlives its processes, and a server at which this is slow. */
async function ward(
  weather: Parameters<DrawServer['control']>[0]['weather'],
): Promise<{ home: Home; server: DrawServer }> {
  const server = await startDrawServer({ accessLifeSeconds: 3_600 })
  const home = await fileHome()
  const host = startHost(home, 'command')
  await host.ready()
  const entry = drawConnection('ward', server.url, server.issuePair())
  expect((await host.call('connections.add', { entry })).fault).toBeUndefined()
  host.end()
  await host.exited
  server.control({ weather: weather ?? [] })
  return { home, server }
}

async function generationIn(home: Home): Promise<number> {
  const host = startHost(home, 'command')
  await host.ready()
  const { value } = await host.call('connections.token', { name: 'ward' })
  host.end()
  await host.exited
  return (value as { generation: number }).generation
}

const renewing = (server: DrawServer) => until('the server to be asked', () => server.record.renewals.length > 0)

async function refreshAtServer(host: HostProcess, server: DrawServer): Promise<ReturnType<HostProcess['call']>> {
  await host.ready()
  const answer = host.call('connections.refresh', { name: 'ward' })
  await renewing(server)
  return answer
}

describe('a keeper that is told to end while the server has its refresh token', () => {
  it.each([
    ['an agent by SIGTERM', 'lasting', 'SIGTERM', 0],
    ['a command by Ctrl-C', 'command', 'SIGINT', 130],
  ] as const)('waits for the reply and saves it (%s)', async (_what, kind, signal, code) => {
    const { home, server } = await ward([{ kind: 'slow', ms: 1_500 }])
    const before = await generationIn(home)
    const host = startHost(home, kind)
    // Cut off with its keeper.
    refreshAtServer(host, server).catch(() => undefined)
    await renewing(server)
    host.signal(signal)
    expect(await host.exited).toBe(code)
    expect(existsSync(join(home.path, 'keeper.sock'))).toBe(false)
    expect(await generationIn(home)).toBe(before + 1)
    expect(server.record).toMatchObject({ reuseCount: 0 })
  })
})

describe('a host that comes while another one ends', () => {
  it('gets its token as soon as the renewal under way is done, and the refresh token is spent once', async () => {
    const { home, server } = await ward([{ kind: 'slow', ms: 1_500 }])
    const first = startHost(home)
    refreshAtServer(first, server).catch(() => undefined)
    await renewing(server)
    first.signal('SIGTERM')
    const second = startHost(home, 'command')
    await second.ready()
    const { value } = await second.call('connections.edit', { name: 'ward', entry: { settings: { maxRetries: 1 } } })
    expect(value).toMatchObject({ view: { maxRetries: 1, generation: 2 } })
    expect(second.seat()).toBe('keeper')
    expect(server.record).toMatchObject({ reuseCount: 0 })
  })
})
