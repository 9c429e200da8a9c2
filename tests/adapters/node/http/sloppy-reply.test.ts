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
  ['plain under the name of gzip', `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n${LENGTH}\r\n\r\n${BODY}`],
  ['a space in front of a colon', `HTTP/1.1 200 OK\r\nX-Note : a\r\n${LENGTH}\r\n\r\n${BODY}`],
  ['a space in a name', `HTTP/1.1 200 OK\r\nX Note: a\r\n${LENGTH}\r\n\r\n${BODY}`],
  ['a line that is no header', `HTTP/1.1 200 OK\r\nWarning\r\n: a\r\n${LENGTH}\r\n\r\n${BODY}`],
  ['its length twice', `HTTP/1.1 200 OK\r\n${LENGTH}\r\n${LENGTH}\r\n\r\n${BODY}`],
  ['its length twice in a line', `HTTP/1.1 200 OK\r\n${LENGTH}, ${BODY.length}\r\n\r\n${BODY}`],
  ['two lengths', `HTTP/1.1 200 OK\r\n${LENGTH}\r\nContent-Length: 3\r\n\r\n${BODY}`],
  ['a length that is no number', `HTTP/1.1 200 OK\r\nContent-Length: much\r\n\r\n${BODY}`],
  ['chunks that do not come', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${BODY}`],
  ['its protocol in small letters', `http/1.1 200 ok\r\n${LENGTH}\r\n\r\n${BODY}`],
  ['half a version', `HTTP/2 200\r\n${LENGTH}\r\n\r\n${BODY}`],
  ['lines in front of it', `\r\n\r\nHTTP/1.1 200 OK\r\n${LENGTH}\r\n\r\n${BODY}`],
  [
    'two interim answers first',
    `${'HTTP/1.1 103 Early Hints\r\nLink : a\r\n\r\n'.repeat(2)}HTTP/1.1 200 OK\r\n${LENGTH}\r\n\r\n${BODY}`,
  ],
  ['an interim answer first', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${LENGTH}\r\n\r\n${BODY}`],
])('%s', async (_what, reply) => {
  expect(await post(reply)).toMatchObject({ kind: 'reply', status: 200, body: BODY })
})

test('another protocol that nobody has asked for is no reply, and nobody waits for one', async () => {
  const reply = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n'
  expect(await post(reply)).toMatchObject({ kind: 'failure', trouble: 'reply_lost', sent: true, detail: 'HTTP_101' })
})

test('what comes byte by byte is read the same', async () => {
  const reply = `HTTP/1.1 200 OK\r\nX Note: a\r\n${LENGTH}\r\n${LENGTH}\r\n\r\n${BODY}\r\nmore`
  const { port } = await rawServer((socket, { onRequest }) => {
    onRequest(async () => {
      for (const byte of Buffer.from(reply)) await new Promise((written) => socket.write(Uint8Array.of(byte), written))
      socket.end()
    })
  })
  const url = `http://127.0.0.1:${port}/`
  expect(await http.send({ method: 'POST', url, headers: {}, body: 'x' })).toMatchObject({ status: 200, body: BODY })
})

test.each(['SSH-2.0-OpenSSH_9.2\r\n', 'HTTP/1.1 2', 'HTTP/x 200\r\n\r\n', '\u0015\u0003\u0003\u0000\u0002\u0002F'])(
  '%j is no reply',
  async (text) => {
    expect(await post(text)).toMatchObject({ kind: 'failure', trouble: 'reply_lost', sent: true })
  },
)
