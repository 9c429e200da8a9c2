/** Who makes room when too many connections are open. */
import { createServer, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connectionLimit } from '../../../../electron/adapters/node/loopback/connection-limit.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'
import { until } from '../../../kit/processes/until.ts'

const ASKING = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'

/** Room for two; what is asked is answered when the test says so. */
async function crowdOfTwo({ upgrades = false } = {}) {
  const path = join(temporaryFolder(), 's')
  const open: ServerResponse[] = []
  const server = createServer((_, answer) => void open.push(answer))
  if (upgrades) server.on('upgrade', (_, socket) => socket.on('error', () => {}).write('HTTP/1.1 101 S\r\n\r\n'))
  connectionLimit(2).watch(server)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  const knock = async (): Promise<Socket> => {
    const socket = connect(path).on('error', () => {})
    onTestFinished(() => void socket.destroy())
    await new Promise((resolve) => socket.once('connect', resolve))
    return socket.resume()
  }
  return { open, knock }
}

async function asks(socket: Socket, open: readonly ServerResponse[], times = 1): Promise<void> {
  const before = open.length
  socket.write(ASKING.repeat(times))
  await until('the request to arrive', () => open.length === before + times)
}

async function answered(socket: Socket, open: readonly ServerResponse[]): Promise<void> {
  const heard = new Promise((resolve) => socket.once('data', resolve))
  open.at(-1)?.end('done')
  await heard
  await until('the answer to be out', () => open.at(-1)?.writableFinished === true)
}

test('the one that never asked, though another is older', async () => {
  const { open, knock } = await crowdOfTwo()
  const older = await knock()
  const silent = await knock()
  await asks(older, open)
  await answered(older, open)
  await knock()
  await until('the silent one to go', () => silent.closed)
  expect(older.closed).toBe(false)
})

test('the oldest of those that wait for nothing, and never one that waits for its answer', async () => {
  const { open, knock } = await crowdOfTwo()
  const waiting = await knock()
  await asks(waiting, open)
  const done = await knock()
  await asks(done, open)
  await answered(done, open)
  const third = await knock()
  await until('the one that is done to go', () => done.closed)
  await asks(third, open)
  const turnedAway = await knock()
  await until('the one too many to go', () => turnedAway.closed)
  expect([waiting.closed, third.closed]).toEqual([false, false])
})

test('none whose second request of two waits behind the first', async () => {
  const { open, knock } = await crowdOfTwo()
  const two = await knock()
  await asks(two, open, 2)
  const heard = new Promise((resolve) => two.once('data', resolve))
  open[0]?.end('first')
  await heard
  const silent = await knock()
  await knock()
  await until('the silent one to go', () => silent.closed)
  expect(two.closed).toBe(false)
})

test('none that has become a WebSocket', async () => {
  const { knock } = await crowdOfTwo({ upgrades: true })
  const chat = await knock()
  const heard = new Promise((resolve) => chat.once('data', resolve))
  chat.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await heard
  const silent = await knock()
  await knock()
  await until('the silent one to go', () => silent.closed)
  expect(chat.closed).toBe(false)
})
