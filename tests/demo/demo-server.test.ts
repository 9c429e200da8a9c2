import { describe, expect, it, onTestFinished } from 'vitest'
import { startDemoServer } from '../../electron/demo/demo-server.ts'
import { readJwt } from '../../shared/tokens/jwt.ts'

const LIVES = { access: 20_000, refresh: 60_000 }

async function server() {
  let now = Date.UTC(2026, 10, 21, 9)
  const started = await startDemoServer(LIVES, () => now)
  onTestFinished(() => started.stop())
  const call = async (method: string, path: string, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const response = await fetch(`${started.url}${path}`, { method, headers })
    return {
      status: response.status,
      marked: response.headers.get('server'),
      body: (await response.json()) as Record<string, string>,
    }
  }
  const pass = (ms: number): void => {
    now += ms
  }
  return { ...started, call, pass, now: () => now }
}

describe('the demo server', () => {
  it('listens on loopback alone and says what it is', async () => {
    const { url, call } = await server()
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    expect((await call('GET', 'api/health/')).marked).toBe('Everbearer-demo')
  })

  it('renews once with each refresh token', async () => {
    const { pair, call, now } = await server()
    const first = await call('POST', 'api/token/refresh/', pair.refreshToken)
    expect(first).toMatchObject({ status: 200, body: { expires_in: 20 } })
    expect(readJwt(first.body['access_token'] ?? '')).toMatchObject({ tokenType: 'access', exp: now() / 1_000 + 20 })
    expect((await call('POST', 'api/token/refresh/', pair.refreshToken)).status).toBe(401)
    expect((await call('POST', 'api/token/refresh/', first.body['refresh_token'])).status).toBe(200)
  })

  it('tells good tokens from bad ones by 404 and 401, as DRAW does', async () => {
    const { pair, call, pass } = await server()
    expect((await call('GET', 'api/upload/x/status/', pair.accessToken)).status).toBe(404)
    expect((await call('GET', 'api/upload/x/status/', pair.refreshToken)).status).toBe(401)
    expect((await call('GET', 'api/health/', pair.accessToken)).status).toBe(200)
    pass(LIVES.access)
    expect((await call('GET', 'api/health/', pair.accessToken)).status).toBe(401)
    expect((await call('GET', 'api/health/')).status).toBe(200)
  })
})
