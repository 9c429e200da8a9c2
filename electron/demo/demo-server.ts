import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Http } from '../core/ports.ts'
import { createDemoTokens, type DemoLives, type DemoPair, type DemoTokens } from './demo-tokens.ts'

/** What says in every reply that it is no real server. */
const DEMO_MARK = 'Everbearer-demo'

/** Short enough to watch, long enough to follow; a session that outlasts every demo. In ms. */
export const DEMO_LIVES: DemoLives = { access: 20_000, refresh: 365 * 24 * 3_600_000 }

/**
 * A made-up server in DRAW's shape (docs/systems/draw.md 3), for demos alone: it listens on 127.0.0.1,
 * says in every reply what it is, renews with refresh tokens that work once, and forgets everything when it stops.
 */
export type DemoServer = Awaited<ReturnType<typeof startDemoServer>>

export async function startDemoServer(lives: DemoLives, now: () => number) {
  const tokens = createDemoTokens(lives)
  const server = createServer((request, response) => answer(request, response, tokens, lives, now()))
  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject).listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    /** Base URL, with its slash. */
    url: `http://127.0.0.1:${port}/`,
    /** What an admin page would show once. */
    pair: tokens.issue(now()),
    async stop(): Promise<void> {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}

/** Whether a demo server answers there; anything else that may have got its port by now does not say so. */
export async function isDemoServer(baseUrl: string, http: Http): Promise<boolean> {
  const url = `${baseUrl}api/health/`
  const outcome = await http.send({ method: 'GET', url, headers: {}, timeoutMs: ANSWER_WITHIN_MS })
  return outcome.kind === 'reply' && outcome.headers['server'] === DEMO_MARK
}

/** It is on this very computer. */
const ANSWER_WITHIN_MS = 2_000

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  tokens: DemoTokens,
  lives: DemoLives,
  now: number,
): void {
  request.resume()
  const call = `${request.method} ${request.url}`
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  if (call === 'POST /api/token/refresh/') return renew(response, tokens.renew(bearer, now), lives)
  if (call === 'GET /api/health/') return health(response, bearer === '' || tokens.accepts(bearer, now))
  const accepted = tokens.accepts(bearer, now)
  say(response, accepted ? 404 : 401, { detail: accepted ? 'Not found.' : 'Token not accepted.' })
}

function renew(response: ServerResponse, pair: DemoPair | null, lives: DemoLives): void {
  if (pair === null) return say(response, 401, { detail: 'Refresh token not accepted.' })
  const { accessToken, refreshToken } = pair
  say(response, 200, { access_token: accessToken, refresh_token: refreshToken, expires_in: lives.access / 1_000 })
}

function health(response: ServerResponse, accepted: boolean): void {
  say(response, accepted ? 200 : 401, accepted ? { status: 'healthy', details: {} } : { detail: 'Token not accepted.' })
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    server: DEMO_MARK,
    'cache-control': 'no-store',
  })
  response.end(JSON.stringify(body))
}
