/**
 * A DRAW server for tests: real HTTP on 127.0.0.1, written from docs/systems/draw.md, whose section numbers stand
 * beside each behaviour. It is a stand-in: the source of the real server is not public.
 *
 *   const server = await startDrawServer({ accessLifeSeconds: 12 })
 *   const pair = server.issuePair()
 *   server.control({ weather: [{ kind: 'lose-reply' }, { kind: 'busy', status: 503, retryAfter: '2' }] })
 *   ...
 *   expect(server.record.reuseCount).toBe(0)
 *   await server.stop()
 *
 * In a process of its own: `node tests/kit/draw/draw-server-main.ts`, driven by `drawControl(url, order)`.
 */

import { type Exchange, jsonBodyOf, sendJson } from '../servers/http-exchange.ts'
import { startLoopbackServer } from '../servers/loopback-server.ts'
import { confirm, download, health, models, notFound, status, type Task, upload, withTask } from './draw-calls.ts'
import { applyControl, CONTROL_PATH, type DrawControl, type DrawControlReply } from './draw-control.ts'
import type { DrawRecord } from './draw-record.ts'
import { renewCurrent, renewOlder } from './draw-renewal.ts'
import type { DrawSettings } from './draw-settings.ts'
import { DrawState } from './draw-state.ts'
import type { DrawPair, Lives } from './draw-tokens.ts'

export type DrawServer = {
  /** Base URL, with its slash. */
  readonly url: string
  readonly record: DrawRecord
  /** What the admin page gives when the client is saved (section 1). */
  issuePair(lives?: Lives): DrawPair
  /** The same orders as over `POST /__control`. */
  control(order: DrawControl): DrawControlReply
  /** Every token ever issued, in plain: what a hunt for leaks looks for. */
  tokens(): string[]
  stop(): Promise<void>
}

type Handler = (state: DrawState, exchange: Exchange) => void | Promise<void>
type Route = { readonly method: string; readonly path: RegExp; readonly handle: Handler }

export async function startDrawServer(options: Partial<DrawSettings> & { port?: number } = {}): Promise<DrawServer> {
  const { port, ...settings } = options
  const state = new DrawState(settings)
  const routes = routesOf(new Map())
  const server = await startLoopbackServer((exchange) => answer(state, routes, exchange), port)
  return {
    url: server.url,
    record: state.record,
    issuePair: (lives) => state.tokens.issue(state.now(), lives),
    control: (order) => applyControl(state, order),
    tokens: () => state.tokens.all(),
    stop: () => server.stop(),
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
function routesOf(tasks: Map<string, Task>): Route[] {
  return [
    { method: 'POST', path: /^\/api\/token\/refresh\/$/, handle: ifForm('current', renewCurrent) },
    { method: 'POST', path: /^\/auth\/refresh$/, handle: ifForm('older', renewOlder) },
    { method: 'GET', path: /^\/api\/health\/$/, handle: health },
    { method: 'GET', path: /^\/api\/models\/$/, handle: (_state, exchange) => models(exchange) },
    { method: 'POST', path: /^\/api\/upload\/$/, handle: (state, exchange) => upload(state, tasks, exchange) },
    { method: 'GET', path: /^\/api\/upload\/[^/]+\/status\/$/, handle: withTask(tasks, status) },
    { method: 'GET', path: /^\/api\/rtstruct\/[^/]+\/$/, handle: withTask(tasks, download) },
    { method: 'POST', path: /^\/api\/rtstruct\/[^/]+\/confirm\/$/, handle: withTask(tasks, confirm) },
  ]
}

function ifForm(form: 'current' | 'older', handle: Handler): Handler {
  return (state, exchange) =>
    state.settings.form === 'both' || state.settings.form === form ? handle(state, exchange) : notFound(exchange)
}

async function answer(state: DrawState, routes: readonly Route[], exchange: Exchange): Promise<void> {
  if (exchange.path === CONTROL_PATH) return answerControl(state, exchange)
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

async function answerControl(state: DrawState, exchange: Exchange): Promise<void> {
  const order = await jsonBodyOf(exchange)
  try {
    sendJson(exchange, 200, applyControl(state, order))
  } catch (thrown) {
    sendJson(exchange, 400, { error: String(thrown) })
  }
}
