import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { drawControl } from '../kit/draw/draw-control.ts'
import { type DrawServer, startDrawServer } from '../kit/draw/draw-server.ts'
import type { DrawSettings, Weather } from '../kit/draw/draw-settings.ts'
import { until } from '../kit/processes/until.ts'

const servers: DrawServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
})

async function start(options: Partial<DrawSettings> = {}): Promise<DrawServer> {
  const server = await startDrawServer(options)
  servers.push(server)
  return server
}

type Got = {
  status: number
  headers: Headers
  json: { access_token?: string; refresh_token?: string; expires_in?: number; expires_at?: string; detail?: string }
  text: string
}

async function got(reply: Response): Promise<Got> {
  const text = await reply.text()
  let json: Got['json'] = {}
  try {
    json = JSON.parse(text) as Got['json']
  } catch {
    // Some weather is no JSON: the text says the rest.
  }
  return { status: reply.status, headers: reply.headers, json, text }
}

async function call(server: DrawServer, method: string, path: string, bearer?: string, init: RequestInit = {}) {
  const headers = { ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }), ...init.headers }
  return got(await fetch(new URL(path, server.url), { method, redirect: 'manual', ...init, headers }))
}

const AS_JSON = { headers: { 'Content-Type': 'application/json' } }

function renew(server: DrawServer, refreshToken: string, init: RequestInit = {}): Promise<Got> {
  const headers = { 'Content-Type': 'application/json', ...init.headers }
  return call(server, 'POST', 'api/token/refresh/', refreshToken, { ...init, headers })
}

function renewOlder(server: DrawServer, refreshToken: string, clientId: string): Promise<Got> {
  const headers = { 'Content-Type': 'application/json' }
  return call(server, 'POST', 'auth/refresh', refreshToken, { headers, body: JSON.stringify({ client_id: clientId }) })
}

function accepts(server: DrawServer, token: string): Promise<number> {
  return call(server, 'GET', 'api/upload/made-up/status/', token).then((reply) => reply.status)
}

function payloadOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
}

describe('tokens', () => {
  it('are JWTs that say what they are and until when', async () => {
    const server = await start()
    const pair = server.issuePair({ accessLifeSeconds: 12 })
    const payload = payloadOf(pair.accessToken)
    expect(payload).toMatchObject({ token_type: 'access', client_id: expect.any(Number) })
    expect(Number(payload['exp']) - Number(payload['iat'])).toBe(12)
    expect(Number(payload['exp']) * 1000).toBe(pair.expiresAt)
    expect(payloadOf(pair.refreshToken)).toMatchObject({ token_type: 'refresh' })
    expect(server.tokens()).toEqual([pair.accessToken, pair.refreshToken])
  })

  it('may leave exp away', async () => {
    const server = await start({ expInToken: false, expiryField: 'none' })
    const pair = server.issuePair()
    expect(payloadOf(pair.accessToken)).not.toHaveProperty('exp')
    const { json } = await renew(server, pair.refreshToken)
    expect(Object.keys(json)).toEqual(['access_token', 'refresh_token'])
  })

  it('expire by the clock of the server', async () => {
    const server = await start()
    const pair = server.issuePair({ accessLifeSeconds: 100 })
    expect(await accepts(server, pair.accessToken)).toBe(404)
    server.control({ set: { clockOffsetMs: 101_000 } })
    expect(await accepts(server, pair.accessToken)).toBe(401)
    expect(server.record.usesRefused).toMatchObject([{ reason: 'expired' }])
    expect(server.record.usesAccepted).toBe(1)
  })
})

describe('renewal', () => {
  it('rotates, in both forms', async () => {
    const server = await start({ accessLifeSeconds: 60 })
    const first = await renew(server, server.issuePair().refreshToken)
    expect(first).toMatchObject({ status: 200, json: { expires_in: expect.any(Number) } })
    expect(first.json.expires_in).toBeGreaterThan(58)
    const second = await renewOlder(server, first.json.refresh_token ?? '', 'Institute A')
    expect(second.status).toBe(200)
    expect(await accepts(server, second.json.access_token ?? '')).toBe(404)
    expect(server.record.renewals).toMatchObject([
      { form: 'current', outcome: 'done', delivered: true, status: 200 },
      { form: 'older', outcome: 'done', delivered: true, status: 200 },
    ])
    expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0, reuses: [] })
    expect(server.record.accessIssued).toHaveLength(3)
  })

  it('needs the exact name in the older form', async () => {
    const server = await start()
    expect(await renewOlder(server, server.issuePair().refreshToken, 'institute a')).toMatchObject({ status: 401 })
    expect(server.record.renewals).toMatchObject([{ outcome: 'refused' }])
  })

  it('is only where it was set to be', async () => {
    const server = await start({ form: 'older' })
    expect(await renew(server, server.issuePair().refreshToken)).toMatchObject({ status: 404 })
  })

  it('brings no refresh token when it does not rotate, and takes the same one again', async () => {
    const server = await start({ rotate: false })
    const { refreshToken } = server.issuePair()
    expect((await renew(server, refreshToken)).json).not.toHaveProperty('refresh_token')
    expect(await renew(server, refreshToken)).toMatchObject({ status: 200 })
    expect(server.record).toMatchObject({ reuses: [], overlaps: 0 })
  })

  it('refuses access tokens, unknown, expired and missing ones, and an inactive client', async () => {
    const server = await start()
    const pair = server.issuePair({ refreshLifeSeconds: 10 })
    expect((await renew(server, pair.accessToken)).json.detail).toBe('Token is wrong-type')
    expect((await renew(server, 'made-up')).json.detail).toBe('Token is unknown')
    expect((await call(server, 'POST', 'api/token/refresh/', undefined, AS_JSON)).json.detail).toBe('Token is missing')
    server.control({ set: { clockOffsetMs: 11_000 } })
    expect((await renew(server, pair.refreshToken)).json.detail).toBe('Token is expired')
    server.control({ set: { clockOffsetMs: 0, clientActive: false } })
    expect((await renew(server, pair.refreshToken)).json.detail).toBe('Token is inactive')
    expect(server.record.renewals.every((renewal) => renewal.outcome === 'refused')).toBe(true)
  })

  it('records reuse of a spent token and revokes its whole family', async () => {
    const server = await start()
    const { refreshToken } = server.issuePair()
    const next = await renew(server, refreshToken)
    expect(await renew(server, refreshToken)).toMatchObject({ status: 401, json: { detail: 'Token is spent' } })
    expect(server.record.reuses).toMatchObject([{ excused: false }])
    expect(server.record.reuseCount).toBe(1)
    expect((await renew(server, next.json.refresh_token ?? '')).json.detail).toBe('Token is revoked')
    expect(await accepts(server, next.json.access_token ?? '')).toBe(401)
  })

  it('can leave the family alone, or forgive for a while', async () => {
    const server = await start({ revokeOnReuse: false, graceMs: 60_000 })
    const { refreshToken } = server.issuePair()
    const next = await renew(server, refreshToken)
    expect(await renew(server, refreshToken)).toMatchObject({ status: 200 })
    server.control({ set: { graceMs: 0 } })
    expect(await renew(server, refreshToken)).toMatchObject({ status: 401 })
    expect(await renew(server, next.json.refresh_token ?? '')).toMatchObject({ status: 200 })
    expect(server.record.reuseCount).toBe(2)
  })

  it('notices two at a time', async () => {
    const server = await start({ rotate: false })
    const { refreshToken } = server.issuePair()
    server.control({ standing: { kind: 'slow', ms: 100 } })
    await Promise.all([renew(server, refreshToken), renew(server, refreshToken)])
    expect(server.record.overlaps).toBe(1)
    await renew(server, refreshToken)
    expect(server.record.overlaps).toBe(1)
  })

  it('tells expiry as a moment when set so', async () => {
    const server = await start({ expiryField: 'expires_at', accessLifeSeconds: 60 })
    const { json } = await renew(server, server.issuePair().refreshToken)
    const end = Number(payloadOf(json.access_token ?? '')['exp']) * 1000
    expect([Date.parse(json.expires_at ?? ''), json.expires_in]).toEqual([end, undefined])
    expect(json.expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
  })

  it('spends nothing for a request that does not say that it is JSON, or another word for Bearer', async () => {
    const server = await start()
    const { refreshToken } = server.issuePair()
    expect(await renew(server, refreshToken, { headers: { 'Content-Type': 'text/plain' } })).toMatchObject({
      status: 415,
    })
    const headers = { 'Content-Type': 'application/json', Authorization: `bearer ${refreshToken}` }
    expect(await renew(server, refreshToken, { headers })).toMatchObject({ status: 401 })
    expect(await renew(server, refreshToken)).toMatchObject({ status: 200 })
  })
})

describe('weather', () => {
  const REPLIES: [Weather, object][] = [
    [{ kind: 'refuse', status: 403 }, { status: 403 }],
    [
      { kind: 'refuse', status: 400, body: { error: 'invalid_grant' } },
      { status: 400, text: '{"error":"invalid_grant"}' },
    ],
    [{ kind: 'busy' }, { status: 503 }],
    [{ kind: 'busy', status: 429, retryAfter: '7' }, { status: 429 }],
    [{ kind: 'portal' }, { status: 200, text: expect.stringContaining('<!doctype html>') }],
    [{ kind: 'broken-json' }, { status: 200, text: '{"access_token": "eyJ' }],
    [{ kind: 'no-access-token' }, { status: 200, text: '{"message":"ok"}' }],
    [{ kind: 'redirect', to: 'https://elsewhere.example/' }, { status: 302 }],
    [{ kind: 'huge', bytes: 2_000_000 }, { status: 200 }],
  ]

  it.each(REPLIES)('%j is answered and nothing is spent', async (weather, expected) => {
    const server = await start()
    const { refreshToken } = server.issuePair()
    server.control({ weather: [weather] })
    const reply = await renew(server, refreshToken)
    expect(reply).toMatchObject(expected)
    if (weather.kind === 'busy') expect(reply.headers.get('retry-after')).toBe(weather.retryAfter ?? null)
    if (weather.kind === 'redirect') expect(reply.headers.get('location')).toBe(weather.to)
    if (weather.kind === 'huge') expect(reply.text.length).toBeGreaterThan(weather.bytes)
    expect(server.record.renewals).toMatchObject([{ weather: weather.kind, outcome: 'not-acted', delivered: false }])
    expect(await renew(server, refreshToken)).toMatchObject({ status: 200 })
    expect(server.record.reuses).toEqual([])
  })

  it('loses the reply after rotating, so that a resend is a reuse, but an excused one', async () => {
    const server = await start()
    for (const kind of ['lose-reply', 'lose-half'] as const) {
      const { refreshToken } = server.issuePair()
      server.control({ weather: [{ kind }] })
      await expect(renew(server, refreshToken)).rejects.toThrow()
      expect(server.record.renewals.at(-1)).toMatchObject({ outcome: 'done', delivered: false })
      expect(await renew(server, refreshToken)).toMatchObject({ status: 401 })
    }
    expect(server.record).toMatchObject({ reuses: [{ excused: true }, { excused: true }], reuseCount: 0, overlaps: 0 })
  })

  it('cuts the connection before it did anything', async () => {
    const server = await start()
    const { refreshToken } = server.issuePair()
    server.control({ weather: [{ kind: 'cut' }] })
    await expect(renew(server, refreshToken)).rejects.toThrow()
    expect(await renew(server, refreshToken)).toMatchObject({ status: 200 })
    expect(server.record.reuses).toEqual([])
  })

  it('stalls until the client gives up, with or without having acted', async () => {
    const server = await start()
    const { refreshToken } = server.issuePair()
    server.control({ weather: [{ kind: 'stall' }, { kind: 'stall', acts: true }] })
    for (let time = 0; time < 2; time += 1) {
      const client = new AbortController()
      const renewing = expect(renew(server, refreshToken, { signal: client.signal })).rejects.toThrow()
      await until('the server to have it', () => server.record.renewals.length > time)
      client.abort()
      await renewing
    }
    expect(await renew(server, refreshToken)).toMatchObject({ status: 401 })
    expect(server.record.renewals).toMatchObject([
      { outcome: 'not-acted', status: null },
      { outcome: 'done', status: null, delivered: false },
      { outcome: 'refused' },
    ])
    expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0 })
  })

  it('takes its time', async () => {
    const server = await start()
    server.control({ weather: [{ kind: 'slow', ms: 80 }] })
    const sent = performance.now()
    expect(await renew(server, server.issuePair().refreshToken)).toMatchObject({ status: 200 })
    expect(performance.now() - sent).toBeGreaterThan(75)
  })

  it('shows an old Date alone, or a whole clock that is off', async () => {
    const server = await start()
    server.control({
      weather: [
        { kind: 'old-date', ms: 3_600_000 },
        { kind: 'clock-offset', ms: 600_000 },
      ],
    })
    const off = (reply: Got) => [
      (Date.parse(reply.headers.get('date') ?? '') - Date.now()) / 60_000,
      (Number(payloadOf(reply.json.access_token ?? '')['iat']) * 1000 - Date.now()) / 60_000,
    ]
    const old = off(await renew(server, server.issuePair().refreshToken))
    const ahead = off(await renew(server, server.issuePair().refreshToken))
    expect(old.map(Math.round)).toEqual([-60, -0])
    expect(ahead.map(Math.round)).toEqual([10, 10])
  })

  it('stands until further notice', async () => {
    const server = await start()
    const { refreshToken } = server.issuePair()
    server.control({ standing: { kind: 'busy' }, weather: [{ kind: 'portal' }] })
    const statuses = []
    for (let time = 0; time < 3; time += 1) statuses.push((await renew(server, refreshToken)).status)
    expect(statuses).toEqual([200, 503, 503])
    server.control({ standing: null })
    expect(await renew(server, refreshToken)).toMatchObject({ status: 200 })
  })
})

describe('other calls', () => {
  it('health needs no token but refuses a bad one', async () => {
    const server = await start()
    const { accessToken, refreshToken } = server.issuePair()
    expect(await call(server, 'GET', 'api/health/')).toMatchObject({ status: 200, json: { status: 'healthy' } })
    expect(await call(server, 'GET', 'api/health/', accessToken)).toMatchObject({ status: 200 })
    expect(await call(server, 'GET', 'api/health/', refreshToken)).toMatchObject({ status: 401 })
    server.control({ set: { health: 'degraded' } })
    expect(await call(server, 'GET', 'api/health/')).toMatchObject({ status: 503, json: { status: 'degraded' } })
  })

  it('a file goes up, its status and result come back', async () => {
    const server = await start()
    const { accessToken } = server.issuePair()
    const body = new FormData()
    body.set('file', new Blob(['PK']), 'series.zip')
    const uploaded = await call(server, 'POST', 'api/upload/', accessToken, { body })
    expect(uploaded.status).toBe(201)
    const { task_id: id } = JSON.parse(uploaded.text) as { task_id: string }
    expect(await call(server, 'GET', `api/upload/${id}/status/`, accessToken)).toMatchObject({ status: 200 })
    const result = await call(server, 'GET', `api/rtstruct/${id}/`, accessToken)
    expect([result.status, result.headers.get('x-file-checksum')?.length]).toEqual([200, 64])
    expect(await call(server, 'POST', `api/rtstruct/${id}/confirm/`, accessToken)).toMatchObject({ status: 200 })
    expect(await call(server, 'POST', 'api/upload/', accessToken, { body: 'x' })).toMatchObject({ status: 400 })
    expect(await call(server, 'POST', 'api/upload/', undefined, { body: 'x' })).toMatchObject({ status: 401 })
  })

  it('wrong method, wrong path, missing slash', async () => {
    const server = await start()
    expect(await call(server, 'GET', 'api/token/refresh/')).toMatchObject({ status: 405 })
    expect(await call(server, 'GET', '/api//health/')).toMatchObject({ status: 404 })
    const redirected = await call(server, 'POST', 'api/token/refresh', 'x')
    expect([redirected.status, redirected.headers.get('location')]).toEqual([301, '/api/token/refresh/'])
    expect(server.record.renewals).toEqual([])
  })
})

describe('control from another process', () => {
  it('sets, queues, issues and reports', async () => {
    const server = await start()
    const { pair } = await drawControl(server.url, {
      set: { rotate: false },
      weather: [{ kind: 'busy' }],
      issue: { accessLifeSeconds: 5 },
    })
    expect(await renew(server, pair?.refreshToken ?? '')).toMatchObject({ status: 503 })
    expect((await renew(server, pair?.refreshToken ?? '')).json).not.toHaveProperty('refresh_token')
    const { record, weatherWaiting, tokens } = await drawControl(server.url, { tokens: true, revokeAll: true })
    expect([record.renewals.length, weatherWaiting, tokens?.length]).toEqual([2, 0, 3])
    expect(await renew(server, pair?.refreshToken ?? '')).toMatchObject({ status: 401 })
  })

  it('refuses what it cannot read', async () => {
    const server = await start()
    await expect(drawControl(server.url, { weather: [{ kind: 'hail' } as never] })).rejects.toThrow('refused the order')
  })

  it('works in a process of its own, which ends with its starter', async () => {
    const main = new URL('../kit/draw/draw-server-main.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [main, '{"accessLifeSeconds":5}'], { stdio: ['pipe', 'pipe', 'inherit'] })
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
    expect((await drawControl(url, { issue: {} })).pair?.accessToken).toBeTruthy()
    child.stdin.end()
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
