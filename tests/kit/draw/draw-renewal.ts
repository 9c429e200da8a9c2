/** Both refresh endpoints of the DRAW server for tests, and what the weather does to them (docs/systems/draw.md 3). */
import { setTimeout as wait } from 'node:timers/promises'
import { bodyOf, cut, type Exchange, jsonBodyOf, sendJson } from '../servers/http-exchange.ts'
import { settle } from '../settle.ts'
import { fingerprint, type RefusalReason, type Renewal } from './draw-record.ts'
import type { ReadWeather } from './draw-settings.ts'
import type { DrawState } from './draw-state.ts'
import type { DrawToken } from './draw-tokens.ts'

/** What the server decided, before the weather gets hold of it. */
type Answer = { readonly status: number; readonly json: Record<string, unknown>; readonly spent: DrawToken | null }

/** Current form, section 3: the refresh token as bearer, no body, and yet a content type. */
export async function renewCurrent(state: DrawState, exchange: Exchange): Promise<void> {
  await bodyOf(exchange)
  if (!saysJson(exchange)) return sendJson(exchange, 415, { detail: 'Unsupported media type' })
  await renew(state, exchange, 'current', null)
}

/** Older form, section 3: the refresh token as bearer, and a JSON body with the Client ID, which must be the exact name. */
export async function renewOlder(state: DrawState, exchange: Exchange): Promise<void> {
  const body = await jsonBodyOf(exchange)
  if (!saysJson(exchange)) return sendJson(exchange, 415, { detail: 'Unsupported media type' })
  const clientId = typeof body === 'object' && body !== null && 'client_id' in body ? body.client_id : undefined
  await renew(state, exchange, 'older', clientId === state.settings.clientName ? null : 'wrong-client')
}

/** Both clients send it, and nobody knows a server that does without. */
function saysJson({ request }: Exchange): boolean {
  return request.headers['content-type'] === 'application/json'
}

async function renew(
  state: DrawState,
  exchange: Exchange,
  form: Renewal['form'],
  against: RefusalReason | null,
): Promise<void> {
  const weather = state.nextWeather()
  const renewal = noteArrival(state, exchange, form, weather)
  const end = await state.underway.enter(renewal)
  exchange.response.once('close', end)
  const now = state.now() + (weather.kind === 'clock-offset' ? weather.ms : 0)
  exchange.response.setHeader('Date', new Date(now - (weather.kind === 'old-date' ? weather.ms : 0)).toUTCString())
  const answer = actsBehind(weather) ? decide(state, exchange.bearer, now, against) : null
  if (answer) renewal.outcome = answer.status === 200 ? 'done' : 'refused'
  exchange.response.once('finish', () => noteDelivery(renewal, answer, weather))
  await deliver(exchange, weather, answer)
  renewal.status = exchange.response.headersSent ? exchange.response.statusCode : null
}

function noteArrival(state: DrawState, exchange: Exchange, form: Renewal['form'], weather: ReadWeather): Renewal {
  const at = Date.now()
  state.tokens.noteReuse(exchange.bearer, at)
  const renewal: Renewal = {
    at,
    form,
    refresh: exchange.bearer === null ? null : fingerprint(exchange.bearer),
    family: state.tokens.familyOf(exchange.bearer),
    weather: weather.kind,
    outcome: 'not-acted',
    status: null,
    delivered: false,
    overlapped: false,
  }
  state.record.renewals.push(renewal)
  return renewal
}

function actsBehind(weather: ReadWeather): boolean {
  if ('acts' in weather) return weather.acts
  return ['fair', 'slow', 'old-date', 'clock-offset', 'lose-reply', 'lose-half'].includes(weather.kind)
}

/** Section 3: 200 with the new set, or 401. The format of error bodies is unknown; `detail` is the Django REST habit. */
function decide(state: DrawState, bearer: string | null, now: number, against: RefusalReason | null): Answer {
  const judgement = state.tokens.judge(bearer, 'refresh', now)
  if (!judgement.ok) {
    if (judgement.reason === 'spent' && judgement.token && state.settings.revokeOnReuse) {
      state.tokens.revoke(judgement.token.family)
    }
    return { status: 401, json: { detail: `Token is ${judgement.reason}` }, spent: null }
  }
  if (against) return { status: 401, json: { detail: `Token is ${against}` }, spent: null }
  return { status: 200, ...newSet(state, judgement.token, now) }
}

function newSet(state: DrawState, refresh: DrawToken, now: number): Pick<Answer, 'json' | 'spent'> {
  if (!state.settings.rotate) {
    const access = state.tokens.issueAccess(now, refresh.family)
    return { json: { access_token: access.text, ...expiryOf(state, access.expiresAt, now) }, spent: null }
  }
  state.tokens.spend(refresh, now)
  const pair = state.tokens.issue(now, {}, refresh.family)
  const tokens = { access_token: pair.accessToken, refresh_token: pair.refreshToken }
  return { json: { ...tokens, ...expiryOf(state, pair.expiresAt, now) }, spent: refresh }
}

/** Section 3: expires_in in seconds, or expires_at in ISO 8601, without a zone and so in that of whoever reads it. */
function expiryOf(state: DrawState, expiresAt: number, now: number): Record<string, unknown> {
  const field = state.settings.expiryField
  return {
    ...(field === 'expires_in' || field === 'both' ? { expires_in: Math.round((expiresAt - now) / 1000) } : {}),
    ...(field === 'expires_at' || field === 'both' ? { expires_at: withoutZone(expiresAt) } : {}),
  }
}

/** `2026-11-21T12:00:00` by the clock on the wall. */
function withoutZone(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

/** Hands the answer to the network, as far as the weather lets it. */
async function deliver(exchange: Exchange, weather: ReadWeather, answer: Answer | null): Promise<void> {
  const { response } = exchange
  switch (weather.kind) {
    case 'stall':
      return
    case 'cut':
    case 'lose-reply':
      return cut(exchange)
    case 'lose-half':
      return loseHalf(exchange, answer)
    case 'portal':
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      return void response.end('<!doctype html><title>Guest network</title><p>Please accept the terms of use.</p>')
    case 'broken-json':
      response.setHeader('Content-Type', 'application/json')
      return void response.end('{"access_token": "eyJ')
    case 'redirect':
      return void response.writeHead(weather.status, { Location: weather.to }).end()
    case 'refuse':
      return sendJson(exchange, weather.status, weather.body ?? { detail: 'Refused' })
    case 'busy':
      if (weather.retryAfter !== undefined) response.setHeader('Retry-After', weather.retryAfter)
      return sendJson(exchange, weather.status, { detail: 'Not now' })
    case 'no-access-token':
      return sendJson(exchange, 200, { ...answer?.json, access_token: undefined, message: 'ok' })
    case 'huge':
      return sendJson(exchange, 200, { ...answer?.json, padding: 'x'.repeat(weather.bytes) })
    case 'slow':
      await wait(weather.ms, undefined, { ref: false })
      return sendAnswer(exchange, answer)
    case 'fair':
    case 'old-date':
    case 'clock-offset':
      return sendAnswer(exchange, answer)
  }
}

function sendAnswer(exchange: Exchange, answer: Answer | null): void {
  if (answer && !exchange.response.destroyed) sendJson(exchange, answer.status, answer.json)
}

/** Waits until the first half is on its way, since a cut at once could overtake it. */
async function loseHalf(exchange: Exchange, answer: Answer | null): Promise<void> {
  const text = JSON.stringify(answer?.json ?? {})
  exchange.response.writeHead(answer?.status ?? 200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  })
  await new Promise<void>((resolve) => exchange.response.write(text.slice(0, text.length / 2), () => resolve()))
  await settle()
  cut(exchange)
}

/** A set counts as delivered when its refresh token could be read from the reply. */
function noteDelivery(renewal: Renewal, answer: Answer | null, weather: ReadWeather): void {
  if (answer?.status !== 200) return
  renewal.delivered = ['fair', 'slow', 'old-date', 'clock-offset', 'no-access-token'].includes(weather.kind)
  if (renewal.delivered && answer.spent) answer.spent.successorDelivered = true
}
