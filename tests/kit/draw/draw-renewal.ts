/** Both refresh endpoints of the DRAW server for tests, and what the weather does to them (docs/systems/draw.md 3). */
import { setTimeout as wait } from 'node:timers/promises'
import { bodyOf, cut, type Exchange, jsonBodyOf, sendJson } from '../servers/http-exchange.ts'
import { settle } from '../settle.ts'
import { fingerprint, type RefusalReason, type Renewal } from './draw-record.ts'
import type { Weather } from './draw-settings.ts'
import type { DrawState } from './draw-state.ts'
import type { DrawToken } from './draw-tokens.ts'

/** Section 1: what a person typed as Name; the older form must send exactly this. */
const CLIENT_NAME = 'Institute A'

const DRIP_MS = 5_000

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
  await renew(state, exchange, 'older', clientId === CLIENT_NAME ? null : 'wrong-client')
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
  const answer = actsBehind(weather) ? decide(state, exchange.bearer, against) : null
  if (answer) renewal.outcome = answer.status === 200 ? 'done' : 'refused'
  exchange.response.once('finish', () => noteDelivery(renewal, answer, weather))
  await deliver(exchange, weather, answer)
  renewal.status = exchange.response.headersSent ? exchange.response.statusCode : null
}

function noteArrival(state: DrawState, exchange: Exchange, form: Renewal['form'], weather: Weather): Renewal {
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

function actsBehind(weather: Weather): boolean {
  if (weather.kind === 'stall') return weather.acts === true
  return ['fair', 'slow', 'held', 'lose-reply', 'lose-half'].includes(weather.kind)
}

/** Section 3: 200 with the new set, or 401. The format of error bodies is unknown; `detail` is the Django REST habit. */
function decide(state: DrawState, bearer: string | null, against: RefusalReason | null): Answer {
  const now = state.now()
  const judgement = state.tokens.judge(bearer, 'refresh', now)
  if (!judgement.ok) {
    // As RFC 9700 section 4.14.2 advises.
    if (judgement.reason === 'spent' && judgement.token) state.tokens.revoke(judgement.token.family)
    return { status: 401, json: { detail: `Token is ${judgement.reason}` }, spent: null }
  }
  if (against) return { status: 401, json: { detail: `Token is ${against}` }, spent: null }
  return { status: 200, ...newSet(state, judgement.token, now) }
}

/** Section 3: the live server probably says expires_in, in seconds. */
function newSet(state: DrawState, refresh: DrawToken, now: number): Pick<Answer, 'json' | 'spent'> {
  state.tokens.spend(refresh, now)
  const { accessToken, refreshToken, expiresAt } = state.tokens.issue(now, {}, refresh.family)
  const expiresIn = Math.round((expiresAt - now) / 1000)
  return { json: { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn }, spent: refresh }
}

/** Hands the answer to the network, as far as the weather lets it. */
async function deliver(exchange: Exchange, weather: Weather, answer: Answer | null): Promise<void> {
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
    case 'busy':
      if (weather.retryAfter !== undefined) response.setHeader('Retry-After', weather.retryAfter)
      return sendJson(exchange, weather.status ?? 503, { detail: 'Not now' })
    case 'no-access-token':
      return sendJson(exchange, 200, { message: 'ok' })
    case 'slow':
      await wait(weather.ms, undefined, { ref: false })
      return sendAnswer(exchange, answer)
    case 'held':
      return holdBack(exchange, answer, weather.until)
    case 'fair':
      return sendAnswer(exchange, answer)
  }
}

/**
 * The answer comes once that has; until then a space now and then, which JSON may begin with: a client gives up after half a
 * minute without a byte, and on a busy machine a test takes longer.
 */
async function holdBack({ response }: Exchange, answer: Answer | null, until: Promise<unknown>): Promise<void> {
  response.statusCode = answer?.status ?? 200
  response.setHeader('Content-Type', 'application/json')
  const dripping = setInterval(() => response.destroyed || response.write(' '), DRIP_MS).unref()
  await until.finally(() => clearInterval(dripping))
  if (answer && !response.destroyed) response.end(JSON.stringify(answer.json))
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
function noteDelivery(renewal: Renewal, answer: Answer | null, weather: Weather): void {
  if (answer?.status !== 200) return
  renewal.delivered = ['fair', 'slow', 'held'].includes(weather.kind)
  if (renewal.delivered && answer.spent) answer.spent.successorDelivered = true
}
