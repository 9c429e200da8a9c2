import { expect, onTestFinished, test } from 'vitest'
import { createKeeper, type Keeper } from '../../electron/core/keeper.ts'
import type { DemoServer } from '../../electron/demo/demo-server.ts'
import { createHostedDemo } from '../../electron/demo/hosted-demo.ts'
import type { Bridge } from '../../shared/api/contract/contract.ts'
import { isDemo } from '../../shared/connections/demo-connection.ts'
import { type FaultyVault, faultyVault } from '../kit/faulty-vault.ts'
import { jwt } from '../kit/jwt.ts'
import { type MemoryPorts, memoryPorts } from '../kit/memory-ports.ts'

/** A host beside a real keeper; its demo servers only count. */
async function host(ports = memoryPorts()) {
  const begin = async (those: MemoryPorts): Promise<Keeper> => {
    const begun = createKeeper(those)
    await begun.start()
    onTestFinished(() => begun.stop())
    return begun
  }
  const keeper = await begin(ports)
  let current = keeper
  const watchers = new Set<(here: boolean) => void>()
  const running = new Set<string>()
  let serial = 0
  const startServer = async (): Promise<DemoServer> => {
    serial += 1
    const url = `http://127.0.0.1:${40_000 + serial}/`
    running.add(url)
    const claims = { iat: ports.clock.now() / 1_000, exp: ports.clock.now() / 1_000 + 20, jti: serial }
    const pair = {
      accessToken: jwt({ token_type: 'access', ...claims }),
      refreshToken: jwt({ token_type: 'refresh', ...claims, exp: claims.exp + 86_400 }),
    }
    return { url, pair, stop: async () => void running.delete(url) }
  }
  const bridge: Bridge = { call: (name, input) => current.handlers[name](input) }
  const demo = createHostedDemo({
    bridge: {
      ...bridge,
      subscribe: (listener) => keeper.subscribe(listener),
      watchKeeper(listener) {
        watchers.add(listener)
        return () => watchers.delete(listener)
      },
    },
    clock: ports.clock,
    startServer,
    answers: async (baseUrl) => running.has(baseUrl),
  })
  const list = () => bridge.call('connections.list', {})
  /** Another keeper takes over, with what is in that vault. */
  async function takeOver(vault: FaultyVault): Promise<void> {
    for (const tell of [...watchers]) tell(false)
    current = await begin(memoryPorts({ vault, clock: ports.clock }))
    for (const tell of [...watchers]) tell(true)
    await ports.clock.settle()
  }
  return { ports, demo, list, running, handlers: keeper.handlers, takeOver, watchers }
}

test('a connection that is known for a demo, to a server that runs', async () => {
  const { demo, list, running } = await host()
  expect(await demo.start()).toEqual({ name: 'demo' })
  const [view] = await list()
  expect(view).toMatchObject({ name: 'demo', state: 'valid', renewable: true })
  expect(view && isDemo(view)).toBe(true)
  expect([...running]).toEqual([view?.baseUrl])
})

test('starting it twice finds it running, at the same time or later', async () => {
  const { demo, list, running } = await host()
  expect(await Promise.all([demo.start(), demo.start()])).toEqual([{ name: 'demo' }, { name: 'demo' }])
  await demo.start()
  expect([running.size, (await list()).length]).toEqual([1, 1])
})

test('stopping the host leaves nothing of it', async () => {
  const { demo, list, running, handlers, watchers } = await host()
  await demo.start()
  await handlers['connections.rename']({ name: 'demo', to: 'other' })
  await demo.stop()
  expect([await list(), running.size, watchers.size]).toEqual([[], 0, 0])
  await demo.stop()
})

test('removing the connection ends the server, and it can be started anew', async () => {
  const { ports, demo, running, handlers } = await host()
  await demo.start()
  await handlers['connections.remove']({ name: 'demo' })
  await ports.clock.settle()
  expect(running.size).toBe(0)
  expect(await demo.start()).toEqual({ name: 'demo' })
  expect(running.size).toBe(1)
})

test('what was removed while no keeper was there ends the server too', async () => {
  const { ports, demo, running, takeOver, watchers } = await host()
  await demo.start()
  await takeOver(ports.vault)
  expect(running.size).toBe(1)
  await takeOver(faultyVault())
  expect([running.size, watchers.size]).toEqual([0, 0])
})

test('one of an earlier run is replaced, one of another host is left alone', async () => {
  const first = await host()
  await first.demo.start()
  const [before] = await first.list()
  // As after kill -9: the connection is there, its server is not.
  first.running.clear()
  expect(await first.demo.start()).toEqual({ name: 'demo' })
  const [after] = await first.list()
  expect(after?.id).not.toBe(before?.id)
  expect([...first.running]).toEqual([after?.baseUrl])
})

test('one that no longer works is replaced although a server answers', async () => {
  const { ports, demo, list, running } = await host()
  await demo.start()
  ports.http.answer({ status: 401, json: {} })
  await ports.clock.advance(25_000)
  expect(await list()).toMatchObject([{ name: 'demo', state: 'needs-person' }])
  await demo.start()
  expect(await list()).toMatchObject([{ name: 'demo', state: 'valid' }])
  expect(running.size).toBe(1)
})

test('a connection of the person’s own keeps its name', async () => {
  const { demo, list, handlers } = await host()
  await handlers['connections.add']({
    entry: {
      name: 'demo',
      system: 'draw',
      settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' },
      secrets: { accessToken: jwt({ token_type: 'access', exp: 4e9 }) },
    },
  })
  expect(await demo.start()).toEqual({ name: 'demo-2' })
  await demo.stop()
  expect(await list()).toMatchObject([{ name: 'demo', clientId: 'Institute A' }])
})

test('a vault that is shut is said, and no server is left running', async () => {
  const { ports, demo, running } = await host()
  ports.vault.lock()
  await expect(demo.start()).rejects.toMatchObject({ fault: { code: 'vault_locked' } })
  expect(running.size).toBe(0)
})

test('forgotten, it ends by itself after an hour', async () => {
  const { ports, demo, list, running } = await host()
  let serial = 0
  ports.http.otherwise(() => {
    serial += 1
    return { json: { access_token: `access-${serial}`, refresh_token: `refresh-${serial}`, expires_in: 20 } }
  })
  await demo.start()
  await ports.clock.advance(59 * 60_000)
  expect([(await list()).length, running.size]).toEqual([1, 1])
  await ports.clock.advance(2 * 60_000)
  expect([(await list()).length, running.size]).toEqual([0, 0])
})
