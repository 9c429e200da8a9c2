/** What of the DRAW server for tests proves a token (docs/systems/draw.md 3 and 5). */
import { type Exchange, sendJson } from '../servers/http-exchange.ts'
import type { DrawState } from './draw-state.ts'

/** Section 3, Health: 200 without a token, 401 when there is one and it is not accepted. */
export function health(state: DrawState, exchange: Exchange): void {
  if (exchange.bearer !== null && !authorised(state, exchange)) return
  sendJson(exchange, 200, { status: 'healthy', details: { database: 'ok', storage: 'healthy' } })
}

export function notFound(exchange: Exchange): void {
  sendJson(exchange, 404, { detail: 'Not found.' })
}

/** Judges the bearer token and records the use. Answers 401 itself when it is refused. */
export function authorised(state: DrawState, exchange: Exchange): boolean {
  const judgement = state.tokens.judge(exchange.bearer, 'access', state.now())
  if (judgement.ok) {
    state.record.usesAccepted += 1
    return true
  }
  state.record.usesRefused.push({ at: Date.now(), path: exchange.path, reason: judgement.reason })
  exchange.response.setHeader('WWW-Authenticate', 'Bearer realm="api"')
  sendJson(exchange, 401, { detail: `Token is ${judgement.reason}` })
  return false
}
