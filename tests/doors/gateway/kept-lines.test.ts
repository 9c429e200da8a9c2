/** The lines to servers that are kept for the next call: whose they are, when they end, and what a keeper that leaves waits for. */
import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { until } from '../../kit/processes/until.ts'
import { startConsumerRig } from '../loopback/consumer-rig.ts'

async function counted(play = (socket: Socket, _piece: string) => void socket.write(ANSWER)) {
  const open = new Set<Socket>()
  const rig = await startConsumerRig(
    (socket: Socket) => {
      open.add(socket)
      socket
        .setEncoding('latin1')
        .on('data', (piece: string) => play(socket, piece))
        .once('close', () => open.delete(socket))
    },
    { raw: true },
  )
  return { rig, open }
}

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere'

it('of a key that is revoked end with it', async () => {
  const { rig, open } = await counted()
  const staying = await rig.key('staying', 'ward')
  await rig.ask({ path: '/g/ward/', key: staying })
  for (const name of ['one', 'two', 'three']) {
    await rig.ask({ path: '/g/ward/', key: await rig.key(name, 'ward') })
    expect(open.size).toBe(2)
    await rig.keeper.handlers['consumers.revoke']({ name })
    await until('the line to end', () => open.size === 1)
  }
})

it('of a connection that is removed end with it, and so do calls that are under way', async () => {
  const { rig, open } = await counted((socket) => void socket.write(ANSWER.replace('4', '8')))
  const key = await rig.key('uploader', 'ward', 'other')
  const under = rig.ask({ path: '/g/ward/', key }).catch(() => 'cut')
  const beside = await rig.open()
  beside.write(`GET /g/other/ HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nAuthorization: Bearer ${key}\r\n\r\n`)
  await until('both to be under way', () => open.size === 2)
  await rig.keeper.handlers['connections.remove']({ name: 'ward' })
  expect(await under).toBe('cut')
  await until('the line to end', () => open.size === 1)
  expect(beside.destroyed).toBe(false)
})

it('to where a connection led before end when they come back from their last call', async () => {
  const waiting: Socket[] = []
  let isHeld = true
  const { rig, open } = await counted((socket) => void (isHeld ? waiting.push(socket) : socket.write(ANSWER)))
  const key = await rig.key('uploader', 'ward')
  const calls = Array.from({ length: 4 }, () => rig.ask({ path: '/g/ward/', key }))
  await until('all to be under way', () => waiting.length === 4)
  const entry = { settings: { baseUrl: `${rig.upstream.url}v2/` } }
  await rig.keeper.handlers['connections.edit']({ name: 'ward', entry })
  isHeld = false
  await rig.ask({ path: '/g/ward/', key })
  for (const socket of waiting) socket.write(ANSWER)
  expect((await Promise.all(calls)).map(({ text }) => text)).toEqual(Array(4).fill('here'))
  await until('only the new one to be there', () => open.size === 1)
})

it('are no more than a number, however many consumers have called', async () => {
  const { rig, open } = await counted()
  const keys = await Promise.all(Array.from({ length: 150 }, (_, at) => rig.key(`c${at}`, 'ward', 'other')))
  // At a time, since a busy machine takes longer for one after the other than an idle line is kept.
  const last = keys.pop() ?? ''
  const paths = ['/g/ward/', '/g/other/']
  await Promise.all(keys.flatMap((key) => paths.map((path) => rig.ask({ path, key }))))
  for (const path of paths) await rig.ask({ path, key: last })
  await until('the oldest to have ended', () => open.size <= 256)
  expect(open.size).toBeGreaterThan(200)
  // The last are the ones that are kept.
  const before = new Set(open)
  await rig.ask({ path: '/g/other/', key: last })
  expect([...open].every((socket) => before.has(socket))).toBe(true)
})

it.each(['timeout=2', 'timeout=1, max=5'])('end before their server ends them, which says %s', async (said) => {
  const { rig, open } = await counted(
    (socket) => void socket.write(ANSWER.replace('\r\n\r\n', `\r\nKeep-Alive: ${said}\r\n\r\n`)),
  )
  await rig.ask({ path: '/g/ward/', key: await rig.key('uploader', 'ward') })
  await until('the line to end', () => open.size === 0)
})

it('a keeper that leaves waits for what has an end, and for nothing else', async () => {
  // The upload may get there after the events.
  const { rig } = await counted((socket, piece) => {
    if (piece.includes('/events')) socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n')
  })
  const events = await rig.open()
  const head = `Host: 127.0.0.1:${rig.port}\r\nAuthorization: Bearer ${await rig.key('uploader', 'ward')}\r\n`
  let isQuiet = false
  const quiet = () => rig.quiet().then(() => (isQuiet = true))
  await quiet()
  isQuiet = false
  const upload = await rig.open()
  upload.write(`POST /g/ward/a HTTP/1.1\r\n${head}Content-Length: 100000\r\n\r\na`)
  await until('the upload to be there', async () => {
    isQuiet = false
    void quiet()
    await new Promise((resolve) => setImmediate(resolve))
    return !isQuiet
  })
  const heard = new Promise((resolve) => events.once('data', resolve))
  events.write(`GET /g/ward/events HTTP/1.1\r\n${head}\r\n`)
  await heard
  expect(isQuiet).toBe(false)
  upload.destroy()
  await until('nothing to be waited for', () => isQuiet)
  expect(events.destroyed).toBe(false)
})
