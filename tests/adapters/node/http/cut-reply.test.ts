/** A reply that breaks off: what of it had come is handed on, since a new refresh token may be in it. */
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { nodeClock } from '../../../../electron/adapters/node/clock.ts'
import { nodeHttp } from '../../../../electron/adapters/node/http/http.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { until } from '../../../kit/processes/until.ts'
import { rawServer } from '../../../kit/servers/raw-server.ts'

const http = nodeHttp({ clock: nodeClock, agent: 'Everbearer/test', env: {} })
const PART = '{"refresh_token":"refresh-1","access_token":"abc'

const answering = (head: string, body: string, then: (socket: Socket) => void) =>
  rawServer((socket, { onRequest }) => {
    onRequest(() => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${head}\r\n\r\n${body}`, () => then(socket))
    })
  })

const asked = (port: number) => ({ method: 'POST' as const, url: `http://127.0.0.1:${port}/`, headers: {}, body: 'x' })

test.each([
  ['shorter than it says', 'Content-Length: 500', PART],
  ['without its last chunk', 'Transfer-Encoding: chunked', `${PART.length.toString(16)}\r\n${PART}\r\n`],
  ['in the middle of a chunk', 'Transfer-Encoding: chunked', `1ff\r\n${PART}`],
])('%s', async (_what, head, body) => {
  const { port } = await answering(head, body, (socket) => socket.end())
  expect(await http.send(asked(port))).toMatchObject({
    kind: 'failure',
    trouble: 'reply_lost',
    sent: true,
    begun: { status: 200, headers: { 'content-type': 'application/json' }, body: PART },
  })
})

test('a reply that goes on for ever brings what came before that', async () => {
  const { port } = await answering('Connection: close', PART.padEnd(2_097_152, ' '), () => undefined)
  const outcome = await http.send(asked(port))
  expect(outcome).toMatchObject({ kind: 'failure', trouble: 'reply_too_large', begun: { status: 200 } })
  expect(outcome.kind === 'failure' && outcome.begun?.body.startsWith(PART)).toBe(true)
})

test('a reply that stands still brings what came before that', async () => {
  const clock = handClock()
  let written = false
  const server = await answering('Content-Length: 500', PART, () => {
    written = true
  })
  const outcome = nodeHttp({ clock, agent: 'x', env: {} }).send({ ...asked(server.port), timeoutMs: 5_000 })
  await until('the part was written', () => written)
  // What was written before this call's answer has been read by the time it comes.
  await http.send(asked((await answering('Content-Length: 0', '', () => undefined)).port))
  await clock.advance(5_000)
  expect(await outcome).toMatchObject({ kind: 'failure', trouble: 'timed_out', begun: { status: 200 } })
})

test('nothing has come where the line breaks before or within the head', async () => {
  for (const text of ['', 'HTTP/1.1 200 OK\r\nContent-Le']) {
    const { port } = await rawServer((socket, { onRequest }) => onRequest(() => socket.end(text)))
    const outcome = await http.send(asked(port))
    expect(outcome).toMatchObject({ kind: 'failure', trouble: 'reply_lost' })
    expect(outcome).not.toHaveProperty('begun')
  }
})
