import { describe, expect, it } from 'vitest'
import { type DrawServer, startDrawServer } from '../kit/draw/draw-server.ts'
import { until } from '../kit/processes/until.ts'

type Got = {
  status: number
  headers: Headers
  json: { access_token?: string; refresh_token?: string; expires_in?: number; detail?: string }
}

async function call(server: DrawServer, method: string, path: string, bearer?: string, init: RequestInit = {}) {
  const headers = { ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }), ...init.headers }
  const reply = await fetch(new URL(path, server.url), { method, redirect: 'manual', ...init, headers })
  const isJson = reply.headers.get('content-type')?.startsWith('application/json') === true
  return { status: reply.status, headers: reply.headers, json: isJson ? ((await reply.json()) as Got['json']) : {} }
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

describe('renewal', () => {
  it('needs the exact name in the older form', async () => {
    const server = await startDrawServer()
    expect(await renewOlder(server, server.issuePair().refreshToken, 'institute a')).toMatchObject({ status: 401 })
    expect(server.record.renewals).toMatchObject([{ outcome: 'refused' }])
  })

  it('refuses access tokens, unknown, expired and missing ones', async () => {
    const server = await startDrawServer()
    const pair = server.issuePair({ refreshLifeSeconds: 10 })
    expect((await renew(server, pair.accessToken)).json.detail).toBe('Token is wrong-type')
    expect((await renew(server, 'made-up')).json.detail).toBe('Token is unknown')
    expect((await call(server, 'POST', 'api/token/refresh/', undefined, AS_JSON)).json.detail).toBe('Token is missing')
    server.control({ set: { clockOffsetMs: 11_000 } })
    expect((await renew(server, pair.refreshToken)).json.detail).toBe('Token is expired')
    expect(server.record.renewals.every((renewal) => renewal.outcome === 'refused')).toBe(true)
  })

  it('records reuse of a spent token and revokes its whole family', async () => {
    const server = await startDrawServer()
    const { refreshToken } = server.issuePair()
    const next = await renew(server, refreshToken)
    expect(await renew(server, refreshToken)).toMatchObject({ status: 401, json: { detail: 'Token is spent' } })
    expect(server.record.reuses).toMatchObject([{ excused: false }])
    expect(server.record.reuseCount).toBe(1)
    expect((await renew(server, next.json.refresh_token ?? '')).json.detail).toBe('Token is revoked')
    expect(await accepts(server, next.json.access_token ?? '')).toBe(401)
  })

  it('notices two at a time', async () => {
    const server = await startDrawServer()
    const { refreshToken } = server.issuePair()
    const there = Promise.withResolvers<void>()
    server.control({ standing: { kind: 'held', until: there.promise } })
    const both = [renew(server, refreshToken), renew(server, refreshToken)]
    await until('both to be there', () => server.record.renewals.length === 2)
    there.resolve()
    await Promise.all(both)
    expect(server.record.overlaps).toBe(1)
    await renew(server, refreshToken)
    expect(server.record.overlaps).toBe(1)
  })

  it('spends nothing for a request that does not say that it is JSON, or another word for Bearer', async () => {
    const server = await startDrawServer()
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
  it('loses the reply after rotating, so that a resend is a reuse, but an excused one', async () => {
    const server = await startDrawServer()
    for (const kind of ['lose-reply', 'lose-half'] as const) {
      const { refreshToken } = server.issuePair()
      server.control({ weather: [{ kind }] })
      await expect(renew(server, refreshToken)).rejects.toThrow()
      expect(server.record.renewals.at(-1)).toMatchObject({ outcome: 'done', delivered: false })
      expect(await renew(server, refreshToken)).toMatchObject({ status: 401 })
    }
    expect(server.record).toMatchObject({ reuses: [{ excused: true }, { excused: true }], reuseCount: 0, overlaps: 0 })
  })

  it('stalls until the client gives up, with or without having acted', async () => {
    const server = await startDrawServer()
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
})

describe('other calls', () => {
  it('wrong method, wrong path, missing slash', async () => {
    const server = await startDrawServer()
    expect(await call(server, 'GET', 'api/token/refresh/')).toMatchObject({ status: 405 })
    expect(await call(server, 'GET', '/api//health/')).toMatchObject({ status: 404 })
    const redirected = await call(server, 'POST', 'api/token/refresh', 'x')
    expect([redirected.status, redirected.headers.get('location')]).toEqual([301, '/api/token/refresh/'])
    expect(server.record.renewals).toEqual([])
  })
})
