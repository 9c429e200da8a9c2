/**
 * The page's door under whatever comes over its port: paths, headers, bodies, calls and event streams, made by chance and
 * of every size. It never fails, never says a secret, never does anything for whoever has no key, and answers afterwards
 * as before; and four times the input costs four times the time.
 */

import { afterEach, expect, test } from 'vitest'
import { CALL_NAMES } from '../../../shared/api/contract/names.ts'
import { SECRETS, startAttack } from '../../doors/page/attacked-page.ts'
import type { Answer } from '../../doors/page/page-client.ts'
import { type PageRig, startPageRig } from '../../doors/page/page-rig.ts'
import { tooLongFor } from '../../growth/growing-answers.ts'
import { PIECES } from '../../growth/growth.ts'
import { markers } from '../../kit/markers.ts'
import { fc } from '../../kit/properties.ts'
import { anyText } from '../../shared/any-text.ts'

const RUNS = 400

afterEach(() => expect.hasAssertions())

/** With one connection behind it, whose secrets nobody may get. */
function started(): Promise<PageRig> {
  return startAttack({ system: 'draw', settings: { clientId: 'A' }, secrets: ['accessToken', 'refreshToken'] })
}

const hunt = markers(SECRETS)

/** Whole answers of ours alone, and none that says that we have a bug. */
function expectOurs({ status, headers, text }: Answer): void {
  expect([200, 400, 401, 403, 404, 405, 408, 409, 413, 414, 415, 417, 429, 431, 503]).toContain(status)
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'/)
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(text).not.toMatch(/"code":"bug"|node_modules|electron\/|\bat \S+:\d+:\d+/)
  expect(hunt.inText('answer', text)).toEqual([])
}

async function expectAlive(rig: PageRig, key: string): Promise<void> {
  const { status, json: told } = await rig.ask({ method: 'POST', path: '/v1/calls/connections.list', key, json: {} })
  expect(status).toBe(200)
  expect(told).toMatchObject({ ok: true, value: [{ name: 'ward' }] })
}

const piece = fc.oneof(fc.constantFrom(...PIECES), anyText)
const mixed = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
/** Node's client itself refuses other letters in a header or a path. */
const sendable = mixed.map((text) =>
  text.replace(/[^\x21-\x7e]/g, (letter) => encodeURIComponent(letter.toWellFormed())),
)
const size = fc.constantFrom(1, 1, 1, 10, 100, 1_000)

const path = fc.oneof(
  fc.tuple(sendable, size).map(([text, times]) => `/${text.repeat(times).slice(0, 12_000)}`),
  sendable.map((text) => `/api/${text}`),
  sendable.map((text) => `/v1/${text}`),
  fc.constantFrom(
    ...[
      '/',
      '/assets/../../etc/passwd',
      '/api/ticket',
      '/api/again',
      '/api/demo',
      '/api/copy-token',
      '/openapi.json',
      '/v1/keeper',
    ],
    ...['/v1/calls/vault.status', '/v1/events', '/v1/connections', '/v1/connections/ward/token'],
  ),
)
const method = fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE')
const headers = fc.dictionary(
  fc.constantFrom(
    ...['origin', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'referer', 'content-type', 'accept'],
    ...['x-everbearer-key', 'last-event-id', 'x-forwarded-host', 'forwarded', 'cookie', 'range', 'if-none-match'],
    ...['content-encoding', 'accept-encoding', 'authorization', 'x-http-method-override', 'expect'],
  ),
  fc.tuple(sendable, size).map(([text, times]) => text.repeat(times).slice(0, 6_000)),
  { maxKeys: 5 },
)
const body = fc.oneof(
  fc.constant(undefined),
  fc.tuple(mixed, size).map(([text, times]) => text.repeat(times)),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  fc.json({ maxDepth: 6 }),
)

test('whatever is asked without a key gets nothing but the page’s own files', async () => {
  const rig = await started()
  const key = await rig.key()
  const before = rig.ports.journal.events().length
  const property = fc.asyncProperty(path, method, headers, body, async (path, method, headers, body) => {
    const sent = method === 'GET' || method === 'HEAD' || body === undefined ? {} : { body }
    const answer = await rig.ask({ path, method, headers, ...sent }).catch((broken: unknown) => broken)
    // Where the body is too large, the line is closed before all of it was taken.
    if (answer instanceof Error) return expect(String(answer)).toMatch(/ECONNRESET|EPIPE|socket hang up/)
    const { status, text } = answer as Answer
    if (method !== 'HEAD' && status !== 200) expect(text).toMatch(/^\{"ok":false,"fault":\{"code":"[a-z_]+"/)
    // Whoever asks for a new address to be shown to the person learns nothing by it.
    if (/^\/(api|v1)\//.test(path) && !path.startsWith('/api/again')) expect(status).not.toBe(200)
    expectOurs(answer as Answer)
  })
  await fc.assert(property, { numRuns: RUNS })
  await expectAlive(rig, key)
  expect(rig.ports.journal.events()).toHaveLength(before)
})

test('bytes that are no request are refused or end the line', async () => {
  const rig = await started()
  const key = await rig.key()
  const fragments = fc.constantFrom(
    ...[
      'GET / HTTP/1.1\r\n',
      'POST /v1/calls/vault.status HTTP/1.1\r\n',
      'GET / HTTP/9.9\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ],
    ...[`Host: 127.0.0.1:${rig.port}\r\n`, 'Host: evil.example\r\n', 'Transfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    ...['Content-Length: 5\r\n', 'Content-Length: -1\r\n', 'Content-Length: 99999999999999999999\r\n', '\r\n', '\n'],
    ...[
      'ffffffffffffffff\r\n',
      '5;ext="a\r\nhello\r\n',
      'Upgrade: websocket\r\n',
      'X: \0\r\n',
      ': \r\n',
      ' folded\r\n',
    ],
    ...['\u0016\u0003\u0001\u0002', 'A'.repeat(20_000), 'Expect: 100-continue\r\n', `x-everbearer-key: ${key}\r\n`],
  )
  const bytes = fc.array(fc.oneof(fragments, piece), { maxLength: 14 })
  const property = fc.asyncProperty(bytes, async (pieces) => {
    const raw = await rig
      .raw(`${pieces.join('')}\r\nConnection: close\r\n\r\nGET / HTTP/1.0\r\nConnection: close\r\n\r\n`)
      .catch((broken: unknown) => broken)
    if (raw instanceof Error) return expect(String(raw)).toMatch(/ECONNRESET|EPIPE|no end after/)
    expect(String(raw)).toMatch(/^(HTTP\/1\.1 \d{3} |$)/)
    expect(hunt.inText('answer', String(raw))).toEqual([])
    expect(String(raw)).not.toContain('"code":"bug"')
  })
  await fc.assert(property, { numRuns: RUNS / 2 })
  await expectAlive(rig, key)
})

/** What a page that was taken over could hand to a call: names that exist, our own keys, and anything at all in them. */
const word = fc.oneof(fc.constantFrom('ward', 'draw', 'oauth2', 'crafter', 'file', 'memory', '', '__proto__'), mixed)
const inner = fc.dictionary(
  fc.oneof(fc.constantFrom('baseUrl', 'clientId', 'endpoints', 'accessToken', 'issuer', 'expiresAt', 'toString'), word),
  fc.oneof(word, fc.jsonValue({ maxDepth: 3 })),
  { maxKeys: 5 },
)
const input = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(
    fc.constantFrom(
      ...['name', 'entry', 'to', 'run', 'text', 'key', 'system', 'handle', 'token', 'as', 'names', 'limit', 'value'],
      ...['passphrase', 'present', 'next', 'id', 'confirm', 'allowOrigins', '__proto__', 'constructor'],
    ),
    fc.oneof(word, fc.jsonValue({ maxDepth: 3 }), inner, fc.record({ settings: inner, secrets: inner })),
    { maxKeys: 6 },
  ),
)

test('whatever a page with a key hands to a call is answered, with a fault of ours or what was asked', async () => {
  const rig = await started()
  rig.ports.http.otherwise(() => ({ status: 400, json: {} }))
  const key = await rig.key()
  const waits: readonly string[] = ['signIn.wait']
  const names = CALL_NAMES.filter((name) => !waits.includes(name))
  const property = fc.asyncProperty(fc.constantFrom(...names, 'no.such', '__proto__'), input, async (name, input) => {
    let answered = false
    const asked = rig.ask({ method: 'POST', path: `/v1/calls/${name}`, key, json: input }).finally(() => {
      answered = true
    })
    while (!answered) await rig.clock.advance(500).then(() => new Promise((later) => setImmediate(later)))
    const answer = await asked
    expectOurs(answer)
    expect((answer.json as { ok: boolean }).ok || 'fault' in (answer.json as object)).toBe(true)
  })
  await fc.assert(property, { numRuns: RUNS * 2 })
  // It may have removed or renamed what was there; the door itself is as it was.
  const { json } = await rig.ask({ method: 'POST', path: '/v1/calls/vault.status', key, json: {} })
  expect(json).toMatchObject({ ok: true })
})

test('event streams that come, hang and go, from any place, end no one and pile up nowhere', async () => {
  const rig = await started()
  const keys = [await rig.key(), await rig.key(), await rig.key()]
  const step = fc.record({ key: fc.constantFrom(...keys), id: fc.option(sendable), how: fc.nat(3), tell: fc.boolean() })
  const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const open = []
    for (const { key, id, how, tell } of steps) {
      const listener = await rig.listen(key, id?.slice(0, 2_000))
      expect([200, 503, 429]).toContain(listener.status)
      if (how === 0) listener.close()
      else open.push(listener)
      if (how === 1) listener.pause()
      if (tell) rig.tell({ notice: 'connection.removed', id: 'x', name: 'gone' })
      await rig.clock.advance(100)
    }
    for (const listener of open) {
      expect(hunt.inText('stream', listener.text)).toEqual([])
      listener.close()
    }
  })
  await fc.assert(property, { numRuns: 30 })
  const last = await rig.listen(keys[0] ?? '')
  rig.tell({ notice: 'connection.removed', id: 'x', name: 'the last one' })
  await rig.clock.advance(100)
  await expectAlive(rig, keys[1] ?? '')
  expect([last.status, last.text]).toEqual([200, expect.stringContaining('the last one')])
})

type Sized = (rig: PageRig, key: string, text: string) => Request

const own = (rig: PageRig) => ({ host: `127.0.0.1:${rig.port}`, origin: `http://127.0.0.1:${rig.port}` })
const post = (rig: PageRig, key: string, body: string) => ({
  ...{ method: 'POST', body },
  headers: { ...own(rig), 'x-everbearer-key': key, 'content-type': 'application/json' },
})

/** Every part of a request that can be long; past Node's own limits too, since those are not ours to lean on. */
const PARTS: Record<string, Sized> = {
  path: (rig, _key, text) => new Request(`${rig.url}/${encodeURIComponent(text)}`, { headers: own(rig) }),
  query: (rig, _key, text) => new Request(`${rig.url}/?${encodeURIComponent(text)}`, { headers: own(rig) }),
  key: (rig, _key, text) => new Request(`${rig.url}/v1/calls/vault.status`, post(rig, encodeURIComponent(text), '{}')),
  'place in the stream': (rig, key, text) =>
    new Request(`${rig.url}/v1/events`, {
      headers: { ...own(rig), 'x-everbearer-key': key, 'last-event-id': encodeURIComponent(text) },
    }),
  origin: (rig, _key, text) =>
    new Request(`${rig.url}/`, { headers: { ...own(rig), origin: `http://${encodeURIComponent(text)}` } }),
  body: (rig, key, text) => new Request(`${rig.url}/v1/calls/connections.add`, post(rig, key, text)),
  'name of a call': (rig, key, text) =>
    new Request(`${rig.url}/v1/calls/${encodeURIComponent(text)}`, post(rig, key, '{}')),
  'what is typed': (rig, key, text) => {
    const settings = { baseUrl: text, clientId: text, endpoints: { refresh: text }, [text]: text }
    const entry = { name: 'new', system: 'draw', settings, secrets: { accessToken: text, refreshToken: text } }
    return new Request(`${rig.url}/v1/calls/connections.add`, post(rig, key, JSON.stringify({ entry })))
  },
  'a file to import': (rig, key, text) =>
    new Request(`${rig.url}/v1/calls/moving.preview`, post(rig, key, JSON.stringify({ text }))),
}

const LENGTH = 131_072

test('an answer that is quadratic would be found', async () => {
  const quadratic = async (length: number) => `${'-'.repeat(length)}!`.replace(/-+$/, '')
  expect(await tooLongFor(32_768, quadratic)).not.toBeNull()
})

test.each(Object.entries(PARTS))(
  'four times the %s costs four times the time',
  async (_part, made) => {
    const rig = await startPageRig()
    const key = await rig.key()
    const found: string[] = []
    for (const each of PIECES.filter((text) => text.isWellFormed())) {
      const told = await tooLongFor(LENGTH, async (length) => {
        const answer = await rig.door.answer(made(rig, key, each.repeat(Math.ceil(length / each.length))), rig.port)
        // A stream never ends by itself.
        return answer.headers.get('content-type') === 'text/event-stream' ? answer.body?.cancel() : answer.text()
      })
      if (told !== null) found.push(`${JSON.stringify(each)}: ${told}`)
    }
    expect(found).toEqual([])
  },
  300_000,
)
