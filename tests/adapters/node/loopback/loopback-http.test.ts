import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import { nodeClock } from '../../../../electron/adapters/node/clock.ts'
import { BOTH_ADDRESSES } from '../../../../electron/adapters/node/loopback/loopback-address.ts'
import { type LoopbackHttp, listenOnLoopback } from '../../../../electron/adapters/node/loopback/loopback-http.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { until } from '../../../kit/processes/until.ts'

type Answerer = (request: Request, port: number) => Promise<Response>

const plain: Answerer = async () => new Response('here')

const unreadable = (why: string) => new Response(why, { status: 400 })

function listen(answer: Answerer = plain, clock = nodeClock, port = 0): Promise<LoopbackHttp> {
  return listenOnLoopback({ port, answer, unreadable, clock })
}

function listenAtBoth(port = 0, answer: Answerer = plain): Promise<LoopbackHttp> {
  return listenOnLoopback({ port, addresses: BOTH_ADDRESSES, answer, unreadable, clock: nodeClock })
}

const hasIpv6 = networkInterfaces()['lo']?.some(({ address }) => address === '::1') ?? process.platform !== 'linux'

/** A program of somebody else at that address. */
async function squat(host: string, port = 0): Promise<number> {
  const other = createServer().listen(port, host)
  onTestFinished(() => void other.close())
  await until('the other program to listen', () => other.listening)
  return (other.address() as AddressInfo).port
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

// Where there is no ::1, nobody looks for anything there.
if (hasIpv6)
  describe('under a name, which browsers look for at ::1 first', () => {
    it('listens at the same port of both addresses, so that nobody else can', async () => {
      const server = await listenAtBoth()
      for (const host of ['127.0.0.1', '[::1]']) {
        expect(await (await fetch(`http://${host}:${server.port}/`)).text()).toBe('here')
      }
      await server.stop(0)
      for (const host of ['127.0.0.1', '[::1]']) await expect(fetch(`http://${host}:${server.port}/`)).rejects.toThrow()
    })

    it.each(['::1', '127.0.0.1'])('says when another program has the port at %s', async (host) => {
      const port = await squat(host)
      const taken = { fault: { code: 'port_taken', params: { port } } }
      await expect(listenAtBoth(port)).rejects.toMatchObject(taken)
      // What was taken at the other address is given back.
      await squat(host === '::1' ? '127.0.0.1' : '::1', port)
    })
  })

it('lets the next one in though four hundred hold a connection and say nothing', async () => {
  const held = Promise.withResolvers<void>()
  const server = await listen(async (request) => {
    if (request.url.endsWith('/held')) await held.promise
    return new Response('here')
  })
  onTestFinished(() => server.stop(0))
  const address = `http://127.0.0.1:${server.port}`
  const waiting = fetch(`${address}/held`)
  let open = 0
  const idle = Array.from({ length: 450 }, (_, index) => {
    const socket = connect({ host: '127.0.0.1', port: server.port }, () => {
      open += 1
      // Some begin a request that they never end.
      if (index % 3 === 0) socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    })
    return socket.on('error', () => {})
  })
  onTestFinished(() => {
    for (const socket of idle) socket.destroy()
  })
  await until('all of them', () => open === idle.length)
  const asked = Array.from({ length: 5 }, async () => (await fetch(`${address}/`)).text())
  expect(await Promise.all(asked)).toEqual(Array(5).fill('here'))
  held.resolve()
  expect(await (await waiting).text()).toBe('here')
})

it('says when a port is taken', async () => {
  const port = await squat('127.0.0.1')
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
