/** The port for consumers, as a keeper's host opens, moves and leaves it. */
import { createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createConsumerPort } from '../../electron/hosting/consumer-port.ts'
import type { Fault } from '../../shared/fault.ts'
import { drawEntry } from '../core/started-keeper.ts'
import { ask } from '../doors/loopback/consumer-rig.ts'
import { handClock } from '../kit/hand-clock.ts'
import { keeperStandIn } from '../kit/keeper-stand-in.ts'
import { freePort } from '../kit/network/free-port.ts'

async function host() {
  const { keeper, ports } = keeperStandIn()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const { key } = await keeper.handlers['consumers.add']({ name: 'uploader', connections: ['ward'] })
  const clock = handClock()
  const port = createConsumerPort({ keeper: Promise.resolve(keeper), clock, random: ports.random })
  onTestFinished(() => {
    port.leave()
    port.close()
  })
  const told: (string | null)[] = []
  const follow = (number: number, bridge = '') =>
    port.follow({ port: number, bridge, network: null }, (trouble: Fault | null) => told.push(trouble?.code ?? null))
  const answers = (number: number) =>
    ask(number, { path: '/v1/connections/ward', key }).then(
      ({ status }) => status,
      (thrown: NodeJS.ErrnoException) => thrown.code,
    )
  return { port, clock, follow, told, answers }
}

async function taken(): Promise<{ server: Server; port: number }> {
  const port = await freePort()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { server, port }
}

test('it opens, moves and closes as it is set, at once', async () => {
  const { port, follow, answers } = await host()
  const [first, second] = [await freePort(), await freePort()]
  await follow(first)
  expect([port.state(), await answers(first)]).toEqual([
    { at: [`127.0.0.1:${first}`], fault: null, certificateEndsAt: null },
    200,
  ])
  await follow(second)
  expect([await answers(first), await answers(second)]).toEqual(['ECONNREFUSED', 200])
  await follow(0)
  expect([port.state().at, await answers(second)]).toEqual([[], 'ECONNREFUSED'])
})

test('a port that another program has is told once, and tried again until it is free', async () => {
  const { port, clock, follow, told, answers } = await host()
  const other = await taken()
  await follow(other.port)
  expect(port.state()).toMatchObject({ at: [], fault: { code: 'port_taken', params: { port: other.port } } })
  await clock.advance(1_000)
  await follow(other.port)
  expect(told).toEqual(['port_taken'])
  await new Promise((resolve) => other.server.close(resolve))
  await clock.advance(1_000)
  await follow(other.port)
  expect([told, await answers(other.port)]).toEqual([['port_taken', null], 200])
})

test('whoever leaves makes room at once, and the next keeper has the port', async () => {
  const [old, next] = [await host(), await host()]
  const number = await freePort()
  await old.follow(number)
  await next.follow(number)
  expect(next.told).toEqual(['port_taken'])
  old.port.leave()
  await old.clock.settle()
  await next.clock.advance(1_000)
  await next.follow(number)
  expect([next.told, await next.answers(number)]).toEqual([['port_taken', null], 200])
})

test('an address that is no bridge of containers is refused, and loopback is open all the same', async () => {
  const { port, follow, answers } = await host()
  const number = await freePort()
  for (const address of ['127.0.0.1', '192.0.2.1', '0.0.0.0']) {
    await follow(number, address)
    expect(port.state()).toMatchObject({
      at: [`127.0.0.1:${number}`],
      fault: { code: 'not_a_bridge', params: { address } },
    })
  }
  expect(await answers(number)).toBe(200)
})
