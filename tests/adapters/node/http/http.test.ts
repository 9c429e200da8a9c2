import { subscribe } from 'node:diagnostics_channel'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { createSecureContext } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { nodeClock } from '../../../../electron/adapters/node/clock.ts'
import { nodeHttp } from '../../../../electron/adapters/node/http/http.ts'
import { dialTrouble } from '../../../../electron/adapters/node/http/http-trouble.ts'
import { type HttpOutcome, type HttpRequest, RENEWAL_TIME } from '../../../../shared/http.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { until } from '../../../kit/processes/until.ts'
import { certificate } from '../../../kit/servers/certificate.ts'
import { rawServer } from '../../../kit/servers/raw-server.ts'

const TLS = certificate({ hosts: ['localhost', '127.0.0.1', 'api.example'] })
const trust = () => createSecureContext({ ca: [TLS.cert] })
const http = nodeHttp({ clock: nodeClock, agent: 'Everbearer/test', env: {}, trust })

const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  ...more,
})

const clients: Socket[] = []
subscribe('net.client.socket', (message) => clients.push((message as { socket: Socket }).socket))
const received = () => clients.reduce((sum, { bytesRead }) => sum + bytesRead, 0)

/** Real bytes have arrived before the hand-moved time goes on. */
async function arrives(socket: Socket | undefined, text: string): Promise<void> {
  const before = received()
  socket?.write(text)
  await until('the bytes', () => received() > before)
}

/** Only what tells one outcome from another. */
function gist(outcome: HttpOutcome): string {
  if (outcome.kind === 'reply') return `reply ${outcome.status}`
  return `${outcome.trouble} ${outcome.sent ? 'sent' : 'not sent'} ${outcome.detail}`
}

async function serve(listener: RequestListener, tls = false): Promise<number> {
  const server = tls ? createSecureServer(TLS, listener) : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

describe('a reply', () => {
  it('comes back as plain data, with the moments around it', async () => {
    const seen: IncomingMessage[] = []
    const port = await serve((request, response) => {
      seen.push(request)
      response.writeHead(201, [
        ['Content-Type', 'application/json'],
        ['X-Many', 'a'],
        ['X-Many', 'b'],
      ] as unknown as Record<string, string>)
      response.end('{"näme":"ü"}')
    })
    const before = Date.now()
    const outcome = await http.send(
      get(`http://127.0.0.1:${port}/path?q=1`, { headers: { Authorization: 'Bearer abc' } }),
    )
    expect(outcome).toMatchObject({ kind: 'reply', status: 201, body: '{"näme":"ü"}' })
    if (outcome.kind === 'failure') return
    expect(outcome.headers).toMatchObject({ 'content-type': 'application/json', 'x-many': 'a, b' })
    expect(outcome.sentAt).toBeGreaterThanOrEqual(before)
    expect(outcome.receivedAt).toBeGreaterThanOrEqual(outcome.sentAt)
    expect(seen[0]?.url).toBe('/path?q=1')
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer abc',
      'user-agent': 'Everbearer/test',
      connection: 'close',
      host: `127.0.0.1:${port}`,
    })
  })

  it('answers exactly the body that was given, and an empty one for none', async () => {
    const bodies: string[] = []
    const heads: IncomingMessage['headers'][] = []
    const port = await serve((request, response) => {
      let body = ''
      heads.push(request.headers)
      request.setEncoding('utf8').on('data', (part) => {
        body += part
      })
      request.on('end', () => {
        bodies.push(body)
        response.end()
      })
    })
    const url = `http://127.0.0.1:${port}/`
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    await http.send({ method: 'POST', url, headers: form, body: 'a=1&b=%20ü' })
    await http.send({ method: 'POST', url, headers: {} })
    await http.send({ method: 'PATCH', url, headers: { 'content-type': 'application/json' }, body: '{"a": 1}' })
    expect(bodies).toEqual(['a=1&b=%20ü', '', '{"a": 1}'])
    expect(heads.map((head) => head['content-type'])).toEqual([
      'application/x-www-form-urlencoded',
      undefined,
      'application/json',
    ])
    expect(heads[1]?.['content-length']).toBe('0')
  })

  it.each([301, 302, 307, 308])('%i is a reply like others: nobody goes where it points', async (status) => {
    let elsewhere = 0
    const there = await serve((_request, response) => {
      elsewhere += 1
      response.end()
    })
    const port = await serve((_request, response) => {
      response.writeHead(status, { Location: `http://127.0.0.1:${there}/` }).end()
    })
    const outcome = await http.send(get(`http://127.0.0.1:${port}/`, { headers: { Authorization: 'Bearer abc' } }))
    expect(gist(outcome)).toBe(`reply ${status}`)
    expect(elsewhere).toBe(0)
  })

  it.each([400, 401, 404, 407, 429, 500, 503])('%i is a reply, not a failure', async (status) => {
    const port = await serve((_request, response) => response.writeHead(status, { 'Retry-After': '7' }).end('no'))
    const outcome = await http.send(get(`http://127.0.0.1:${port}/`))
    expect(outcome).toMatchObject({ kind: 'reply', status, body: 'no', headers: { 'retry-after': '7' } })
  })

  it('may be compressed', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"packed":true}'))
    })
    expect(await http.send(get(`http://127.0.0.1:${port}/`))).toMatchObject({ body: '{"packed":true}' })
  })

  it('comes over TLS from a server that we trust', async () => {
    const port = await serve((request, response) => response.end(request.headers.host), true)
    expect(await http.send(get(`https://localhost:${port}/`))).toMatchObject({ status: 200, body: `localhost:${port}` })
    expect(await http.send(get(`https://127.0.0.1:${port}/`))).toMatchObject({ status: 200 })
  })

  it('comes over TLS to a name with its last dot, which TLS does not know', async () => {
    const named = (request: IncomingMessage) => Reflect.get(request.socket, 'servername')
    const port = await serve((request, response) => response.end(String(named(request))), true)
    expect(await http.send(get(`https://localhost.:${port}/`))).toMatchObject({ status: 200, body: 'localhost' })
  })

  it('comes to each of many at once', async () => {
    const port = await serve((request, response) => response.end(request.url))
    const urls = Array.from({ length: 60 }, (_, number) => `/${number}`)
    const outcomes = await Promise.all(urls.map((url) => http.send(get(`http://127.0.0.1:${port}${url}`))))
    expect(outcomes.map((outcome) => outcome.kind === 'reply' && outcome.body)).toEqual(urls)
  })
})

describe('before a byte of the request left, a failure says "not sent":', () => {
  it('nobody listens', async () => {
    const { port } = await rawServer(() => {})
    const free = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const found = (server.address() as AddressInfo).port
        server.close(() => resolve(found))
      })
    })
    expect(free).not.toBe(port)
    expect(gist(await http.send(get(`http://127.0.0.1:${free}/`)))).toBe('connection_refused not sent ECONNREFUSED')
    expect(gist(await http.send(get(`https://localhost:${free}/`)))).toBe('connection_refused not sent ECONNREFUSED')
  })

  it('the name leads nowhere', async () => {
    // Where no resolver can be reached at all, that is said instead.
    expect(gist(await http.send(get('https://nowhere.invalid/')))).toMatch(
      /^(unknown_host|offline) not sent (ENOTFOUND|EAI_)/,
    )
  })

  it('the connection is cut during the handshake', async () => {
    const cut = await rawServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect(gist(await http.send(get(`https://localhost:${cut.port}/`)))).toBe('connection_refused not sent ECONNRESET')
    const closed = await rawServer((socket) => socket.end())
    expect(gist(await http.send(get(`https://localhost:${closed.port}/`)))).toBe(
      'connection_refused not sent ECONNRESET',
    )
  })

  it('the server never takes part in the handshake', async () => {
    const clock = handClock()
    const server = await rawServer(() => {})
    const sending = nodeHttp({ clock, agent: 'x', env: {}, trust }).send(get(`https://localhost:${server.port}/`))
    await until('the hello of the client', () => server.received().length > 100)
    await clock.advance(30_000)
    expect(gist(await sending)).toBe('timed_out not sent ETIMEDOUT')
  })

  it('the server speaks plain http', async () => {
    const port = await serve((_request, response) => response.end())
    expect(gist(await http.send(get(`https://localhost:${port}/`)))).toMatch(/^certificate not sent (EPROTO|ERR_SSL_)/)
  })

  const day = 86_400_000
  it.each([
    ['nobody vouches for', { hosts: ['localhost'] }, false, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [
      'has expired',
      { hosts: ['localhost'], from: Date.now() - 9 * day, until: Date.now() - day },
      true,
      'CERT_HAS_EXPIRED',
    ],
    [
      'is not valid yet',
      { hosts: ['localhost'], from: Date.now() + day, until: Date.now() + 9 * day },
      true,
      'CERT_NOT_YET_VALID',
    ],
    ['is for another host', { hosts: ['other.example'] }, true, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('a certificate that %s', async (_why, wanted, trusted, code) => {
    const made = certificate(wanted)
    const server = await rawServer(() => {}, made)
    const own = nodeHttp({
      clock: nodeClock,
      agent: 'x',
      env: {},
      trust: () => (trusted ? createSecureContext({ ca: [made.cert] }) : trust()),
    })
    const outcome = await own.send(
      get(`https://localhost:${server.port}/`, { headers: { Authorization: 'Bearer secret' } }),
    )
    expect(gist(outcome)).toBe(`certificate not sent ${code}`)
    // What "not sent" promises: the server deciphers what it gets, and there is nothing.
    expect(server.received()).toBe('')
  })

  it('not even NODE_TLS_REJECT_UNAUTHORIZED=0 opens a call to everyone', async () => {
    const server = await rawServer(() => {}, certificate({ hosts: ['localhost'] }))
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    onTestFinished(() => void delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'])
    expect(gist(await http.send(get(`https://localhost:${server.port}/`)))).toMatch(/^certificate not sent/)
    expect(server.received()).toBe('')
  })

  it.each([
    ['ENOTFOUND', 'unknown_host'],
    ['EAI_AGAIN', 'offline'],
    ['ENETUNREACH', 'offline'],
    ['EHOSTUNREACH', 'offline'],
    ['ETIMEDOUT', 'timed_out'],
    ['ECONNREFUSED', 'connection_refused'],
    ['ECONNRESET', 'connection_refused'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'certificate'],
    ['', 'connection_refused'],
  ])('%s is %s', (code, trouble) => {
    expect(dialTrouble(code)).toBe(trouble)
  })
})

describe('once the request may have left, a failure says "sent":', () => {
  it.each([
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
    ['closed without a word', (socket: Socket) => socket.end()],
    ['cut in the head', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-')],
    ['cut in the body', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a"')],
    [
      'cut between chunks',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n'),
    ],
    ['answered with nonsense', (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ])('the connection is %s', async (_what, answer) => {
    const server = await rawServer((socket, connection) => connection.onRequest(() => answer(socket)))
    expect(gist(await http.send(get(`http://127.0.0.1:${server.port}/`)))).toMatch(/^reply_lost sent [A-Z_]+/)
    expect(server.connections()).toBe(1)
  })

  it('nothing at all comes where a port wants TLS and is asked without', async () => {
    const secure = await serve((_request, response) => response.end(), true)
    expect(await http.send(get(`http://127.0.0.1:${secure}/`))).toMatchObject({ sent: true, silentPlain: true })
    const cut = await rawServer((socket, connection) => connection.onRequest(() => socket.end('HTTP/1.1 2')))
    expect(await http.send(get(`http://127.0.0.1:${cut.port}/`))).not.toHaveProperty('silentPlain')
  })

  it('the same over TLS', async () => {
    const server = await rawServer((socket, connection) => connection.onRequest(() => socket.destroy()), TLS)
    expect(gist(await http.send(get(`https://localhost:${server.port}/`)))).toBe('reply_lost sent ECONNRESET')
    expect(server.received()).toContain('GET / HTTP/1.1')
  })

  it('the server accepts and never answers', async () => {
    const clock = handClock()
    const server = await rawServer(() => {})
    const sending = nodeHttp({ clock, agent: 'x', env: {} }).send(get(`http://127.0.0.1:${server.port}/`))
    await until('the request', () => server.received().includes('\r\n\r\n'))
    await clock.advance(29_999)
    expect(clock.armed()).toEqual([1])
    await clock.advance(1)
    expect(gist(await sending)).toBe('timed_out sent ETIMEDOUT')
  })

  it('a body dribbles without end: the time-out covers the whole exchange', async () => {
    const clock = handClock()
    const dripping: Socket[] = []
    const server = await rawServer((socket, connection) =>
      connection.onRequest(() => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
        dripping.push(socket)
      }),
    )
    const sending = nodeHttp({ clock, agent: 'x', env: {} }).send(
      get(`http://127.0.0.1:${server.port}/`, { timeoutMs: 5_000 }),
    )
    await until('the reply to begin', () => dripping[0])
    for (let second = 1; second <= 5; second++) {
      dripping[0]?.write('x')
      await clock.advance(1_000)
    }
    expect(gist(await sending)).toBe('timed_out sent ETIMEDOUT')
  })

  it.each([
    ['in plain text', undefined],
    ['over TLS', TLS],
  ])('a renewal’s reply that dribbles in %s goes on while bytes come, head included, for 120 s', async (_what, tls) => {
    const clock = handClock()
    const dripping: Socket[] = []
    const server = await rawServer((socket, connection) => connection.onRequest(() => dripping.push(socket)), tls)
    const url = `${tls === undefined ? 'http' : 'https'}://localhost:${server.port}/`
    const send = () => nodeHttp({ clock, agent: 'x', env: {}, trust }).send(get(url, RENEWAL_TIME))
    const body = '{"refresh_token":"r"}'
    const whole = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const outcome = send()
    await until('the request', () => dripping[0])
    for (const [index, letter] of [...whole].entries()) {
      // A byte every 20 s for as long as 100 s allow, then all at once.
      if (index >= 5) dripping[0]?.write(letter)
      else {
        await arrives(dripping[0], letter)
        await clock.advance(20_000)
      }
    }
    expect(await outcome).toMatchObject({ kind: 'reply', body })
  })

  it('and is given up after 30 s without a byte, or after 120 s in all', async () => {
    const clock = handClock()
    const dripping: Socket[] = []
    const server = await rawServer((socket, connection) => connection.onRequest(() => dripping.push(socket)))
    const send = () =>
      nodeHttp({ clock, agent: 'x', env: {} }).send(get(`http://127.0.0.1:${server.port}/`, RENEWAL_TIME))
    const silent = send()
    await until('the request', () => dripping[0])
    await arrives(dripping[0], 'HTTP/1.1 200 OK\r\n')
    await clock.advance(29_000)
    await clock.advance(31_000)
    expect(gist(await silent)).toBe('timed_out sent ETIMEDOUT')
    const endless = send()
    await until('the second request', () => dripping[1])
    for (const letter of 'HTTP/1.1 200 OK\r\n'.slice(0, 12)) {
      await arrives(dripping[1], letter)
      await clock.advance(10_000)
    }
    expect(gist(await endless)).toBe('timed_out sent ETIMEDOUT')
  })

  it.each([
    ['declared', { 'Content-Length': String(2 ** 21) }, Buffer.alloc(2 ** 21, 'x')],
    ['undeclared', {}, Buffer.alloc(2 ** 20 + 1, 'x')],
    ['that unpacks to more than it looks', { 'Content-Encoding': 'gzip' }, gzipSync(Buffer.alloc(2 ** 26, 'x'))],
  ])('a reply too large, %s', async (_what, headers, body) => {
    const port = await serve((_request, response) =>
      response.writeHead(200, headers as Record<string, string>).end(body),
    )
    expect(gist(await http.send(get(`http://127.0.0.1:${port}/`)))).toBe('reply_too_large sent EMSGSIZE')
  })

  it('a head too large', async () => {
    const port = await serve((_request, response) => response.writeHead(200, { 'X-Long': 'x'.repeat(70_000) }).end())
    expect(gist(await http.send(get(`http://127.0.0.1:${port}/`)))).toBe('reply_too_large sent HPE_HEADER_OVERFLOW')
  })

  it('and a head of gateways’ cookies and policies is read, since what comes behind it may be all there is', async () => {
    const port = await serve((_request, response) =>
      response.writeHead(200, { 'Set-Cookie': Array(12).fill(`a=${'x'.repeat(5_000)}`) }).end('whole'),
    )
    expect(await http.send(get(`http://127.0.0.1:${port}/`))).toMatchObject({ kind: 'reply', body: 'whole' })
  })

  it('and one of exactly the limit is taken', async () => {
    const port = await serve((_request, response) => response.end(Buffer.alloc(2 ** 20, 'x')))
    const outcome = await http.send(get(`http://127.0.0.1:${port}/`))
    expect(outcome.kind === 'reply' && outcome.body.length).toBe(2 ** 20)
  })
})

describe('through a proxy', () => {
  const through = (port: number, more: Record<string, string> = {}) =>
    nodeHttp({ clock: nodeClock, agent: 'x', env: { ALL_PROXY: `http://kim:pass@127.0.0.1:${port}`, ...more }, trust })

  /** A proxy that leads every tunnel to this port. */
  const tunnelTo = (port: number) =>
    rawServer((socket, connection) =>
      connection.onRequest(() => {
        const onward = connect(port, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n')
          socket.pipe(onward).pipe(socket)
        })
        onward.on('error', () => socket.destroy())
        socket.on('close', () => onward.destroy())
      }),
    )

  it('https goes in a tunnel that the proxy cannot look into', async () => {
    const port = await serve((request, response) => response.end(request.headers.authorization), true)
    const proxy = await tunnelTo(port)
    const asked = get('https://api.example/x', { headers: { Authorization: 'Bearer secret' } })
    expect(await through(proxy.port).send(asked)).toMatchObject({ status: 200, body: 'Bearer secret' })
    expect(proxy.received()).toMatch(/^CONNECT api\.example:443 HTTP\/1\.1\r\n/)
    expect(proxy.received()).toContain(`Proxy-Authorization: Basic ${Buffer.from('kim:pass').toString('base64')}\r\n`)
    expect(proxy.received()).not.toContain('secret')
  })

  it('the certificate is still the server’s to show', async () => {
    const server = await rawServer(() => {}, certificate({ hosts: ['api.example'] }))
    const proxy = await tunnelTo(server.port)
    expect(gist(await through(proxy.port).send(get('https://api.example/')))).toBe(
      'certificate not sent DEPTH_ZERO_SELF_SIGNED_CERT',
    )
    expect(server.received()).toBe('')
  })

  it('a lost reply behind it counts as sent', async () => {
    const server = await rawServer((socket, connection) => connection.onRequest(() => socket.destroy()), TLS)
    const proxy = await tunnelTo(server.port)
    expect(gist(await through(proxy.port).send(get('https://api.example/')))).toBe('reply_lost sent ECONNRESET')
  })

  it.each([407, 403, 502, 503])('a proxy that answers %i refused, and nothing was sent', async (status) => {
    const proxy = await rawServer((socket, connection) =>
      connection.onRequest(() => socket.write(`HTTP/1.1 ${status} No\r\nContent-Length: 2\r\n\r\nno`)),
    )
    const asked = get('https://api.example/', { headers: { Authorization: 'Bearer secret' } })
    const outcome = await through(proxy.port).send(asked)
    const trouble = status === 407 ? 'proxy_sign_in' : 'proxy_refused'
    expect(gist(outcome)).toBe(`${trouble} not sent HTTP_${status}`)
    // By its name, without the user and password that stand in its address.
    expect(outcome).toMatchObject({ via: { proxy: `http://127.0.0.1:${proxy.port}` } })
    expect(proxy.received()).not.toContain('secret')
  })

  it.each([
    ['hangs up', (socket: Socket) => socket.end(), 'ECONNRESET'],
    ['talks nonsense', (socket: Socket) => socket.end('hello\r\n\r\n'), 'HPE_INVALID_CONSTANT'],
    [
      'sends bytes of its own into the tunnel',
      (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nmore'),
      'HTTP_0',
    ],
  ])('a proxy that %s refused', async (_what, answer, detail) => {
    const proxy = await rawServer((socket, connection) => connection.onRequest(() => answer(socket)))
    expect(gist(await through(proxy.port).send(get('https://api.example/')))).toBe(`proxy_refused not sent ${detail}`)
  })

  it('a proxy that never answers is a time-out, nothing sent', async () => {
    const clock = handClock()
    const proxy = await rawServer(() => {})
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }
    const sending = nodeHttp({ clock, agent: 'x', env, trust }).send(get('https://api.example/'))
    await until('the request for a tunnel', () => proxy.received().includes('\r\n\r\n'))
    await clock.advance(30_000)
    expect(gist(await sending)).toBe('timed_out not sent ETIMEDOUT')
  })

  it('an unreachable or unusable proxy is the proxy’s trouble, not the server’s', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const found = (server.address() as AddressInfo).port
        server.close(() => resolve(found))
      })
    })
    expect(gist(await through(port).send(get('https://api.example/')))).toBe('proxy_refused not sent ECONNREFUSED')
    const socks = nodeHttp({ clock: nodeClock, agent: 'x', env: { ALL_PROXY: 'socks5://127.0.0.1:1' } })
    expect(gist(await socks.send(get('https://api.example/')))).toBe('proxy_refused not sent EPROTONOSUPPORT')
  })

  it('a proxy that wants a sign-in for an http address has passed nothing on', async () => {
    const proxy = await rawServer((socket, connection) =>
      connection.onRequest(() => socket.write('HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n')),
    )
    const outcome = await through(proxy.port).send(get('http://api.example/'))
    expect(gist(outcome)).toBe('proxy_sign_in not sent HTTP_407')
    expect(outcome).toMatchObject({ via: { proxy: `http://127.0.0.1:${proxy.port}` } })
  })

  it('http goes as a whole request with the full address', async () => {
    const proxy = await rawServer((socket, connection) =>
      connection.onRequest(() => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')),
    )
    expect(await through(proxy.port).send(get('http://api.example/a?b=1'))).toMatchObject({ status: 200, body: 'ok' })
    expect(proxy.received()).toMatch(/^GET http:\/\/api\.example\/a\?b=1 HTTP\/1\.1\r\n/)
    expect(proxy.received()).toMatch(/\r\nHost: api\.example\r\n/i)
    expect(proxy.received()).toContain('Proxy-Authorization: Basic ')
  })

  it('loopback and what NO_PROXY names go past it', async () => {
    const port = await serve((_request, response) => response.end('direct'))
    const proxy = await rawServer((socket) => socket.destroy())
    expect(await through(proxy.port).send(get(`http://localhost:${port}/`))).toMatchObject({ body: 'direct' })
    expect(proxy.connections()).toBe(0)
  })

  it('variables of Node and axios do not bring one in by the back door', async () => {
    const proxy = await rawServer((socket) => socket.destroy())
    const port = await serve((_request, response) => response.end('direct'))
    for (const name of ['http_proxy', 'HTTP_PROXY', 'ALL_PROXY']) {
      process.env[name] = `http://127.0.0.1:${proxy.port}`
      onTestFinished(() => void delete process.env[name])
    }
    expect(await http.send(get(`http://127.0.0.1:${port}/`))).toMatchObject({ body: 'direct' })
    expect(proxy.connections()).toBe(0)
  })
})

describe('a request that cannot be made', () => {
  it.each([
    ['another protocol', { url: 'ftp://127.0.0.1/' }],
    ['a letter that no header can hold', { headers: { Authorization: 'Bearer secret-\u{1f4a9}' } }],
  ])('is a bug that tells nothing secret: %s', async (_what, wrong) => {
    const port = await serve((_request, response) => response.end())
    const thrown: unknown = await http
      .send(get(`http://127.0.0.1:${port}/`, wrong))
      .then(gist, (error: unknown) => error)
    if (thrown instanceof Error) {
      expect(thrown.message).toMatch(/^a request that cannot be made: /)
      expect(Object.keys(thrown)).toEqual([])
      expect(thrown.cause).toBeUndefined()
    } else expect(thrown).toBe('reply 200')
  })
})

test.each(['not an address', 'https://256.1.1.1/', ''])(
  'an address that is none (%j) leads to no host',
  async (url) => {
    expect(gist(await http.send(get(url)))).toBe('unknown_host not sent ERR_INVALID_URL')
  },
)

test('nothing is left behind: no timer, no open connection', async () => {
  const clock = handClock()
  const server = await rawServer((socket, connection) =>
    connection.onRequest(() => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')),
  )
  await nodeHttp({ clock, agent: 'x', env: {} }).send(get(`http://127.0.0.1:${server.port}/`))
  expect(clock.armed()).toEqual([])
})
