/** Calls of a program through the gateway, as the server behind the connection sees them and as they come back. */

import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, it, test } from 'vitest'
import { headersBack, headersToServer } from '../../../electron/doors/gateway/passed-headers.ts'
import { tokens } from '../../core/started-keeper.ts'
import { until } from '../../kit/processes/until.ts'
import { faultOfAnswer, startConsumerRig } from '../loopback/consumer-rig.ts'

const BASIC = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

function headerOf(rawHeaders: readonly string[] | undefined, name: string): string | undefined {
  const at = rawHeaders?.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name) ?? -1
  return at < 0 ? undefined : rawHeaders?.[at + 1]
}

describe('there', () => {
  it('goes the token in the key’s place, and nothing of the key', async () => {
    const rig = await startConsumerRig()
    const key = await rig.key('uploader', 'ward')
    const headers = {
      'x-own': 'kept',
      cookie: 'a=b',
      'proxy-authorization': 'x',
      'x-original-url': '/api/token/refresh/',
      'X-Rewrite-URL': '/api/token/refresh/',
      X_Original_URL: '/api/token/refresh/',
      'X.Rewrite.URL': '/api/token/refresh/',
      Content_Length: '0',
      proxy: 'http://evil.example/',
      te: 'trailers',
      connection: 'x-hop',
      'x-hop': '1',
    }
    expect(await rig.ask({ path: '/g/ward/api/health/?a=b', key, headers })).toMatchObject({
      status: 200,
      text: 'here',
    })
    const [seen] = rig.upstream.requests
    expect(seen?.url).toBe('/api/health/?a=b')
    expect(headerOf(seen?.rawHeaders, 'authorization')).toBe('Bearer access-of-ward-0')
    expect(headerOf(seen?.rawHeaders, 'host')).toBe(`127.0.0.1:${rig.upstream.port}`)
    expect(headerOf(seen?.rawHeaders, 'via')).toBe('1.1 everbearer')
    expect(['x-own', 'cookie'].map((name) => headerOf(seen?.rawHeaders, name))).toEqual(['kept', 'a=b'])
    for (const gone of [
      'proxy-authorization',
      'te',
      'x-hop',
      'x-original-url',
      'x-rewrite-url',
      'x_original_url',
      'x.rewrite.url',
      'content_length',
      'proxy',
    ])
      expect(headerOf(seen?.rawHeaders, gone)).toBeUndefined()
    expect(JSON.stringify(seen)).not.toContain(key)
  })

  it('as a password where the key came as one, with the user’s name (git)', async () => {
    const rig = await startConsumerRig()
    const settings = {
      baseUrl: rig.upstream.url,
      clientId: 'ada',
      grant: 'refresh_token',
      endpoints: { token: '/token' },
    }
    const secrets = { accessToken: 'access-of-forge' }
    await rig.keeper.handlers['connections.add']({ entry: { name: 'forge', system: 'oauth2', settings, secrets } })
    const key = await rig.key('uploader', 'forge')
    expect((await rig.ask({ path: '/g/forge/repo.git', headers: { authorization: BASIC('ada', key) } })).status).toBe(
      200,
    )
    expect(headerOf(rig.upstream.requests[0]?.rawHeaders, 'authorization')).toBe(BASIC('ada', 'access-of-forge'))
    await rig.ask({ path: '/g/forge/repo.git', headers: { authorization: BASIC(key, 'x-oauth-basic') } })
    expect(headerOf(rig.upstream.requests[1]?.rawHeaders, 'authorization')).toBe(
      BASIC('access-of-forge', 'x-oauth-basic'),
    )
    const spread = await rig.ask({ path: '/g/forge/repo.git', headers: { authorization: BASIC(key, `of ${key}`) } })
    expect(faultOfAnswer(spread)).toBe('400 consumer_key_spread')
    const challenge = (await rig.ask({ path: '/g/forge/repo.git' })).headers['www-authenticate']
    expect(challenge).toMatch(/Basic realm="everbearer"/)
  })

  it('as a bearer where the system takes no password, so that a base URL may have the key in it (the DRAW client)', async () => {
    const rig = await startConsumerRig()
    const key = await rig.key('uploader', 'ward')
    for (const authorization of [BASIC('draw', key), BASIC(key, '')]) {
      expect(await rig.ask({ path: '/g/ward/api/health', headers: { authorization } })).toMatchObject({ status: 200 })
      expect(headerOf(rig.upstream.requests.at(-1)?.rawHeaders, 'authorization')).toBe('Bearer access-of-ward-0')
    }
  })

  it.each(['DPoP', 'mac', 'N_A'])('no token of the type %s, which nobody here understands', async (type) => {
    const rig = await startConsumerRig()
    const key = await rig.key('uploader', 'ward')
    rig.ports.http.answer(tokens(1, 86_400, { token_type: type }))
    await rig.keeper.handlers['connections.refresh']({ name: 'ward' })
    for (const authorization of [`Bearer ${key}`, BASIC('ada', key)]) {
      const answer = await rig.ask({ path: '/g/ward/api/health/', headers: { authorization } })
      expect(faultOfAnswer(answer)).toBe('409 token_type_unknown')
    }
    expect(rig.upstream.requests).toEqual([])
    const told = await rig.ask({ path: '/v1/connections/ward/token', key })
    expect(JSON.parse(told.text)).toMatchObject({ token_type: type, warning: { code: 'token_type_unknown' } })
  })

  it.each([
    ['a header', { 'x-api-key': 'KEY' }, ''],
    ['a cookie', { cookie: 'session=KEY' }, ''],
    ['the address', {}, '?token=KEY'],
    ['the path', {}, 'KEY/'],
  ])('not with the key in %s', async (_what, headers, more) => {
    const rig = await startConsumerRig()
    const key = await rig.key('uploader', 'ward')
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('KEY', key)]))
    const answer = await rig.ask({ path: `/g/ward/${more.replace('KEY', key)}`, key, headers: filled })
    expect(faultOfAnswer(answer)).toBe('400 consumer_key_spread')
    expect(rig.upstream.requests).toEqual([])
  })

  it.each([
    ['/g/ward/../x', '400 gateway_path_refused'],
    ['/g/ward/%2e%2e/x', '400 gateway_path_refused'],
    ['/g/ward/api/token/refresh/', '403 gateway_path_own'],
    ['/g/other/api/', '404 no_such_connection'],
    ['/g/nobody/api/', '404 no_such_connection'],
    ['/g/', '400 gateway_path_refused'],
  ])('never %s', async (path, refused) => {
    const rig = await startConsumerRig()
    expect(faultOfAnswer(await rig.ask({ path, key: await rig.key('uploader', 'ward') }))).toBe(refused)
    expect(rig.upstream.requests).toEqual([])
  })

  it('not around in a circle, and not what reflects its headers', async () => {
    const rig = await startConsumerRig()
    const key = await rig.key('uploader', 'ward')
    const looped = await rig.ask({ path: '/g/ward/', key, headers: { via: '1.1 a, 1.1 everbearer' } })
    expect(faultOfAnswer(looped)).toBe('508 gateway_loop')
    expect(faultOfAnswer(await rig.ask({ method: 'TRACE', path: '/g/ward/', key }))).toMatch(/gateway_protocol_refused/)
  })

  it.each([
    ['MOVE', 'http://127.0.0.1:PORT/g/ward/b/c', '200', 'UPSTREAMb/c'],
    ['COPY', '/g/ward/b', '200', 'UPSTREAMb'],
    ['COPY', '/g/ward/api/token/refresh/', '403 gateway_path_own', undefined],
    ['COPY', '/g/ward/%2e%2e%2fx', '400 gateway_path_refused', undefined],
    ['COPY', '/g/other/b', '400 gateway_path_refused', undefined],
    ['COPY', 'http://evil.example/g/ward/b', '400 gateway_path_refused', undefined],
    ['COPY', '', '400 gateway_path_refused', undefined],
    ['POST', 'http://evil.example/', '200', undefined],
  ])('with the second address of a %s (%s) below the base as well', async (method, place, expected, there) => {
    const rig = await startConsumerRig()
    const headers = { destination: place.replace('PORT', `${rig.port}`) }
    const answer = await rig.ask({ method, path: '/g/ward/a', key: await rig.key('uploader', 'ward'), headers })
    expect(answer.status === 200 ? '200' : faultOfAnswer(answer)).toBe(expected)
    const [seen] = rig.upstream.requests
    expect(headerOf(seen?.rawHeaders, 'destination')).toBe(there?.replace('UPSTREAM', rig.upstream.url))
  })

  it('for Crafter in the query, where its programs have it', () => {
    const answer = { token: 't&1', tokenType: 'Bearer', parameter: 'accessTokenId' } as never
    const presented = { key: 'k', by: 'bearer' } as const
    const headers = headersToServer(['Authorization', 'Bearer k'], {
      host: 'h',
      presented,
      answer,
      upgrade: null,
      place: { takesPassword: false },
    })
    expect(headers).toEqual(['Host', 'h', 'Via', '1.1 everbearer'])
  })
})

describe('back', () => {
  const coming = {
    mount: 'http://127.0.0.1:1/g/ward',
    baseUrl: 'https://api.example/v1/',
    asked: 'https://api.example/v1/a/b?x',
  }
  it.each([
    ['https://api.example/v1/c?d#e', 'http://127.0.0.1:1/g/ward/c?d#e'],
    ['/v1/c', 'http://127.0.0.1:1/g/ward/c'],
    ['c', 'http://127.0.0.1:1/g/ward/a/c'],
    ['../..', 'https://api.example/'],
    ['/v2/c', 'https://api.example/v2/c'],
    ['//evil.example/v1/', 'https://evil.example/v1/'],
    ['https://api.example:8443/v1/', 'https://api.example:8443/v1/'],
    ['http://api.example/v1/', 'http://api.example/v1/'],
    ['https://login.example/', 'https://login.example/'],
    ['/g/other/c', 'https://api.example/g/other/c'],
    ['http://127.0.0.1:1/g/other/c', undefined],
    ['http://', undefined],
  ])('Location %s is %s', (location, back) => {
    const headers = headersBack(['Location', location], { ...coming, parameter: undefined })
    expect(headers).toEqual(back === undefined ? [] : ['Location', back])
  })

  it('a token in a query comes back from no redirect', () => {
    const led = (location: string) => headersBack(['location', location], { ...coming, parameter: 'accessTokenId' })[1]
    expect(led('/v1/c?accessTokenId=secret&a=b')).toBe('http://127.0.0.1:1/g/ward/c?a=b')
    expect(led('https://evil.example/?a=b&%61ccessTokenId=secret')).toBe('https://evil.example/?a=b')
  })

  it('come status and headers, without those of the hop', async () => {
    const rig = await startConsumerRig((_incoming, outgoing) => {
      const headers = [
        'Set-Cookie',
        'a=1',
        'Set-Cookie',
        'b=2',
        'Alt-Svc',
        'h3=":1"',
        'Connection',
        'x-hop',
        'X-Hop',
        '1',
      ]
      outgoing.writeHead(207, 'Odd Words', headers)
      outgoing.end('body')
    })
    const answer = await rig.ask({ path: '/g/ward/', key: await rig.key('uploader', 'ward') })
    expect([answer.status, answer.text, answer.headers['set-cookie']]).toEqual([
      207,
      'body',
      ['a=1; Path=/g/ward', 'b=2; Path=/g/ward'],
    ])
    expect([answer.headers['x-hop'], answer.headers['alt-svc']]).toEqual([undefined, undefined])
  })

  it('comes to a browser what cannot act as the gateway’s own page', async () => {
    const rig = await startConsumerRig()
    const key = await rig.key('uploader', 'ward')
    const typed = await rig.ask({
      path: '/g/ward/',
      key,
      headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' },
    })
    expect(typed.headers['content-security-policy']).toBe('sandbox')
    expect((await rig.ask({ path: '/g/ward/', key })).headers['content-security-policy']).toBeUndefined()
  })

  it('comes a redirect that nobody follows', async () => {
    const rig = await startConsumerRig((incoming, outgoing) => {
      outgoing.writeHead(302, { location: incoming.url === '/a' ? '/b' : 'http://evil.example/' }).end()
    })
    const key = await rig.key('uploader', 'ward')
    expect((await rig.ask({ path: '/g/ward/a', key })).headers.location).toBe(`http://127.0.0.1:${rig.port}/g/ward/b`)
    expect((await rig.ask({ path: '/g/ward/c', key })).headers.location).toBe('http://evil.example/')
    expect(rig.upstream.requests).toHaveLength(2)
  })
})

describe('a 401', () => {
  const wants = (token: string) =>
    startConsumerRig((incoming, outgoing) => {
      const good = incoming.headers.authorization === `Bearer ${token}`
      incoming.resume().on('end', () => outgoing.writeHead(good ? 200 : 401).end(good ? 'in' : 'no'))
    })

  it.each([
    ['GET', undefined],
    ['POST', 'a small form'],
  ])('of a %s is answered by one renewal and one more try', async (method, body) => {
    const rig = await wants('access-1')
    const key = await rig.key('uploader', 'ward')
    await rig.ports.clock.advance(7 * 3_600_000)
    rig.renewsTo(1)
    const asks = Array.from({ length: 20 }, () =>
      rig.ask({ method, path: '/g/ward/a', key, ...(body === undefined ? {} : { body }) }),
    )
    expect((await Promise.all(asks)).map(({ status, text }) => `${status} ${text}`)).toEqual(Array(20).fill('200 in'))
    expect(rig.ports.http.requests).toHaveLength(1)
    if (body !== undefined) expect(rig.upstream.requests.at(-1)?.body).toBe(body)
  })

  it('to everything is the server’s answer, with no storm of renewals', async () => {
    const rig = await wants('never')
    const key = await rig.key('uploader', 'ward')
    await rig.ports.clock.advance(7 * 3_600_000)
    rig.renewsTo(1)
    for (let at = 0; at < 10; at++) expect((await rig.ask({ path: '/g/ward/a', key })).status).toBe(401)
    expect(rig.ports.http.requests).toHaveLength(1)
  })

  it('of a large upload is passed on, and the next call has the next token', async () => {
    const rig = await wants('access-1')
    const key = await rig.key('uploader', 'ward')
    await rig.ports.clock.advance(7 * 3_600_000)
    rig.renewsTo(1)
    const upload = { method: 'POST', path: '/g/ward/a', key, body: randomBytes(200_000) }
    expect((await rig.ask(upload)).status).toBe(401)
    expect((await rig.ask(upload)).status).toBe(200)
  })
})

describe('bodies', () => {
  it('pass in both directions as they are, whatever their length is said to be', async () => {
    const rig = await startConsumerRig((incoming, outgoing) => void incoming.pipe(outgoing))
    const key = await rig.key('uploader', 'ward')
    const bytes = randomBytes(3_000_000)
    const digest = (text: Buffer | string) => createHash('sha256').update(text).digest('hex')
    for (const headers of [{ 'content-length': '3000000' }, { 'transfer-encoding': 'chunked' }]) {
      const back = await echoed(rig.port, key, headers, bytes)
      expect([headers, digest(back)]).toEqual([headers, digest(bytes)])
    }
  })

  it('that are small come back byte for byte as well, with their length and in chunks', async () => {
    const rig = await startConsumerRig((incoming, outgoing) => {
      if (incoming.headers['transfer-encoding'] !== undefined) outgoing.flushHeaders()
      outgoing.end(bytes)
    })
    const key = await rig.key('uploader', 'ward')
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at))
    for (const headers of [{ 'content-length': '256' }, { 'transfer-encoding': 'chunked' }])
      expect(await echoed(rig.port, key, headers, bytes)).toEqual(bytes)
  })

  it('are not collected: an event is there before the next one', async () => {
    let next = () => {}
    const rig = await startConsumerRig((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
      outgoing.write('data: 1\n\n')
      next = () => outgoing.end('data: 2\n\n')
    })
    const key = await rig.key('uploader', 'ward')
    const heard: string[] = []
    await new Promise<void>((resolve, reject) => {
      const headers = { authorization: `Bearer ${key}` }
      request({ port: rig.port, path: '/g/ward/', headers }, (reply) => {
        reply.setEncoding('utf8').on('data', (piece: string) => {
          heard.push(piece)
          next()
        })
        reply.on('end', resolve).on('error', reject)
      }).end()
    })
    expect(heard).toEqual(['data: 1\n\n', 'data: 2\n\n'])
  })
})

test.each([
  ['a WebSocket', 'GET', 'websocket', ''],
  ['SPDY of kubectl', 'POST', 'SPDY/3.1', 'Content-Length: 0\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n'],
])('%s: head and bytes, and its end when the key is revoked', async (_what, method, protocol, more) => {
  const rig = await startConsumerRig(
    (socket: Socket) => {
      let isOpen = false
      socket.on('data', (piece: Buffer) => {
        if (isOpen) return void socket.write(piece)
        isOpen = true
        const good = /^Authorization: Bearer access-of-ward-0\r$/im.test(piece.toString())
        const asked = piece.toString().startsWith(`${method} /`) && piece.includes(`\r\nUpgrade: ${protocol}\r\n`)
        const status = good && asked ? 101 : 403
        socket.write(`HTTP/1.1 ${status} X\r\nUpgrade: ${protocol}\r\nConnection: Upgrade\r\n\r\nhello`)
      })
    },
    { raw: true },
  )
  const key = await rig.key('uploader', 'ward')
  const socket = await rig.open()
  let heard = ''
  socket.setEncoding('latin1').on('data', (piece: string) => {
    heard += piece
  })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(
    `${method} /g/ward/chat HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nOrigin: http://127.0.0.1:${rig.port}\r\n` +
      `Connection: keep-alive, Upgrade\r\nUpgrade: ${protocol}\r\n${more}Authorization: Bearer ${key}\r\n\r\n`,
  )
  await until('it to hold', () => heard.endsWith('hello'))
  expect(heard).toMatch(/^HTTP\/1\.1 101 X\r\n/)
  expect(heard).toContain(`\r\nUpgrade: ${protocol}\r\n`)
  socket.write('over and back')
  await until('it to hold', () => heard.endsWith('over and back'))
  await rig.keeper.handlers['consumers.revoke']({ name: 'uploader' })
  await closed
})

test('the journal has who used what, and no token', async () => {
  const rig = await startConsumerRig()
  const key = await rig.key('uploader', 'ward')
  for (let at = 0; at < 5; at++) await rig.ask({ path: '/g/ward/', key })
  const told = rig.ports.journal.entries.filter(({ event }) => event === 'token_handed_out')
  expect(told).toMatchObject([{ connection: 'ward', params: { consumer: 'uploader', times: 1 } }])
  expect(JSON.stringify(rig.ports.journal.entries)).not.toMatch(/access-of|evb_/)
})

function echoed(port: number, key: string, headers: Record<string, string>, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const all = { authorization: `Bearer ${key}`, ...headers }
    const sent = request({ port, method: 'PUT', path: '/g/ward/', headers: all }, async (reply) => {
      const parts: Buffer[] = []
      for await (const part of reply) parts.push(part as Buffer)
      resolve(Buffer.concat(parts))
    })
    sent.on('error', reject)
    sent.end(bytes)
  })
}

test('what is large arrives byte for byte in both directions, with its length and in chunks', async () => {
  const rig = await startConsumerRig((incoming, outgoing) => {
    outgoing.writeHead(200, incoming.url === '/length' ? { 'content-length': incoming.headers['content-length'] } : {})
    incoming.pipe(outgoing)
  })
  const key = await rig.key('uploader', 'ward')
  const body = randomBytes(3 * 1_048_576).toString('base64')
  for (const path of ['/g/ward/length', '/g/ward/chunks']) {
    const answers = await Promise.all([1, 2].map(() => rig.ask({ method: 'POST', path, key, body })))
    for (const { status, text } of answers) expect([status, text === body]).toEqual([200, true])
  }
  expect(rig.upstream.requests.map((seen) => seen.body === body)).toEqual(Array(4).fill(true))
})
