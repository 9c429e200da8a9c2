/**
 * A server with the shape of stock djangorestframework-simplejwt, over real HTTP: `POST /api/token/refresh/` takes
 * `{"refresh"}` and gives `access`, with rotation `refresh` too; what it says was read off the library and its framework.
 *
 *   const server = await startSimplejwtServer({ jsonOnly: true })
 *   server.pair()                       // what a person copies: the reply of the login
 *   server.asked                        // the requests for a new token that came
 */
import { randomUUID } from 'node:crypto'
import { jwt } from '../jwt.ts'
import { bodyOf, type Exchange, sendJson } from '../servers/http-exchange.ts'
import { startLoopbackServer } from '../servers/loopback-server.ts'

export type SimplejwtSettings = {
  accessSeconds: number
  refreshSeconds: number
  /** ROTATE_REFRESH_TOKENS with BLACKLIST_AFTER_ROTATION. */
  rotates: boolean
  /** DEFAULT_PARSER_CLASSES holds the JSON parser alone; the stock has forms too. */
  jsonOnly: boolean
}

export type SimplejwtServer = {
  readonly url: string
  readonly settings: SimplejwtSettings
  readonly asked: readonly { readonly type: string; readonly body: string }[]
  pair(): { readonly refresh: string; readonly access: string }
  /** Every token ever issued: what a hunt for leaks looks for. */
  tokens(): readonly string[]
  stop(): Promise<void>
}

const DEFAULTS: SimplejwtSettings = { accessSeconds: 300, refreshSeconds: 86_400, rotates: true, jsonOnly: false }

export async function startSimplejwtServer(changes: Partial<SimplejwtSettings> = {}): Promise<SimplejwtServer> {
  const server = new Simplejwt({ ...DEFAULTS, ...changes })
  const { url, stop } = await startLoopbackServer((exchange) => server.answer(exchange))
  const { settings, asked, issued } = server
  return { url, settings, asked, pair: () => server.pair(), tokens: () => [...issued.keys()], stop }
}

type Kind = 'access' | 'refresh'
const BEARER_REALM = 'Bearer realm="api"'

class Simplejwt {
  readonly settings: SimplejwtSettings
  readonly asked: { type: string; body: string }[] = []
  /** When each token ends, UTC ms, and which of the two it is. */
  readonly issued = new Map<string, { kind: Kind; ends: number }>()
  readonly #blacklist = new Set<string>()

  constructor(settings: SimplejwtSettings) {
    this.settings = settings
  }

  pair(): { refresh: string; access: string } {
    return { refresh: this.#make('refresh'), access: this.#make('access') }
  }

  #make(kind: Kind): string {
    const iat = Math.floor(Date.now() / 1_000)
    const exp = iat + (kind === 'access' ? this.settings.accessSeconds : this.settings.refreshSeconds)
    const token = jwt({ token_type: kind, exp, iat, jti: randomUUID().replaceAll('-', ''), user_id: 1 })
    this.issued.set(token, { kind, ends: exp * 1_000 })
    return token
  }

  #holds(token: unknown, kind: Kind): token is string {
    const known = typeof token === 'string' ? this.issued.get(token) : undefined
    return known?.kind === kind && known.ends > Date.now()
  }

  async answer(exchange: Exchange): Promise<void> {
    if (exchange.path === '/api/token/refresh/') return this.#refresh(exchange)
    if (exchange.path !== '/api/me/') return notFound(exchange)
    if (exchange.bearer === null) return denied(exchange, { detail: 'Authentication credentials were not provided.' })
    if (!this.#holds(exchange.bearer, 'access'))
      return denied(exchange, { detail: 'Given token not valid for any token type', code: 'token_not_valid' })
    sendJson(exchange, 200, { id: 1 })
  }

  async #refresh(exchange: Exchange): Promise<void> {
    if (exchange.method !== 'POST') {
      exchange.response.setHeader('Allow', 'POST, OPTIONS')
      return sendJson(exchange, 405, { detail: `Method "${exchange.method}" not allowed.` })
    }
    const type = (exchange.request.headers['content-type'] ?? '').split(';')[0] ?? ''
    const body = (await bodyOf(exchange))?.toString('utf8') ?? ''
    this.asked.push({ type, body })
    const isForm = type === 'application/x-www-form-urlencoded' && !this.settings.jsonOnly
    if (!isForm && type !== 'application/json')
      return sendJson(exchange, 415, { detail: `Unsupported media type "${type}" in request.` })
    const refresh = isForm ? new URLSearchParams(body).get('refresh') : refreshInJson(body)
    if (refresh === undefined) return sendJson(exchange, 400, { detail: 'JSON parse error - Expecting value' })
    if (typeof refresh !== 'string') return sendJson(exchange, 400, { refresh: ['This field is required.'] })
    if (this.#blacklist.has(refresh))
      return denied(exchange, { detail: 'Token is blacklisted', code: 'token_not_valid' })
    if (!this.#holds(refresh, 'refresh'))
      return denied(exchange, { detail: 'Token is invalid', code: 'token_not_valid' })
    if (!this.settings.rotates) return sendJson(exchange, 200, { access: this.#make('access') })
    this.#blacklist.add(refresh)
    sendJson(exchange, 200, { access: this.#make('access'), refresh: this.#make('refresh') })
  }
}

/** Null for a body without it, undefined for what is no JSON. */
function refreshInJson(body: string): unknown {
  try {
    return (JSON.parse(body) as { refresh?: unknown }).refresh ?? null
  } catch {
    return undefined
  }
}

function denied(exchange: Exchange, body: object): void {
  exchange.response.setHeader('WWW-Authenticate', BEARER_REALM)
  sendJson(exchange, 401, body)
}

/** Django's own page. */
function notFound({ response }: Exchange): void {
  response.statusCode = 404
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.end(
    '<!doctype html><html lang="en"><head><title>Not Found</title></head><body><h1>Not Found</h1></body></html>',
  )
}
