import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, it, onTestFinished } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { type LoopbackHttp, listenOnLoopback } from '../../../electron/adapters/node/loopback-http.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { until } from '../../kit/until.ts'

type Answerer = (request: Request, port: number) => Promise<Response>

const plain: Answerer = async () => new Response('here')

function listen(answer: Answerer = plain, clock = nodeClock, port = 0): Promise<LoopbackHttp> {
  return listenOnLoopback({ port, answer, unreadable: (why) => new Response(why, { status: 400 }), clock })
}

it('listens on 127.0.0.1 and on no other address', async () => {
  const server = await listen()
  onTestFinished(() => server.stop(0))
  expect(await (await fetch(`http://127.0.0.1:${server.port}/`)).text()).toBe('here')
  const others = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .map(({ address, scopeid }) => (scopeid ? `${address}%lo` : address))
    .filter((address) => address !== '127.0.0.1')
  for (const host of ['::1', '127.0.0.2', ...others]) {
    const reached = await new Promise((resolve) => {
      const socket = connect({ host, port: server.port }, () => resolve(true)).on('error', () => resolve(false))
      onTestFinished(() => void socket.destroy())
    })
    expect([host, reached]).toEqual([host, false])
  }
})

it('says when a port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await until('the other program to listen', () => other.listening)
  const { port } = other.address() as AddressInfo
  await expect(listen(plain, nodeClock, port)).rejects.toMatchObject({
    fault: { code: 'port_taken', params: { port } },
  })
})

it('stops at once when nobody waits, even for those who keep their line', async () => {
  const server = await listen(plain, handClock())
  const response = await fetch(`http://127.0.0.1:${server.port}/`)
  await response.text()
  await server.stop(60_000)
  await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow()
})

it('waits for an answer that is under way, then closes the line', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let begun = false
  const server = await listen(async () => {
    begun = true
    await promise
    return new Response('late')
  }, handClock())
  const asked = fetch(`http://127.0.0.1:${server.port}/`)
  await until('the request to arrive', () => begun)
  const stopped = server.stop(60_000)
  resolve()
  expect(await (await asked).text()).toBe('late')
  await stopped
})

it('cuts what is still under way after the grace', async () => {
  const clock = handClock()
  let begun = false
  const server = await listen(() => {
    begun = true
    return new Promise(() => {})
  }, clock)
  const asked = fetch(`http://127.0.0.1:${server.port}/`).then(
    () => 'answered',
    () => 'cut',
  )
  await until('the request to arrive', () => begun)
  const stopped = server.stop(1_000)
  await clock.advance(1_000)
  await stopped
  expect(await asked).toBe('cut')
})
