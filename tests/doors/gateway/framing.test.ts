/** Where one request ends and the next begins: what goes to a server is framed, whatever the method and however it came. */
import type { Socket } from 'node:net'
import { describe, expect, it, test } from 'vitest'
import { startConsumerRig } from '../loopback/consumer-rig.ts'

const HERE = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhere'

/** What a server gets, byte for byte; it answers what ends so. */
async function heardBy(answer = HERE, end = '\r\n\r\n') {
  let heard = ''
  const rig = await startConsumerRig(
    (socket: Socket) => {
      socket.setEncoding('latin1').on('data', (piece: string) => {
        heard += piece
        // After whatever is on its way by then was read.
        if (heard.endsWith(end)) setTimeout(() => setImmediate(() => socket.end(answer)), 20)
      })
    },
    { raw: true, maxRetries: 0 },
  )
  const head = `Host: 127.0.0.1:${rig.port}\r\nAuthorization: Bearer ${await rig.key('uploader', 'ward')}\r\n`
  return { rig, head, heard: () => heard }
}

describe('a body in chunks', () => {
  it.each(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'POST', 'PROPFIND'])('of a %s is no second request', async (method) => {
    const { rig, head, heard } = await heardBy(HERE, '\r\n0\r\n\r\n')
    const inner = 'GET /api/token/refresh/ HTTP/1.1\r\nHost: evil\r\n\r\n'
    const chunk = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`
    await rig.raw(
      `${method} /g/ward/a HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunk}`,
    )
    const [lines = '', body = ''] = heard().split(/\r\n\r\n(.*)/s)
    expect(lines).toMatch(/^transfer-encoding: chunked$/im)
    expect(body).toMatch(/^30\r\nGET /)
  })
})

describe('a call without a body', () => {
  it.each(['MKCOL', 'PROPFIND', 'LOCK', 'REPORT', 'PURGE', 'POST', 'PATCH'])('of a %s says so', async (method) => {
    const { rig, head, heard } = await heardBy()
    expect(await rig.raw(`${method} /g/ward/a HTTP/1.1\r\n${head}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 /)
    expect(heard()).toMatch(/^content-length: 0\r$/im)
    // Servers of WebDAV refuse a body where none belongs, an empty one in chunks too (nginx).
    expect(heard()).not.toMatch(/transfer-encoding/i)
    expect(heard()).toMatch(/\r\n\r\n$/)
  })

  it.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])('of a %s need not say so', async (method) => {
    const { rig, head, heard } = await heardBy()
    await rig.raw(`${method} /g/ward/a HTTP/1.1\r\n${head}Connection: close\r\n\r\n`)
    expect(heard()).not.toMatch(/content-length|transfer-encoding/i)
    expect(heard()).toMatch(/\r\n\r\n$/)
  })
})

test('a WebSocket is asked for by a GET without a body, and by nothing else', async () => {
  const { rig, head, heard } = await heardBy()
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
  for (const more of ['Content-Length: 10\r\n', 'Transfer-Encoding: chunked\r\n'])
    expect(await rig.raw(`GET /g/ward/a HTTP/1.1\r\n${head}${upgrade}${more}\r\n`)).toMatch(/^HTTP\/1.1 400 /)
  expect(await rig.raw(`POST /g/ward/a HTTP/1.1\r\n${head}${upgrade}\r\n`)).toMatch(/^HTTP\/1.1 400 /)
  expect(heard()).toBe('')
})

test('an answer whose end only the line’s end tells breaks off as such (HTTP/1.0)', async () => {
  const { rig, head } = await heardBy('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n')
  const socket = await rig.open()
  let broken = ''
  socket.on('error', (thrown: Error & { code?: string }) => {
    broken = thrown.code ?? ''
  })
  socket.resume().write(`GET /g/ward/a HTTP/1.0\r\n${head}\r\n`)
  await new Promise((resolve) => socket.once('close', resolve))
  expect(broken).toBe('ECONNRESET')
})

test('an answer in place of a WebSocket that breaks off is cut', async () => {
  const { rig, head } = await heardBy('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')
  const heard = await rig.raw(`GET /g/ward/a HTTP/1.1\r\n${head}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
  expect(heard).toMatch(/half$/)
})

describe('an offer of another protocol (Java’s client makes it with each first call)', () => {
  const offer = 'Connection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n'

  it('is passed over, and does not get to the server', async () => {
    const { rig, head, heard } = await heardBy(HERE, 'hello')
    expect(await rig.raw(`POST /g/ward/a HTTP/1.1\r\n${head}${offer}Content-Length: 5\r\n\r\nhello`)).toMatch(
      /^HTTP\/1.1 200 /,
    )
    expect(heard()).toMatch(/\r\n\r\nhello$/)
    expect(heard()).not.toMatch(/upgrade|h2c|http2/i)
  })

  it('is passed over by the API too', async () => {
    const { rig, head } = await heardBy()
    const heard = await rig.raw(`GET /v1/connections/ward HTTP/1.1\r\n${head}${offer}\r\n`)
    expect(heard).toMatch(/^HTTP\/1.1 200 /)
  })
})
