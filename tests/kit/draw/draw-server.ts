/**
 * A DRAW server for tests: real HTTP on 127.0.0.1, written from docs/systems/draw.md, whose section numbers stand
 * beside each behaviour. It is a stand-in: the source of the real server is not public.
 *
 *   const server = await startDrawServer({ accessLifeSeconds: 12 })
 *   const pair = server.issuePair()
 *   server.control({ weather: [{ kind: 'lose-reply' }, { kind: 'busy', status: 503, retryAfter: '2' }] })
 *   ...
 *   expect(server.record.reuseCount).toBe(0)
 */
import { type Exchange, sendJson } from '../servers/http-exchange.ts'
import { type LoopbackServer, startLoopbackServer } from '../servers/loopback-server.ts'
import { health, notFound } from './draw-calls.ts'
import type { DrawRecord } from './draw-record.ts'
import { renewCurrent, renewOlder } from './draw-renewal.ts'
import type { DrawSettings, Weather } from './draw-settings.ts'
import { DrawState } from './draw-state.ts'
import type { DrawPair, Lives } from './draw-tokens.ts'
import { type DrawRoute, uploadRoutes } from './draw-uploads.ts'

export type DrawServer = {
  /** Base URL, with its slash. */
  readonly url: string
  readonly record: DrawRecord
  /** What the admin page gives when the client is saved (section 1). */
  issuePair(lives?: Lives): DrawPair
  /** Carried out in the order in which they stand here. */
  control(order: {
    readonly clearWeather?: true
    readonly set?: Partial<DrawSettings>
    /** For every renewal that the queue has nothing for. */
    readonly standing?: Weather
    /** Added to the end of the queue: for the next renewals, one each. */
    readonly weather?: readonly Weather[]
    readonly revokeAll?: true
  }): { readonly weatherWaiting: number }
  /** Every token ever issued, in plain: what a hunt for leaks looks for. */
  tokens(): string[]
} & Pick<LoopbackServer, 'heard' | 'stop'>

export async function startDrawServer(
  settings: Partial<DrawSettings> = {},
  atEnd?: (clean: () => Promise<void>) => void,
): Promise<DrawServer> {
  const state = new DrawState(settings)
  const routes = [...ROUTES, ...uploadRoutes()]
  const server = await startLoopbackServer((exchange) => answer(state, routes, exchange), atEnd)
  return {
    url: server.url,
    record: state.record,
    issuePair: (lives) => state.tokens.issue(state.now(), lives),
    control({ clearWeather, set, standing, weather = [], revokeAll }) {
      if (clearWeather) state.clearWeather()
      state.settings = { ...state.settings, ...set }
      if (standing !== undefined) state.setStanding(standing)
      state.queueWeather(weather)
      if (revokeAll) state.tokens.revokeAll()
      return { weatherWaiting: state.weatherWaiting() }
    },
    tokens: () => state.tokens.all(),
    heard: server.heard,
    stop: server.stop,
  }
}

/** The JSON that `everbearer add --from` takes for this pair; `form` chooses the refresh endpoint. */
export function drawConnection(
  name: string,
  url: string,
  pair: Pick<DrawPair, 'accessToken' | 'refreshToken'>,
  form: 'current' | 'older' = 'current',
) {
  const refresh = form === 'older' ? { endpoints: { refresh: '/auth/refresh' } } : {}
  return {
    name,
    system: 'draw',
    settings: { baseUrl: url, clientId: 'Institute A', ...refresh },
    secrets: { accessToken: pair.accessToken, refreshToken: pair.refreshToken },
  }
}

/** Section 3. Endpoints have a trailing slash, but the older refresh has none. */
const ROUTES: readonly DrawRoute[] = [
  { method: 'POST', path: /^\/api\/token\/refresh\/$/, handle: renewCurrent },
  { method: 'POST', path: /^\/auth\/refresh$/, handle: renewOlder },
  { method: 'GET', path: /^\/api\/health\/$/, handle: health },
]

async function answer(state: DrawState, routes: readonly DrawRoute[], exchange: Exchange): Promise<void> {
  exchange.response.setHeader('Date', new Date(state.now()).toUTCString())
  const fitting = routes.filter((route) => route.path.test(exchange.path))
  const route = fitting.find((one) => one.method === exchange.method)
  if (route) return route.handle(state, exchange)
  if (fitting.length > 0) return sendJson(exchange, 405, { detail: `Method "${exchange.method}" not allowed.` })
  // Section 2: a Django server answers a path without its slash with a redirect, on which a POST is lost.
  if (routes.some((one) => one.path.test(`${exchange.path}/`))) {
    return void exchange.response.writeHead(301, { Location: `${exchange.path}/` }).end()
  }
  notFound(exchange)
}
