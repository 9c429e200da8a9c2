import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../../kit/processes/until.ts'
import { untold } from '../../kit/untold.ts'
import type { Answer, Asked } from './page-client.ts'
import { type PageRig, startPageRig } from './page-rig.ts'

const status = { method: 'POST', path: '/v1/calls/keeper.status', json: {} }

const refused = (why: string) => ({ ok: false, fault: { code: 'request_refused', params: { why } } })

/** What must stand in every answer, whatever was asked. */
function expectGuarded(headers: Readonly<Record<string, string>>): void {
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self'( 'nonce-[0-9a-f]{32}')?; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  )
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
  })
  expect(headers['cache-control']).toMatch(/^(no-store|private, max-age=31536000, immutable)$/)
  expect(Object.keys(headers).filter((name) => /^access-control-|^set-cookie$|^server$|^x-powered/.test(name))).toEqual(
    [],
  )
}

/** Head and body of an answer that was read byte for byte. */
function parsedRaw(raw: string): { status: number; headers: Record<string, string>; json: unknown } {
  const [head = '', body = ''] = raw.split('\r\n\r\n', 2)
  const [first = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':')[0]?.toLowerCase(), line.replace(/^[^:]*: ?/, '')]),
  )
  const chunk = headers['transfer-encoding'] === 'chunked' ? body.split('\r\n')[1] : body
  return { status: Number(first.split(' ')[1]), headers, json: untold(JSON.parse(chunk || 'null')) }
}

describe('another host name', () => {
  const names = (port: number): (string | string[] | undefined)[] => [
    `evil.example:${port}`,
    'evil.example',
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
    `127.0.0.1:${port}.evil.example`,
    `127.0.0.1.:${port}`,
    `LOCALHOST.evil.example:${port}`,
    `localhost.:${port}`,
    `[::1]:${port}`,
    `0.0.0.0:${port}`,
    `127.1:${port}`,
    `2130706433:${port}`,
    `user@127.0.0.1:${port}`,
    `127.0.0.1:${port}/`,
    `127.0.0.1:0${port}`,
    'a b',
    '%31%32%37.0.0.1',
  ]

  it('is refused everywhere, even with a right key (DNS rebinding)', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const asked: Asked[] = [{ path: '/' }, { path: '/leaf.svg' }, { path: '/v1/events', key }, { ...status, key }]
    for (const host of names(rig.port)) {
      for (const each of asked) {
        const origin = each.method === 'POST' ? { origin: `http://${String(host)}` } : {}
        const answer = await rig.ask({ ...each, headers: { host, ...origin } })
        // Some of these are no host names at all, and are not even read as one.
        const { fault } = answer.json as { fault: { code: string; params: { why: string } } }
        expect(fault.code).toBe('request_refused')
        expect(['host', 'malformed'], String(host)).toContain(fault.params.why)
        expectGuarded(answer.headers)
      }
    }
  })

  it('is refused when there is none, or two', async () => {
    const rig = await startPageRig()
    const own = `Host: 127.0.0.1:${rig.port}\r\n`
    for (const hosts of ['', 'Host:\r\n', `${own}Host: evil.example\r\n`, `Host: evil.example\r\n${own}`, own + own]) {
      const answer = parsedRaw(await rig.raw(`GET / HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`))
      expect([hosts, answer.status, answer.json]).toMatchObject([hosts, 403, refused('host')])
      expectGuarded(answer.headers)
    }
  })

  it('is refused in the target as well', async () => {
    const rig = await startPageRig()
    const head = `HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nConnection: close\r\n\r\n`
    expect(parsedRaw(await rig.raw(`GET http://evil.example/ ${head}`)).json).toMatchObject(refused('host'))
    expect(parsedRaw(await rig.raw(`GET https://127.0.0.1:1/ ${head}`)).json).toMatchObject(refused('host'))
    expect(await rig.raw(`GET http://127.0.0.1:${rig.port}/ ${head}`)).toMatch(/^HTTP\/1.1 200 OK/)
  })

  it('is refused too when it is one of this computer’s own but not the one of this run', async () => {
    const hostname = '0123456789abcdef.localhost'
    const rig = await startPageRig({}, undefined, { hostname })
    const { port } = rig
    expect((await rig.ask({ path: '/' })).status).toBe(200)
    const others = ['127.0.0.1', 'localhost', '[::1]', `x.${hostname}`, 'fedcba9876543210.localhost', `${hostname}.`]
    for (const other of others) {
      const host = `${other}:${port}`
      const answer = await rig.ask({ headers: { host } })
      expect([host, answer.json]).toMatchObject([host, refused('host')])
    }
    const ticket = rig.door.newTicket()
    const headers = { host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` }
    const traded = await rig.ask({ method: 'POST', path: '/api/ticket', json: { ticket }, headers })
    expect(traded.json).toMatchObject(refused('host'))
  })
})

describe('what a browser keeps of those who had the address before', () => {
  const cleared = async (rig: PageRig, path = '/') => (await rig.ask({ path })).headers['clear-site-data'] ?? null

  it('is cleared until somebody is in, but for cookies, which belong to other programs too', async () => {
    const rig = await startPageRig({}, undefined, { hostname: '127.0.0.1', isReused: true })
    expect([await cleared(rig), await cleared(rig)]).toEqual(['"cache", "storage"', '"cache", "storage"'])
    expect(await cleared(rig, '/leaf.svg')).toBeNull()
    await rig.ask({ method: 'POST', path: '/api/ticket', json: { ticket: 'none' } })
    expect(await cleared(rig)).not.toBeNull()
    await rig.key()
    expect(await cleared(rig)).toBeNull()
  })

  it('is nothing under a name that nobody had before', async () => {
    expect(await cleared(await startPageRig({}, undefined, { hostname: 'a1.localhost' }))).toBeNull()
  })
})

describe('a page without a key that wants to sign in again', () => {
  const again = { method: 'POST', path: '/api/again', json: {} }

  it('has the person shown a new address and learns nothing of it, and not too often', async () => {
    const shown: string[] = []
    const place = { hostname: 'a1.localhost', showAgain: async () => shown.push('shown') > 0 }
    const rig = await startPageRig({}, undefined, place)
    expect((await rig.ask(again)).json).toEqual({ ok: true, value: { shown: true } })
    expect((await rig.ask(again)).status).toBe(429)
    await rig.clock.advance(5_000)
    expect((await rig.ask({ ...again, headers: { origin: `http://b2.localhost:${rig.port}` } })).status).toBe(403)
    expect((await rig.ask({ ...again, headers: { origin: undefined } })).status).toBe(403)
    expect((await rig.ask({ ...again, headers: { host: `127.0.0.1:${rig.port}` } })).status).toBe(403)
    expect((await rig.ask({ path: '/api/again' })).status).toBe(405)
    expect(shown).toEqual(['shown'])
    expect((await rig.ask(again)).json).toEqual({ ok: true, value: { shown: true } })
  })

  it('is told where no browser can be opened', async () => {
    expect((await (await startPageRig()).ask(again)).json).toEqual({ ok: true, value: { shown: false } })
  })
})

describe('another origin', () => {
  it('is refused, whatever it asks for', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const origins = [
      'https://evil.example',
      'null',
      '',
      `http://127.0.0.1:${rig.port + 1}`,
      `https://127.0.0.1:${rig.port}`,
      `http://127.0.0.1:${rig.port}.evil.example`,
      `http://127.0.0.1:${rig.port}/`,
      'file://',
      `http://localhost:${rig.port}`,
    ]
    const asked: Asked[] = [
      { path: '/' },
      { path: '/v1/events', key },
      { ...status, key },
      { method: 'OPTIONS', path: '/v1/calls/keeper.status' },
    ]
    for (const origin of origins) {
      for (const each of asked) {
        const answer = await rig.ask({ ...each, headers: { origin } })
        expect([origin, answer.status, answer.json]).toMatchObject([origin, 403, refused('origin')])
        expectGuarded(answer.headers)
      }
    }
  })

  it('must be named by whoever writes', async () => {
    const rig = await startPageRig()
    const answer = await rig.ask({ ...status, key: await rig.key(), headers: { origin: undefined } })
    expect([answer.status, answer.json]).toMatchObject([403, refused('origin')])
  })

  it.each(['cross-site', 'same-site', 'none', '', 'nonsense'])(
    'is refused when the browser calls it %j',
    async (site) => {
      const rig = await startPageRig()
      const key = await rig.key()
      const headers = { 'sec-fetch-site': site }
      for (const each of [{ ...status, key }, { path: '/v1/events', key }, { path: '/leaf.svg' }, { path: '/' }]) {
        const answer = await rig.ask({ ...each, headers })
        expect([answer.status, answer.json]).toMatchObject([403, refused('origin')])
      }
    },
  )

  it('may lead a person to the page, but not into a frame and to no other file', async () => {
    const rig = await startPageRig()
    const visit = (path: string, site: string, dest = 'document') =>
      rig.ask({ path, headers: { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': dest } })
    expect((await visit('/', 'cross-site')).status).toBe(200)
    expect((await visit('/', 'none')).status).toBe(200)
    expect((await visit('/leaf.svg', 'none')).status).toBe(200)
    expect((await visit('/leaf.svg', 'cross-site')).json).toMatchObject(refused('origin'))
    expect((await visit('/v1/events', 'none')).json).toMatchObject(refused('origin'))
    for (const dest of ['iframe', 'frame', 'embed', 'object']) {
      expect((await visit('/', 'cross-site', dest)).json).toMatchObject(refused('origin'))
    }
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    'text/json',
    '',
    undefined,
  ])('gains nothing with a form of type %j', async (type) => {
    const rig = await startPageRig()
    const body = JSON.stringify(status.json)
    const asked = { method: 'POST', path: '/v1/calls/keeper.status', body, headers: { 'content-type': type } }
    const answer = await rig.ask({ ...asked, key: await rig.key() })
    expect([answer.status, answer.json]).toMatchObject([415, refused('media')])
    expect((await rig.ask({ ...asked, headers: { ...asked.headers, origin: 'https://evil.example' } })).status).toBe(
      403,
    )
    expect((await rig.ask(asked)).status).toBe(401)
  })
})

describe('another method', () => {
  it.each([
    ['/v1/calls/keeper.status', 'GET', 'POST'],
    ['/v1/calls/keeper.status', 'HEAD', 'POST'],
    ['/v1/calls/keeper.status', 'PUT', 'POST'],
    ['/v1/calls/keeper.status', 'OPTIONS', 'POST'],
    ['/api/ticket', 'GET', 'POST'],
    ['/api/ticket', 'DELETE', 'POST'],
    ['/v1/events', 'POST', 'GET'],
    ['/v1/events', 'HEAD', 'GET'],
    ['/', 'POST', 'GET, HEAD'],
    ['/', 'TRACE', 'GET, HEAD'],
    ['/', 'PROPFIND', 'GET, HEAD'],
    ['/leaf.svg', 'PATCH', 'GET, HEAD'],
  ])('%s is not to be asked with %s', async (path, method, allow) => {
    const rig = await startPageRig()
    const answer = await rig.ask({ method, path, key: await rig.key(), headers: { 'x-http-method-override': 'POST' } })
    expect([answer.status, answer.headers['allow']]).toEqual([405, allow])
    if (method !== 'HEAD') expect(answer.json).toMatchObject(refused('method'))
    expectGuarded(answer.headers)
  })

  it('opens no tunnel and no upgrade', async () => {
    const rig = await startPageRig()
    const own = `Host: 127.0.0.1:${rig.port}\r\n`
    const tunnel = parsedRaw(await rig.raw(`CONNECT evil.example:443 HTTP/1.1\r\n${own}\r\n`))
    expect([tunnel.status, tunnel.json]).toMatchObject([405, refused('method')])
    expectGuarded(tunnel.headers)
    const upgrade = `GET /v1/events HTTP/1.1\r\n${own}Upgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n`
    expect(parsedRaw(await rig.raw(upgrade)).status).toBe(401)
    const expectation = `GET / HTTP/1.1\r\n${own}Expect: miracles\r\nConnection: close\r\n\r\n`
    expect(await rig.raw(expectation)).toMatch(/^HTTP\/1.1 200 OK/)
  })
})

describe('paths', () => {
  it.each([
    '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../package.json',
    '/assets/..%5c..%5cpackage.json',
    '/assets/%252e%252e/package.json',
    '//etc/passwd',
    '/./././etc/passwd',
    '/assets/',
    '/assets',
    '/index.html%00.js',
    '/%00',
    '/%',
    '/%ff',
    '/leaf.svg/',
    '/LEAF.SVG',
    '/__proto__',
    '/api',
    '/api/',
    '/v1',
    '/v1/',
    '/v1//calls',
    '/v1/events/..%2fcall',
  ])('%s leads nowhere', async (path) => {
    const rig = await startPageRig()
    const answer = await rig.ask({ path, key: await rig.key() })
    expect([answer.status, answer.json]).toMatchObject([404, refused('path')])
    expectGuarded(answer.headers)
  })

  it.each(['/\\etc\\passwd', '*', 'etc/passwd', 'http://', '?x'])('the target %j is no address', async (target) => {
    const rig = await startPageRig()
    const answer = parsedRaw(
      await rig.raw(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nConnection: close\r\n\r\n`),
    )
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.json).toMatchObject({ ok: false, fault: { code: 'request_refused' } })
    expectGuarded(answer.headers)
  })

  it('ignore what stands behind a question mark', async () => {
    const rig = await startPageRig()
    expect((await rig.ask({ path: '/?ticket=x' })).status).toBe(200)
  })
})

describe('the files of the page', () => {
  it('get a nonce of their own with every load', async () => {
    const rig = await startPageRig()
    const loads = await Promise.all([rig.ask({ path: '/' }), rig.ask({ path: '/' })])
    const nonces = loads.map(({ text, headers }) => {
      expectGuarded(headers)
      expect(headers['content-type']).toBe('text/html; charset=utf-8')
      const [, nonce = ''] = /^<meta nonce="([0-9a-f]{32})">$/.exec(text) ?? []
      expect(headers['content-security-policy']).toContain(`'nonce-${nonce}'`)
      return nonce
    })
    expect(new Set(nonces).size).toBe(2)
  })

  it('are kept by a browser only where their name says what is in them', async () => {
    const rig = await startPageRig()
    const kept = async (path: string) => (await rig.ask({ path })).headers['cache-control']
    expect(await kept('/assets/main-AbCd1234.js')).toBe('private, max-age=31536000, immutable')
    expect(await kept('/leaf.svg')).toBe('no-store')
    expect(await kept('/')).toBe('no-store')
    const head = await rig.ask({ method: 'HEAD', path: '/leaf.svg' })
    expect([head.status, head.text, head.headers['content-type']]).toEqual([200, '', 'image/svg+xml'])
  })
})

describe('what is no proper request', () => {
  const own = (rig: PageRig) => `Host: 127.0.0.1:${rig.port}\r\n`

  it.each([
    ['garbage', () => '\u0000\u0001\u0002\r\n\r\n'],
    ['a TLS hello', () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['a line break within a header', (own: string) => `GET / HTTP/1.1\r\n${own}X-A: b\rSet-Cookie: c\r\n\r\n`],
    ['a header without a name', (own: string) => `GET / HTTP/1.1\r\n${own}: x\r\n\r\n`],
    ['a space before the colon', (own: string) => `GET / HTTP/1.1\r\n${own}Origin : http://evil.example\r\n\r\n`],
    ['a folded header', (own: string) => `GET / HTTP/1.1\r\n${own}X-A: b\r\n c\r\n\r\n`],
    ['a zero byte in a header', (own: string) => `GET / HTTP/1.1\r\n${own}X-A: b\u0000c\r\n\r\n`],
    [
      'two lengths',
      (own: string) =>
        `POST /v1/calls/connections.add HTTP/1.1\r\n${own}Content-Length: 1\r\nContent-Length: 2\r\n\r\n12`,
    ],
    [
      'a length and chunks',
      (own: string) =>
        `POST /v1/calls/connections.add HTTP/1.1\r\n${own}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'a negative length',
      (own: string) => `POST /v1/calls/connections.add HTTP/1.1\r\n${own}Content-Length: -1\r\n\r\n`,
    ],
    ['another version', (own: string) => `GET / HTTP/9.9\r\n${own}\r\n`],
    ['HTTP/2 at once', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('%s is refused with a reason', async (_what, bytes) => {
    const rig = await startPageRig()
    const answer = parsedRaw(await rig.raw(Buffer.from(bytes(own(rig)), 'latin1')))
    expect(answer.status).toBe(400)
    expect(answer.json).toMatchObject(refused('malformed'))
    expectGuarded(answer.headers)
    expect((await rig.ask({ path: '/' })).status).toBe(200)
  })

  it.each([
    ['headers', (own: string) => `GET / HTTP/1.1\r\n${own}${'X-A: b\r\n'.repeat(5_000)}\r\n`],
    ['an address', (own: string) => `GET /?${'a'.repeat(20_000)} HTTP/1.1\r\n${own}\r\n`],
  ])('%s without end are refused as that', async (_what, bytes) => {
    const rig = await startPageRig()
    const answer = parsedRaw(await rig.raw(Buffer.from(bytes(own(rig)), 'latin1')))
    expect(answer).toMatchObject({ status: 431, json: refused('head_too_large') })
    expectGuarded(answer.headers)
  })

  it('gets no header of its own making into an answer', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const answers: Answer[] = [
      await rig.ask({ path: '/%0d%0aSet-Cookie:%20a=b' }),
      await rig.ask({ path: '/?%0d%0aSet-Cookie:%20a=b' }),
      await rig.ask({ ...status, key: `${key}%0d%0aSet-Cookie: a=b` }),
      await rig.ask({ path: '/v1/events', headers: { 'last-event-id': '1%0d%0aSet-Cookie: a=b' } }),
    ]
    for (const answer of answers) expectGuarded(answer.headers)
  })

  it('cannot smuggle a second answer into a stream', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const raw = await rig.raw(`GET /v1/events HTTP/1.1\r\n${own(rig)}X-Everbearer-Key: ${key}\r\n\r\nGARBAGE\r\n\r\n`)
    // The sentence of an answer has these words too.
    expect(raw.match(/^HTTP\/1\.1 \d/gm)).toHaveLength(1)
  })

  it('ends a stream that it comes after, and is not answered within it', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const socket = connect(rig.port, '127.0.0.1')
    let heard = ''
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.setEncoding('latin1').on('data', (piece: string) => {
      heard += piece
    })
    socket.write(`GET /v1/events HTTP/1.1\r\n${own(rig)}X-Everbearer-Key: ${key}\r\n\r\n`)
    await until('the stream to begin', () => heard.includes('event: reset'))
    socket.write('GARBAGE\r\n\r\n')
    await closed
    expect(heard.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  })
})

describe('those who take their time', () => {
  // Whoever asks properly meanwhile has to be in time on a busy machine as well.
  const limits = { headers: 750, request: 1_500, silence: 5_000, lookEvery: 50 }

  it('are let go when their headers do not come', async () => {
    const rig = await startPageRig({ ...limits, request: 60_000 })
    for (const bytes of ['', 'GET / HTTP/1.1\r\nHost:']) {
      const raw = await rig.raw(bytes)
      expect(parsedRaw(raw)).toMatchObject({ status: 408, json: refused('late') })
      expectGuarded(parsedRaw(raw).headers)
    }
  })

  it('are let go when their body does not come', async () => {
    const rig = await startPageRig(limits)
    const head = `POST /v1/calls/connections.add HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nOrigin: ${rig.url}\r\nContent-Type: application/json\r\n`
    const raw = await rig.raw(`${head}X-Everbearer-Key: ${await rig.key()}\r\nContent-Length: 50\r\n\r\n{"name":`)
    expect(parsedRaw(raw)).toMatchObject({ status: 408, json: refused('late') })
  })

  it('are answered before an endless body is read, and then let go', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const socket = connect(rig.port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    let answer = ''
    let closed = false
    socket.setEncoding('latin1').on('data', (piece: string) => {
      answer += piece
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      closed = true
    })
    const head = `POST /v1/calls/connections.add HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nOrigin: ${rig.url}\r\nContent-Type: application/json\r\n`
    socket.write(`${head}X-Everbearer-Key: ${key}\r\nTransfer-Encoding: chunked\r\n\r\n`)
    const piece = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    await until('the endless body to be cut off', () => {
      if (socket.writable && socket.writableLength < 1_000_000) socket.write(piece)
      return closed
    })
    expect(parsedRaw(answer)).toMatchObject({ status: 413, json: { fault: { code: 'input_too_large' } } })
    expect(socket.bytesWritten).toBeLessThan(100_000_000)
  })

  it('lose nothing by others who leave in the middle', async () => {
    const rig = await startPageRig()
    const key = await rig.key()
    const head = `POST /v1/calls/connections.add HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nOrigin: ${rig.url}\r\nContent-Type: application/json\r\n`
    for (const rest of ['', `X-Everbearer-Key: ${key}\r\nContent-Length: 9\r\n\r\n{`]) {
      const socket = connect(rig.port, '127.0.0.1', () => socket.end(head + rest))
      await new Promise((resolve) => socket.on('close', resolve).resume())
    }
    expect((await rig.ask({ ...status, key })).status).toBe(200)
  })
})
