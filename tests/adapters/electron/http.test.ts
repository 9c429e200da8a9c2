import { expect, test } from 'vitest'
import { sessionHttp } from '../../../electron/adapters/electron/http.ts'
import { type HttpRequest, RENEWAL_TIME } from '../../../shared/http.ts'
import { handClock } from '../../kit/hand-clock.ts'

const request: HttpRequest = {
  method: 'POST',
  url: 'https://a.example/x',
  headers: { accept: 'text/plain' },
  body: 'b',
}

/** No proxy of the system's, and nothing that Node has to take. */
const DIRECT = {
  byNode: { send: () => Promise.reject(new Error('not expected')) },
  resolveProxy: async () => 'DIRECT',
}

test('sends without cookies, cache or redirects, and reads the reply as plain data', async () => {
  const asked: { url: string; init: RequestInit }[] = []
  const http = sessionHttp({
    clock: handClock(1_000),
    agent: 'Everbearer/1',
    ...DIRECT,
    async fetch(url, init) {
      asked.push({ url, init })
      return new Response('hello', { status: 201, headers: { 'Content-Type': 'text/plain', 'X-A': 'b' } })
    },
  })
  expect(await http.send(request)).toEqual({
    kind: 'reply',
    status: 201,
    headers: { 'content-type': 'text/plain', 'x-a': 'b' },
    body: 'hello',
    sentAt: 1_000,
    receivedAt: 1_000,
  })
  expect(asked[0]).toMatchObject({
    url: 'https://a.example/x',
    init: {
      method: 'POST',
      body: 'b',
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      headers: { 'user-agent': 'Everbearer/1', accept: 'text/plain' },
    },
  })
})

test.each<[string, string, boolean]>([
  ['net::ERR_NAME_NOT_RESOLVED', 'unknown_host', false],
  ['net::ERR_INTERNET_DISCONNECTED', 'offline', false],
  ['net::ERR_CONNECTION_REFUSED', 'connection_refused', false],
  ['net::ERR_CERT_AUTHORITY_INVALID', 'certificate', false],
  ['net::ERR_PROXY_CONNECTION_FAILED', 'proxy_refused', false],
  ['net::ERR_TUNNEL_CONNECTION_FAILED', 'proxy_refused', false],
  ['net::ERR_CONNECTION_RESET', 'reply_lost', true],
  ['net::ERR_EMPTY_RESPONSE', 'reply_lost', true],
  ['Redirect was cancelled', 'redirected', true],
  ['net::ERR_ABORTED', 'proxy_sign_in', true],
])('%s is %s', async (message, trouble, sent) => {
  const http = sessionHttp({
    clock: handClock(),
    agent: 'x',
    ...DIRECT,
    fetch: () => Promise.reject(new Error(message)),
  })
  expect(await http.send(request)).toMatchObject({ kind: 'failure', trouble, sent })
})

test('nothing at all comes where a port wants TLS and is asked without', async () => {
  const fetch = () => Promise.reject(new Error('net::ERR_EMPTY_RESPONSE'))
  const http = sessionHttp({ clock: handClock(), agent: 'x', ...DIRECT, fetch })
  expect(await http.send({ ...request, url: 'http://127.0.0.1:8443/' })).toMatchObject({ silentPlain: true })
  expect(await http.send({ ...request, url: 'https://127.0.0.1:8443/' })).not.toHaveProperty('silentPlain')
})

test('a server that never answers is given up in time, and one that never ends too', async () => {
  const clock = handClock()
  const silent = sessionHttp({
    clock,
    agent: 'x',
    ...DIRECT,
    fetch: (_url, { signal }) =>
      new Promise((_yes, no) => signal?.addEventListener('abort', () => no(new Error('aborted')))),
  })
  const waiting = silent.send({ ...request, timeoutMs: 5_000 })
  await clock.advance(5_000)
  expect(await waiting).toMatchObject({ trouble: 'timed_out', sent: true })
  const dripping = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await clock.advance(20_000)
      controller.enqueue(new TextEncoder().encode('x'))
      if (clock.now() - began >= 100_000) controller.close()
    },
  })
  const began = clock.now()
  const dribbling = sessionHttp({ clock, agent: 'x', ...DIRECT, fetch: async () => new Response(dripping) })
  expect(await dribbling.send({ ...request, ...RENEWAL_TIME })).toMatchObject({ kind: 'reply', body: 'xxxxx' })
  const stalled = silent.send({ ...request, ...RENEWAL_TIME })
  await clock.advance(30_000)
  expect(await stalled).toMatchObject({ trouble: 'timed_out', sent: true })
  const endless = sessionHttp({ clock, agent: 'x', ...DIRECT, fetch: async () => new Response('x'.repeat(1_048_577)) })
  expect(await endless.send(request)).toMatchObject({ trouble: 'reply_too_large' })
})

test('what had come of a reply that breaks off is handed on', async () => {
  const chunks = ['{"refresh_token":"refresh-1",', '"access']
  const cut = sessionHttp({
    clock: handClock(),
    agent: 'x',
    ...DIRECT,
    fetch: async () => {
      const body = new ReadableStream({
        pull(controller) {
          const chunk = chunks.shift()
          if (chunk === undefined) controller.error(new TypeError('net::ERR_CONTENT_LENGTH_MISMATCH'))
          else controller.enqueue(new TextEncoder().encode(chunk))
        },
      })
      return new Response(body, { headers: { 'Content-Type': 'application/json' } })
    },
  })
  expect(await cut.send(request)).toMatchObject({
    trouble: 'reply_lost',
    sent: true,
    begun: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"refresh_token":"refresh-1","access',
    },
  })
})
