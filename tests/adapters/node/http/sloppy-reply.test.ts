/** Replies that are not quite HTTP: what they spent is spent, so they are read as far as they can be. */
import { expect, test } from 'vitest'
import { nodeClock } from '../../../../electron/adapters/node/clock.ts'
import { nodeHttp } from '../../../../electron/adapters/node/http/http.ts'
import { rawServer } from '../../../kit/servers/raw-server.ts'

const http = nodeHttp({ clock: nodeClock, agent: 'Everbearer/test', env: {} })
const BODY = '{"refresh_token":"refresh-1"}'
const LENGTH = `Content-Length: ${BODY.length}`
const CHUNKED = `Transfer-Encoding: chunked\r\n\r\n${BODY.length.toString(16)}`

const post = async (reply: string) => {
  const { port } = await rawServer((socket, { onRequest }) => onRequest(() => socket.end(reply)))
  return http.send({ method: 'POST', url: `http://127.0.0.1:${port}/`, headers: {}, body: 'x' })
}

test.each([
  ['lines without carriage returns', `HTTP/1.1 200 OK\n${LENGTH}\n\n${BODY}`],
  ['a status without a word', `HTTP/1.1 200\r\n${LENGTH}\r\n\r\n${BODY}`],
  ['a length beside chunks', `HTTP/1.1 200 OK\r\n${LENGTH}\r\n${CHUNKED}\r\n${BODY}\r\n0\r\n\r\n`],
  ['a control character in a header', `HTTP/1.1 200 OK\r\nX-Note: \u0001\r\n${LENGTH}\r\n\r\n${BODY}`],
  ['a header that is folded', `HTTP/1.1 200 OK\r\nX-Note: a\r\n b\r\n${LENGTH}\r\n\r\n${BODY}`],
  ['a version of its own', `HTTP/1.2 200 OK\r\n${LENGTH}\r\n\r\n${BODY}`],
  ['more than it says', `HTTP/1.1 200 OK\r\n${LENGTH}\r\n\r\n${BODY}\r\n\r\nmore`],
  ['spaces behind the size of a chunk', `HTTP/1.1 200 OK\r\n${CHUNKED}  \r\n${BODY}\r\n0\r\n\r\n`],
  ['an interim answer first', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${LENGTH}\r\n\r\n${BODY}`],
])('%s', async (_what, reply) => {
  expect(await post(reply)).toMatchObject({ kind: 'reply', status: 200, body: BODY })
})

test('another protocol that nobody has asked for is no reply, and nobody waits for one', async () => {
  const reply = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n'
  expect(await post(reply)).toMatchObject({ kind: 'failure', trouble: 'reply_lost', sent: true, detail: 'HTTP_101' })
})
