/**
 * Hostile consumers and hostile servers, on real sockets: each comes to a fault or a cut line of its own, and another
 * consumer, who asks meanwhile, notices nothing.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, it, test } from 'vitest'
import { until } from '../../kit/processes/until.ts'
import { breakOff, type ConsumerRig, faultOfAnswer, requestTo, startConsumerRig } from '../loopback/consumer-rig.ts'

type World = ConsumerRig & { readonly good: string; readonly head: string }

/** Answers calls to `/fine` well, whatever else it does. */
async function world(
  play: (incoming: IncomingMessage, outgoing: ServerResponse) => unknown = (incoming, outgoing) =>
    incoming.resume().on('end', () => outgoing.end('here')),
  how: Parameters<typeof startConsumerRig>[1] = {},
): Promise<World> {
  const rig = await startConsumerRig(
    (incoming: IncomingMessage, outgoing: ServerResponse) =>
      incoming.url === '/fine' ? outgoing.end('fine') : play(incoming, outgoing),
    how,
  )
  const good = await rig.key('hostile', 'ward')
  const other = await rig.key('honest', 'ward')
  bystander = async () => {
    const { status, text } = await rig.ask({ path: '/g/ward/fine', key: other })
    return `${status} ${text}`
  }
  return { ...rig, good, head: `Host: 127.0.0.1:${rig.port}\r\nAuthorization: Bearer ${good}\r\n` }
}

let bystander: (() => Promise<string>) | null = null

afterEach(async () => {
  if (bystander !== null) expect(await bystander()).toBe('200 fine')
  bystander = null
})

/** The status line, and the fault's code where there is one. */
function outcome(heard: string): string {
  const [, status = 'cut'] = /^HTTP\/1\.1 (\d+)/.exec(heard) ?? []
  const [, code = ''] = /"code":"(\w+)"/.exec(heard) ?? []
  return `${status} ${code}`.trim()
}

describe('what is sent by hand', () => {
  const CHUNKED = 'Transfer-Encoding: chunked\r\n'
  /** HEAD stands for the headers that every call has: Host and key. */
  const [GET, POST] = ['GET /g/ward/a HTTP/1.1\r\nHEAD', 'POST /g/ward/a HTTP/1.1\r\nHEAD']
  const cases: readonly (readonly [what: string, bytes: string, expected: RegExp])[] = [
    ['garbage', '\x00\x01\x02\r\n\r\n', /^400 request_refused$/],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^(400 request_refused|cut)$/],
    ['a length and chunks', `${POST}${CHUNKED}Content-Length: 5\r\n\r\n0\r\n\r\n`, /^400 /],
    ['two lengths', `${POST}Content-Length: 1\r\nContent-Length: 5\r\n\r\nhello`, /^400 /],
    ['two lengths that agree', `${POST}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`, /^400 /],
    ['lengths in one line', `${POST}Content-Length: 5, 5\r\n\r\nhello`, /^400 /],
    ['a length with a sign', `${POST}Content-Length: +5\r\n\r\nhello`, /^400 /],
    [
      'a coding that is not ours',
      `${POST}Transfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n`,
      /^400 gateway_protocol_refused$/,
    ],
    ['a coding in disguise', `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, /^400 /],
    ['a folded header', `${GET}X: a\r\n b\r\nConnection: close\r\n\r\n`, /^(400 request_refused|200)$/],
    ['a space before the colon', `${GET}X : a\r\n\r\n`, /^400 /],
    ['a bare line feed', 'GET /g/ward/a HTTP/1.1\nHEAD\n', /^(400 request_refused|cut)$/],
    ['no Host', 'GET /g/ward/a HTTP/1.1\r\nConnection: close\r\n\r\n', /^403 request_refused$/],
    ['two Hosts', `${GET}Host: evil.example\r\nConnection: close\r\n\r\n`, /^400 request_refused$/],
    ['two keys', `${GET}Authorization: Bearer x\r\nConnection: close\r\n\r\n`, /^400 request_refused$/],
    [
      'the whole address',
      `GET http://evil.example/g/ward/a HTTP/1.1\r\nHEADConnection: close\r\n\r\n`,
      /^403 request_refused$/,
    ],
    ['CONNECT', `CONNECT evil.example:443 HTTP/1.1\r\nHEAD\r\n`, /^405 request_refused$/],
    ['an upgrade to something else', `${GET}Connection: close, Upgrade\r\nUpgrade: h2c\r\n\r\n`, /^200$/],
    [
      'an upgrade of the API',
      `GET /v1/events HTTP/1.1\r\nHEADConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      /^405 request_refused$/,
    ],
    [
      'a chunk without end of its length',
      `${POST}${CHUNKED}\r\n${'f'.repeat(40)}\r\n`,
      /^(400 .*|cut|50\d reply_lost)$/,
    ],
    ['headers without end', `${GET}X: ${'a'.repeat(70_000)}\r\n\r\n`, /^431 request_refused$/],
    ['an address without end', `GET /g/ward/a?${'a'.repeat(20_000)} HTTP/1.1\r\nHEAD\r\n`, /^431 request_refused$/],
    ['HTTP/1.0', `GET /g/ward/a HTTP/1.0\r\nHEAD\r\n`, /^200$/],
  ]

  it.each(cases)('%s', async (_what, bytes, expected) => {
    const { raw, head, upstream, good } = await world()
    const sent = bytes.replace('HEAD', bytes.includes('\r\n') ? head : head.replaceAll('\r\n', '\n'))
    expect(outcome(await raw(sent))).toMatch(expected)
    // One of them at most has become a call, and nothing in it a second one.
    expect(upstream.requests.length).toBeLessThanOrEqual(1)
    expect(JSON.stringify(upstream.requests)).not.toContain(good)
  })
})

test('what cannot be read is told as the gateway’s own answer, not as the server’s', async () => {
  const { raw, head } = await world()
  const heard = await raw(`GET /g/ward/a HTTP/1.1\r\n${head}Cookie: ${'a'.repeat(20_000)}\r\n\r\n`)
  expect(heard).toMatch(/^everbearer-fault: request_refused\r$/im)
  expect(heard).toContain('longer than 16 KiB')
})

describe('a consumer that', () => {
  it('pipelines gets its answers in order, each refused or let in by itself', async () => {
    const { raw, head, port } = await world((incoming, outgoing) => outgoing.end(incoming.url))
    const call = (path: string, more = '') => `GET ${path} HTTP/1.1\r\n${more === '' ? head : more}\r\n`
    const stranger = `Host: 127.0.0.1:${port}\r\n`
    const heard = await raw(
      `${call('/g/ward/one')}${call('/g/ward/two', stranger)}${call('/g/ward/three', `${head}Connection: close\r\n`)}`,
    )
    expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 401', 'HTTP/1.1 200'])
    expect(heard.indexOf('/one')).toBeLessThan(heard.indexOf('/three'))
  })

  it('smuggles a second request in a body has only sent a body', async () => {
    const { raw, head, upstream } = await world()
    const inner = `GET /g/other/secret HTTP/1.1\r\n${head}\r\n`
    await raw(`POST /g/ward/a HTTP/1.1\r\n${head}Connection: close\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`)
    expect(upstream.requests.map(({ url }) => url)).toEqual(['/a'])
  })

  it('dies in the midst of an upload takes that call down, and the server sees no whole one', async () => {
    let wasWhole: boolean | null = null
    const { open, head, upstream } = await world((incoming) => {
      incoming.on('error', () => {}).resume()
      incoming.once('close', () => {
        wasWhole = incoming.complete
      })
    })
    const socket = await open()
    socket.write(`POST /g/ward/a HTTP/1.1\r\n${head}Content-Length: 1000000\r\n\r\n${'a'.repeat(100_000)}`)
    await until('the upload to have begun', () => upstream.requests.length === 1)
    breakOff(socket)
    await until('it to hold', () => wasWhole !== null)
    expect(wasWhole).toBe(false)
  })

  it('leaves before the answer frees the server’s side', async () => {
    let left = false
    const { open, head, upstream } = await world((_incoming, outgoing) => {
      outgoing.once('close', () => {
        left = true
      })
    })
    const socket = await open()
    socket.write(`GET /g/ward/slow HTTP/1.1\r\n${head}\r\n`)
    await until('it to hold', () => upstream.requests.length === 1)
    socket.destroy()
    await until('it to hold', () => left)
  })

  it('floods is stopped at its own bound', async () => {
    const rig = await world(() => undefined, { mostOfOne: 50 })
    const held: Socket[] = []
    for (let at = 0; at < 50; at++) {
      const socket = await rig.open()
      socket.write(`GET /g/ward/slow HTTP/1.1\r\n${rig.head}\r\n`)
      held.push(socket)
    }
    await until('it to hold', () => rig.upstream.requests.length === 50)
    expect(faultOfAnswer(await rig.ask({ path: '/g/ward/one-more', key: rig.good }))).toBe('429 consumer_too_busy')
    expect(await bystander?.()).toBe('200 fine')
    for (const socket of held) socket.destroy()
  })

  it('keeps a stale key, or had it revoked while it waited, gets 401 and no byte more', async () => {
    const rig = await world(() => undefined)
    const waiting = rig.ask({ path: '/g/ward/slow', key: rig.good }).catch(() => 'cut')
    await until('it to hold', () => rig.upstream.requests.length === 1)
    await rig.keeper.handlers['consumers.revoke']({ name: 'hostile' })
    expect(await waiting).toBe('cut')
    expect(faultOfAnswer(await rig.ask({ path: '/g/ward/a', key: rig.good }))).toBe('401 consumer_key_unknown')
  })
})

describe('a server that', () => {
  const raw = (play: (socket: Socket) => void, how: object = {}) =>
    startRaw((socket) => socket.once('data', () => play(socket)), how)
  const answers = (text: string) => (socket: Socket) => void socket.end(text)

  it.each<readonly [string, (socket: Socket) => void, RegExp]>([
    ['resets', (socket) => void socket.resetAndDestroy(), /^502 reply_lost$/],
    ['closes without a word', (socket) => void socket.end(), /^502 reply_lost$/],
    ['speaks no HTTP', answers('SSH-2.0-OpenSSH_9.6\r\n'), /^502 reply_lost$/],
    ['sends 100 MB of headers', endlessHeaders, /^502 reply_too_large$/],
    [
      'says two lengths',
      answers('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
      /^502 reply_lost$/,
    ],
    [
      'says a length and chunks',
      answers('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
      /^502 reply_lost$/,
    ],
    [
      'answers with a status that is none',
      answers('HTTP/1.1 099 Low\r\nContent-Length: 2\r\n\r\nok'),
      /^502 reply_lost$/,
    ],
    ['injects a header', answers('HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b\r\n\r\n'), /^502 reply_lost$/],
  ])('%s', async (_what, play, expected) => {
    const { ask, key } = await raw(play)
    expect(faultOfAnswer(await ask({ path: '/g/ward/a', key }))).toMatch(expected)
  })

  it('has a head of 40 KiB is read, as by everybody else', async () => {
    const cookies = Array.from({ length: 40 }, (_, at) => `Set-Cookie: c${at}=${'v'.repeat(1_000)}\r\n`).join('')
    const rig = await raw(answers(`HTTP/1.1 200 OK\r\n${cookies}Content-Length: 2\r\n\r\nok`))
    const head = `Host: 127.0.0.1:${rig.port}\r\nAuthorization: Bearer ${rig.key}\r\nConnection: close\r\n`
    const heard = await rig.raw(`GET /g/ward/a HTTP/1.1\r\n${head}\r\n`)
    expect([outcome(heard), heard.match(/^set-cookie: /gim)?.length]).toEqual(['200', 40])
  })

  it('stalls before its answer is given up', async () => {
    const { ask, key } = await raw(() => undefined, { silenceMs: 200, maxRetries: 0 })
    const answer = await ask({ path: '/g/ward/a', key })
    expect([faultOfAnswer(answer), answer.headers['everbearer-fault']]).toEqual(['504 timed_out', 'timed_out'])
  })

  it.each([
    ['stalls in the midst of its answer', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', false],
    ['sends less than it said', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', true],
    ['breaks off between chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n', true],
  ])('%s is cut, so that half does not look whole', async (_what, text, ends) => {
    // On a busy machine what was sent may be read late, and must not count as silence before the answer.
    const how = ends ? {} : { silenceMs: 2_000 }
    const { ask, key } = await raw((socket) => void (ends ? socket.end(text) : socket.write(text)), how)
    await expect(ask({ path: '/g/ward/a', key })).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('sends more than it said has said no more', async () => {
    const { ask, key } = await raw(answers('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\nevil'))
    expect(await ask({ path: '/g/ward/a', key })).toMatchObject({ status: 200, text: 'ok' })
  })

  it('answers before the upload is over is heard, and the line ends', async () => {
    const { port, key } = await raw(answers('HTTP/1.1 413 No\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig'))
    expect(await heardEarly(port, key)).toBe('413 close big')
  })

  it('is gone is said as such', async () => {
    const rig = await startConsumerRig(undefined, { maxRetries: 0 })
    const key = await rig.key('uploader', 'ward')
    const entry = { settings: { baseUrl: 'http://127.0.0.1:1/' } }
    await rig.keeper.handlers['connections.edit']({ name: 'ward', entry, allowOrigins: ['http://127.0.0.1:1'] })
    const answer = await rig.ask({ path: '/g/ward/a', key })
    expect(faultOfAnswer(answer)).toBe('502 connection_refused')
  })

  it('is another kind of server is named as that', async () => {
    const { ask, key, keeper, upstream } = await raw(answers('SSH-2.0-OpenSSH_9.6\r\n'))
    const why = async () => JSON.parse((await ask({ path: '/g/ward/a', key })).text).fault.params.why
    expect(await why()).toBe('no_http')
    const origin = `https://127.0.0.1:${upstream.port}`
    const entry = { settings: { baseUrl: `${origin}/` } }
    await keeper.handlers['connections.edit']({ name: 'ward', entry, allowOrigins: [origin] })
    expect(await why()).toBe('no_tls')
  })

  it('loses a call is asked again where that may be done, and where it may not, it is not', async () => {
    let count = 0
    const { ask, key } = await raw(
      (socket) => {
        count += 1
        if (count % 2 === 1) socket.resetAndDestroy()
        else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      },
      { maxRetries: 3 },
    )
    expect(await ask({ path: '/g/ward/a', key })).toMatchObject({ status: 200 })
    expect(count).toBe(2)
    expect(faultOfAnswer(await ask({ method: 'POST', path: '/g/ward/a', key, body: 'once' }))).toBe('502 reply_lost')
    expect(count).toBe(3)
  })

  async function startRaw(play: (socket: Socket) => void, how: object) {
    const rig = await startConsumerRig(play, { raw: true, maxRetries: 0, ...how })
    return { ...rig, key: await rig.key('uploader', 'ward') }
  }
})

test('a server that closes the connections that it kept costs nobody a call', async () => {
  let socketsSeen = 0
  const rig = await startConsumerRig((incoming: IncomingMessage, outgoing: ServerResponse) => {
    socketsSeen += 1
    outgoing.end('here')
    setImmediate(() => incoming.socket.destroy())
  })
  const key = await rig.key('uploader', 'ward')
  for (let at = 0; at < 30; at++) expect((await rig.ask({ path: '/g/ward/', key })).status).toBe(200)
  expect(socketsSeen).toBeGreaterThanOrEqual(30)
})

function endlessHeaders(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\n')
  const line = `X: ${'a'.repeat(1_000)}\r\n`
  let left = 100_000
  const more = (): void => {
    while (left-- > 0 && !socket.destroyed) if (!socket.write(line)) return void socket.once('drain', more)
  }
  more()
}

/** Begins an upload, and gives what was answered before its end. */
function heardEarly(port: number, key: string): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}`, 'content-length': '10000000' }
    const sent = requestTo(port, { method: 'POST', path: '/g/ward/a', headers }, (reply) => {
      let text = `${reply.statusCode} ${reply.headers.connection} `
      reply.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      reply.on('end', () => resolve(text))
      reply.on('error', reject)
    })
    sent.on('error', () => {})
    sent.write('a'.repeat(100_000))
  })
}
