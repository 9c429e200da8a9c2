/**
 * An OSAIS server for tests over real HTTP, written from docs/systems/osais.md; the section stands beside each
 * behaviour.
 *
 *   const server = await startOsaisServer({ notifyPath: '/v1/private/client' })
 *   server.logins, server.patches, server.pings       // what came
 */
import { randomUUID } from 'node:crypto'
import { jwt } from '../jwt.ts'
import { type Exchange, jsonBodyOf, sendJson } from './http-exchange.ts'
import { startLoopbackServer } from './loopback-server.ts'

export type OsaisSettings = {
  clientToken: string
  clientSecret: string
  lifeSeconds: number
  /** Section 2 and what was added to it: servers tell it in many ways, or not at all. */
  duration: unknown
  /** The JWT's own `exp` is cut in the vendor's sample: a token may not have any. */
  saysEnd: boolean
  /** Section 3b: two pages document two paths. */
  notifyPath: string
  /** Section 3d: how often a request is looked up before it has ended. */
  lookupsUntilEnded: number
}

export type OsaisServer = {
  readonly url: string
  readonly settings: OsaisSettings
  readonly client: { domain: string; uriNotify: string; uriUpload: string; validated_at: string | null }
  readonly logins: unknown[]
  readonly patches: unknown[]
  readonly pings: unknown[]
  tokens(): readonly string[]
}

const DEFAULTS: OsaisSettings = {
  clientToken: '0a1b2c3d4e5f',
  clientSecret: 'made-up-osais-secret',
  lifeSeconds: 72 * 3_600,
  duration: '72h',
  saysEnd: true,
  notifyPath: '/api/v1/private/client/notify',
  lookupsUntilEnded: 2,
}

export async function startOsaisServer(changes: Partial<OsaisSettings> = {}): Promise<OsaisServer> {
  const server = new Osais({ ...DEFAULTS, ...changes })
  const { url } = await startLoopbackServer((exchange) => server.answer(exchange))
  return {
    url,
    settings: server.settings,
    client: server.client,
    logins: server.logins,
    patches: server.patches,
    pings: server.pings,
    tokens: () => [...server.issued.keys()],
  }
}

class Osais {
  readonly settings: OsaisSettings
  readonly client: OsaisServer['client'] = { domain: 'old.example', uriNotify: 'n', uriUpload: 'u', validated_at: null }
  readonly logins: unknown[] = []
  readonly patches: unknown[] = []
  readonly pings: unknown[] = []
  readonly issued = new Map<string, number>()
  #lookups = 0

  constructor(settings: OsaisSettings) {
    this.settings = settings
  }

  async answer(exchange: Exchange): Promise<void> {
    const { method, path } = exchange
    if (method === 'POST' && path === '/api/v1/public/client/login') return this.#login(exchange)
    if ((this.issued.get(exchange.bearer ?? '') ?? 0) <= Date.now()) return refuse(exchange, 401, 'message')
    if (method === 'GET' && path === '/api/v1/private/client') return sendJson(exchange, 200, { data: this.#record() })
    if (method === 'PATCH' && path === this.settings.notifyPath) return this.#patch(exchange)
    if (method === 'POST' && path === '/api/v1/private/client/ai/ping') return this.#ping(exchange)
    if (method === 'GET' && path === '/api/v1/private/client/request/1678361974000') return this.#lookUp(exchange)
    exchange.response.statusCode = 404
    exchange.response.setHeader('Content-Type', 'text/html')
    exchange.response.end('<!doctype html><title>not here</title>')
  }

  /** Section 2: 201; 404 for a wrong token, 401 for a wrong secret, 400 for a missing half, with statusText there alone. */
  async #login(exchange: Exchange): Promise<void> {
    const body = (await jsonBodyOf(exchange)) as { token?: unknown; secret?: unknown } | undefined
    this.logins.push(body)
    if (!body?.token || !body.secret) return refuse(exchange, 400, 'statusText')
    if (body.token !== this.settings.clientToken) return refuse(exchange, 404, 'message')
    if (body.secret !== this.settings.clientSecret) return refuse(exchange, 401, 'message')
    const { lifeSeconds, duration, clientToken, saysEnd } = this.settings
    const iat = Math.floor(Date.now() / 1_000)
    const end = saysEnd ? { exp: iat + lifeSeconds } : {}
    const claims = { username: 'https://made.up/', token: clientToken, iat, ...end, jti: randomUUID() }
    const authToken = jwt(claims)
    this.issued.set(authToken, (iat + lifeSeconds) * 1_000)
    sendJson(exchange, 201, { data: { token: clientToken.slice(0, 3), authToken, duration } })
  }

  #record(): object {
    const { validated_at, ...rest } = this.client
    return { ...rest, user: 'made up', ...(validated_at === null ? {} : { validated_at }) }
  }

  /** Section 3b: any non-empty subset of the three; 400 when none is given. */
  async #patch(exchange: Exchange): Promise<void> {
    const body = ((await jsonBodyOf(exchange)) ?? {}) as Record<string, string>
    this.patches.push(body)
    if (!body['domain'] && !body['uriNotify'] && !body['uriUpload']) return refuse(exchange, 400, 'statusText')
    Object.assign(this.client, body)
    sendJson(exchange, 200, { data: this.#record() })
  }

  /** Section 3c and 5: free of charge; validated once the (here imagined) call-back was acknowledged. */
  async #ping(exchange: Exchange): Promise<void> {
    this.pings.push(await jsonBodyOf(exchange))
    this.#lookups = 0
    sendJson(exchange, 200, { data: { uid: 1678361974000, created_at: new Date().toISOString() } })
  }

  /** Section 3d. */
  #lookUp(exchange: Exchange): void {
    this.#lookups += 1
    const ended = this.#lookups >= this.settings.lookupsUntilEnded
    if (ended) this.client.validated_at = new Date().toISOString()
    sendJson(exchange, 200, {
      data: { ai_engine: 'ping', started_at: 'x', ended_at: ended ? new Date().toISOString() : null, cost_in_sec: 0 },
    })
  }
}

function refuse(exchange: Exchange, status: number, field: 'message' | 'statusText'): void {
  sendJson(exchange, status, { data: null, status, [field]: 'made up for tests' })
}
