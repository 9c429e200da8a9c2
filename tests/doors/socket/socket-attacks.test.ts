/** Whatever a program of the same user may say to the socket: it is answered with a reason, and nobody else notices. */
import { describe, expect, it, test } from 'vitest'
import { until } from '../../kit/processes/until.ts'
import { startSocketRig } from './socket-rig.ts'

const CALL = 'POST /v1/calls/connections.pause HTTP/1.1\r\nHost: everbearer\r\nContent-Type: application/json\r\n'
const BODY = '{"name":"ward-3"}'

/** A keeper that counts what it is asked to change. */
async function counting() {
  const paused: string[] = []
  const rig = await startSocketRig({
    'connections.pause': async ({ name }) => {
      paused.push(name)
      throw new Error('asked')
    },
  })
  return { rig, paused }
}

describe('what is no proper request is refused, and nothing of it is done:', () => {
  const bytes = Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7919) % 256))
  it.each<[string, string | Buffer]>([
    ['bytes', bytes],
    ['a TLS hello', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['a line break within a header', `${CALL}X-A: b\rContent-Length: ${BODY.length}\r\n\r\n${BODY}`],
    ['a folded header', `${CALL}X-A: b\r\n c\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`],
    ['a space before the colon', `${CALL}Content-Length : ${BODY.length}\r\n\r\n${BODY}`],
    ['two lengths', `${CALL}Content-Length: ${BODY.length}\r\nContent-Length: 1\r\n\r\n${BODY}`],
    ['a length and chunks', `${CALL}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n${BODY}\r\n0\r\n\r\n`],
    ['chunks that are only almost said', `${CALL}Transfer-Encoding: xchunked\r\n\r\n11\r\n${BODY}\r\n0\r\n\r\n`],
    ['chunks under another coding', `${CALL}Transfer-Encoding: chunked, gzip\r\n\r\n11\r\n${BODY}\r\n0\r\n\r\n`],
    ['a negative length', `${CALL}Content-Length: -1\r\n\r\n`],
    ['a length in hex', `${CALL}Content-Length: 0x11\r\n\r\n${BODY}`],
    ['endless headers', `${CALL}${'X-A: b\r\n'.repeat(5_000)}\r\n`],
    ['another version', 'GET /v1/keeper HTTP/9.9\r\nHost: x\r\n\r\n'],
    ['HTTP/2 at once', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a tunnel', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
  ])('%s', async (_what, said) => {
    const { rig, paused } = await counting()
    const heard = await rig.raw(said)
    expect(heard).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(heard).toContain('"code":"request_refused"')
    expect(paused).toEqual([])
    expect((await rig.ask({ path: '/v1/keeper' })).status).toBe(200)
  })

  it.each([
    ['no JSON', 400, 'not_json', '{'],
    ['nothing', 400, 'not_json', ''],
    ['no UTF-8', 400, 'not_json', Buffer.from([0x22, 0xff, 0x22])],
    ['JSON that is nested without end', 400, 'bad_shape', '['.repeat(200_000) + ']'.repeat(200_000)],
  ])('a body of %s', async (_what, expected, code, body) => {
    const { rig, paused } = await counting()
    const headers = { 'content-type': 'application/json' }
    const { status, json } = await rig.ask({ method: 'POST', path: '/v1/calls/connections.pause', headers, body })
    expect([status, json]).toMatchObject([expected, { ok: false, fault: { code } }])
    expect(paused).toEqual([])
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'a body of type %j',
    async (type) => {
      const { rig, paused } = await counting()
      const asked = { method: 'POST', path: '/v1/calls/connections.pause', body: BODY }
      const { status } = await rig.ask({ ...asked, headers: { 'content-type': type } })
      expect(status).toBe(415)
      expect(paused).toEqual([])
    },
  )

  it.each([
    ['GET', '/v1/calls/connections.pause', 'POST'],
    ['HEAD', '/v1/events', 'GET'],
    ['POST', '/v1/connections/ward-3/token', 'GET'],
    ['GET', '/v1/connections/ward-3/refresh', 'POST'],
    ['DELETE', '/v1/connections', 'GET'],
  ])('%s %s', async (method, path, allow) => {
    const { rig } = await counting()
    const { status, headers } = await rig.ask({ method, path })
    expect([status, headers['allow']]).toEqual([405, allow])
  })

  it.each(['/', '/v1', '/v2/connections', '/v1/connections/ward-3/secrets', '/openapi'])('%s', async (path) => {
    const { rig } = await counting()
    expect(await rig.ask({ path })).toMatchObject({ status: 404, json: { fault: { code: 'request_refused' } } })
  })

  it.each(['..', '%2e%2e%2f', 'WARD', 'a%00b', 'a'.repeat(5_000), '%ff'])('a connection %j', async (name) => {
    const { rig } = await counting()
    const { status } = await rig.ask({ path: `/v1/connections/${name}/token` })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  })
})

describe('who says things in another way', () => {
  it('may pipeline, and is answered in order', async () => {
    const { rig } = await counting()
    const one = 'GET /v1/keeper HTTP/1.1\r\nHost: x\r\n\r\n'
    const heard = await rig.raw(`${one}${one}GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect([...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '200', '404'])
  })

  it.each([
    ['of what is said at once', '/v1/keeper'],
    ['of what takes a moment', '/v1/connections'],
  ])('may pipeline nonsense, and loses no answer %s', async (_what, path) => {
    const { rig } = await counting()
    const heard = await rig.raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n\u0000nonsense\r\n\r\n`)
    expect([...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '400'])
  })

  it('may speak HTTP/1.0, without a Host', async () => {
    const { rig } = await counting()
    expect(await rig.raw('GET /v1/keeper HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 .*"version":"1\.2\.3"/s)
  })

  it('may say no more once it has asked', async () => {
    const { rig } = await counting()
    expect(await rig.raw('GET /v1/keeper HTTP/1.1\r\nHost: x\r\n\r\n', true)).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('may speak a letter at a time', async () => {
    const { rig } = await counting()
    const socket = await rig.connect()
    let heard = ''
    socket.setEncoding('utf8').on('data', (piece: string) => {
      heard += piece
    })
    for (const letter of 'GET /v1/keeper HTTP/1.1\r\nHost: x\r\n\r\n') socket.write(letter)
    await until('the answer', () => heard.includes('"version":"1.2.3"'))
  })
})

test('an endless body is not read to its end', async () => {
  const { rig } = await counting()
  const socket = await rig.connect()
  let closed = false
  let heard = ''
  socket.setEncoding('latin1').on('data', (piece: string) => {
    heard += piece
  })
  socket.on('close', () => {
    closed = true
  })
  socket.write(`${CALL}Transfer-Encoding: chunked\r\n\r\n`)
  const piece = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  await until('the endless body to be cut off', () => {
    if (socket.writable && socket.writableLength < 1_000_000) socket.write(piece)
    return closed
  })
  expect(heard).toMatch(/^HTTP\/1\.1 413 /)
  expect(socket.bytesWritten).toBeLessThan(100_000_000)
})
