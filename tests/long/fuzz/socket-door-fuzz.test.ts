/**
 * The keeper's socket under whatever a program of the same user may send: bytes, addresses, headers, bodies and events by
 * chance and of every size. It says no with a reason, answers afterwards as before, and takes no more than its share of time.
 */

import { afterEach, expect, test } from 'vitest'
import { CALL_NAMES } from '../../../shared/api/contract/names.ts'
import { ROUTES } from '../../../shared/api/routes.ts'
import { type Answered, type SocketRig, startSocketRig } from '../../doors/socket/socket-rig.ts'
import { tooLongFor } from '../../growth/growing-answers.ts'
import { PIECES } from '../../growth/growth.ts'
import { fc } from '../../kit/properties.ts'
import { anyText } from '../../shared/any-text.ts'

const RUNS = 300
const BROKEN = /ECONNRESET|EPIPE|socket hang up/

afterEach(() => expect.hasAssertions())

async function expectAlive(rig: SocketRig): Promise<void> {
  expect((await rig.ask({ path: '/v1/keeper' })).status).toBe(200)
  expect((await rig.call('vault.status')).json).toMatchObject({ ok: true })
}

const piece = fc.oneof(fc.constantFrom(...PIECES), anyText)
const mixed = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
/** Node's client itself refuses other letters in a header or a path. */
const sendable = mixed.map((text) => encodeURIComponent(text.toWellFormed()))
const address = fc.oneof(
  sendable.map((text) => `/v1/${text}`),
  sendable.map((text) => `/v1/connections/${text.slice(0, 8_000)}/token?min_ttl=${text.slice(0, 2_000)}`),
  fc.constantFrom(
    ...ROUTES.map(({ path }) => path.replace('{name}', 'ward')),
    '/',
    '//',
    '/v1/calls/',
    '/openapi.json',
  ),
)

test('bytes that are no request are refused or end the line', async () => {
  const rig = await startSocketRig()
  const fragments = fc.constantFrom(
    ...['GET /v1/keeper HTTP/1.1\r\n', 'POST /v1/calls/vault.status HTTP/1.1\r\n', 'GET / HTTP/9.9\r\n', 'Host: x\r\n'],
    ...['Transfer-Encoding: chunked\r\n', '0\r\n\r\n', 'ffffffffffffffff\r\n', '5;ext="a\r\nhello\r\n', '\r\n', '\n'],
    ...['Content-Length: 5\r\n', 'Content-Length: -1\r\n', 'Content-Length: 99999999999999999999\r\n', ': \r\n'],
    ...['Upgrade: websocket\r\n', 'Expect: 100-continue\r\n', ' folded\r\n', 'A'.repeat(20_000)],
    // What a program of the language before would say.
    ...['{"hello":{"protocol":2,"version":"1"}}\n', '{"id":1,"call":"connections.token"}\n', '\u0016\u0003\u0001'],
  )
  const bytes = fc.array(fc.oneof(fragments, piece), { maxLength: 14 })
  const property = fc.asyncProperty(bytes, async (pieces) => {
    const last = '\r\nConnection: close\r\n\r\nGET /v1/keeper HTTP/1.0\r\nConnection: close\r\n\r\n'
    const raw = await rig.raw(`${pieces.join('')}${last}`, true)
    expect(raw).toMatch(/^(HTTP\/1\.1 \d{3} |\{"hello":|$)/)
    expect(raw).not.toContain('"code":"bug"')
  })
  await fc.assert(property, { numRuns: RUNS })
  await expectAlive(rig)
})

test('whatever is asked, at any address and of any call, is answered in words of ours', async () => {
  const rig = await startSocketRig()
  // These wait, or end the keeper.
  const waits: readonly string[] = ['signIn.wait', 'keeper.handOver']
  const calls = CALL_NAMES.filter((name) => !waits.includes(name)).map((name) => `/v1/calls/${name}`)
  const method = fc.constantFrom('GET', 'POST', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH')
  const body = fc.oneof(fc.json({ maxDepth: 4 }), mixed, fc.constant('{"name":"ward"}'))
  const type = fc.constantFrom('application/json', 'application/json', 'text/plain', 'multipart/form-data', '')
  const at = fc.oneof(address, fc.constantFrom(...calls))
  const property = fc.asyncProperty(at, method, type, body, async (path, method, type, body) => {
    if (path.startsWith('/v1/events')) return
    const hasBody = method !== 'GET' && method !== 'HEAD'
    const headers = { 'content-type': type, 'x-made-up': encodeURIComponent(body.toWellFormed()).slice(0, 2_000) }
    const answer = await rig.ask({ path, method, headers, ...(hasBody ? { body } : {}) }).catch((broken) => broken)
    if (answer instanceof Error) return expect(String(answer)).toMatch(BROKEN)
    const { status, json } = answer as Answered
    expect([200, 400, 404, 405, 408, 409, 413, 415, 423, 429, 431, 503]).toContain(status)
    if (status !== 200 && method !== 'HEAD')
      expect(json).toMatchObject({ ok: false, fault: { next: expect.any(String) } })
    expect(JSON.stringify(json)).not.toContain('"code":"bug"')
  })
  await fc.assert(property, { numRuns: RUNS * 2 })
  await expectAlive(rig)
})

const json = (body: string): RequestInit => ({ method: 'POST', body, headers: { 'content-type': 'application/json' } })
const at = (path: string, init: RequestInit = {}): Request => new Request(`http://everbearer${path}`, init)

/** Every part of a request that can be long; past Node's own limits too, since those are not ours to lean on. */
const PARTS: Readonly<Record<string, (text: string) => Request>> = {
  address: (text) => at(`/v1/${encodeURIComponent(text)}`),
  name: (text) => at(`/v1/connections/${encodeURIComponent(text)}/token`),
  'life that is asked for': (text) => at(`/v1/connections/ward/token?min_ttl=${encodeURIComponent(text)}`),
  'place in the stream': (text) => at('/v1/events', { headers: { 'last-event-id': encodeURIComponent(text) } }),
  body: (text) => at('/v1/calls/connections.add', json(text)),
  report: (text) => at('/v1/connections/ward/rejected', json(JSON.stringify({ generation: text }))),
}

test.each(Object.entries(PARTS))(
  'four times the %s costs four times the time',
  async (_part, made) => {
    const { door } = await startSocketRig()
    const found: string[] = []
    for (const each of PIECES.filter((text) => text.isWellFormed())) {
      const told = await tooLongFor(131_072, async (length) => {
        const answer = await door.answer(made(each.repeat(Math.ceil(length / each.length))))
        return answer.headers.get('content-type') === 'text/event-stream' ? answer.body?.cancel() : answer.text()
      })
      if (told !== null) found.push(`${JSON.stringify(each)}: ${told}`)
    }
    expect(found).toEqual([])
  },
  300_000,
)
