/**
 * A Run:AI server for tests over real HTTP, written from docs/systems/runai.md; the section stands beside each
 * behaviour.
 *
 *   const server = await startRunaiServer({ generation: 'app-token' })
 *   server.settings.rules = []          // no access rule yet: every call is 403
 *   server.asked                        // the token requests that came, by form
 */
import { randomUUID } from 'node:crypto'
import { jwt } from '../jwt.ts'
import { bodyOf, type Exchange, sendJson } from './http-exchange.ts'
import { startLoopbackServer } from './loopback-server.ts'

export type RunaiGeneration = 'oauth-v2' | 'client-credentials-v1' | 'app-token' | 'keycloak'

export type RunaiSettings = {
  generation: RunaiGeneration
  clientId: string
  clientSecret: string
  realm: string
  lifeSeconds: number
  /** Section 3: v1's pages show `accessToken` alone; the JWT then says when it ends. */
  tellsLifetime: boolean
  rules: readonly object[]
  /** What v1 and app_token answer to each other's body, which no page tells (section 2). */
  wrongBodyStatus: 400 | 401 | 404 | 405
  /**
   * What it answers at an address of another generation: as its API, as the page of its web server, or with the web
   * application itself, which is given for every address; `for-all` gives it for a POST too.
   */
  unknown: 'api' | 'page' | 'application' | 'for-all'
  /** A Researcher may not see the list of clusters, which is an administrator's (section 4). */
  role: 'Administrator' | 'Researcher'
}

export type RunaiServer = {
  readonly url: string
  readonly settings: RunaiSettings
  readonly asked: string[]
  /** Every token ever issued: what a hunt for leaks looks for. */
  tokens(): readonly string[]
}

const DEFAULTS: RunaiSettings = {
  generation: 'oauth-v2',
  clientId: 'trainer-app',
  clientSecret: 'made-up-client-secret',
  realm: 'runai',
  lifeSeconds: 3_600,
  tellsLifetime: true,
  rules: [{ role: 'Researcher', scope: 'project-a' }],
  wrongBodyStatus: 400,
  unknown: 'api',
  role: 'Administrator',
}

export async function startRunaiServer(changes: Partial<RunaiSettings> = {}): Promise<RunaiServer> {
  const settings = { ...DEFAULTS, ...changes }
  const issued = new Map<string, number>()
  const asked: string[] = []
  const { url } = await startLoopbackServer(async (exchange) => {
    const form = await formOf(exchange)
    if (form !== null) {
      asked.push(form.name)
      return answerToken(exchange, settings, form, issued)
    }
    return answerCall(exchange, settings, issued)
  })
  return { url, settings, asked, tokens: () => [...issued.keys()] }
}

type Form = { readonly name: string; readonly id: unknown; readonly secret: unknown; readonly realm?: string }

/** Section 2: which of the four forms came; null for what is no token request at all. */
async function formOf(exchange: Exchange): Promise<Form | null> {
  if (exchange.method !== 'POST') return null
  const text = (await bodyOf(exchange))?.toString('utf8') ?? ''
  const realm = /^\/auth\/realms\/([^/]+)\/protocol\/openid-connect\/token$/.exec(exchange.path)?.[1]
  const form = new URLSearchParams(text)
  if (realm !== undefined)
    return { name: 'keycloak', id: form.get('client_id'), secret: form.get('client_secret'), realm }
  if (exchange.path === '/api/v2/token') {
    return { name: 'oauth-v2', id: form.get('client_id'), secret: form.get('client_secret') }
  }
  if (exchange.path !== '/api/v1/token') return null
  const json = JSON.parse(text || '{}') as Record<string, unknown>
  if (json['grantType'] === 'app_token') return { name: 'app-token', id: json['AppId'], secret: json['AppSecret'] }
  return { name: 'client-credentials-v1', id: json['clientId'], secret: json['clientSecret'] }
}

/** The two generations that share an address. */
const SHARED: readonly string[] = ['client-credentials-v1', 'app-token']

function answerToken(exchange: Exchange, settings: RunaiSettings, form: Form, issued: Map<string, number>): void {
  if (form.name !== settings.generation) {
    const isShared = SHARED.includes(form.name) && SHARED.includes(settings.generation)
    if (!isShared) return notHere(exchange, settings)
    const code = settings.wrongBodyStatus
    return sendJson(exchange, code, { code, message: 'made up for tests' })
  }
  // Section 2.1, inferred there from what Keycloak says in general.
  if (form.realm !== undefined && form.realm !== settings.realm) {
    return sendJson(exchange, 404, { error: 'Realm does not exist' })
  }
  if (form.id !== settings.clientId || form.secret !== settings.clientSecret)
    return refuse(exchange, settings.generation)
  const now = Date.now()
  const exp = Math.floor(now / 1_000) + settings.lifeSeconds
  const token = jwt({ sub: settings.clientId, exp, jti: randomUUID() })
  issued.set(token, exp * 1_000)
  sendJson(exchange, 200, answerOf(settings, token))
}

/** Section 2: v1 says `{code, message}`, the two OAuth forms the codes of RFC 6749. */
function refuse(exchange: Exchange, generation: RunaiGeneration): void {
  const oauth = generation === 'oauth-v2' || generation === 'keycloak'
  if (oauth) sendJson(exchange, 401, { error: 'invalid_client', error_description: 'made up for tests' })
  else sendJson(exchange, 400, { code: 400, message: 'made up for tests' })
}

function answerOf({ generation, lifeSeconds, tellsLifetime }: RunaiSettings, token: string): object {
  if (generation === 'oauth-v2') return { access_token: token, token_type: 'Bearer', expires_in: lifeSeconds }
  if (generation === 'keycloak') {
    return { access_token: token, expires_in: lifeSeconds, token_type: 'bearer', id_token: `id.${token}` }
  }
  return { accessToken: token, ...(tellsLifetime ? { expiresIn: lifeSeconds } : {}) }
}

const NO_RULES_YET: readonly RunaiGeneration[] = ['keycloak', 'app-token']

/** Section 4: 401 for a bad token, 403 for a good one that may not. Servers of before access rules do not know their address. */
function answerCall(exchange: Exchange, settings: RunaiSettings, issued: Map<string, number>): void {
  const { generation, rules, role } = settings
  const hasRules = !NO_RULES_YET.includes(generation)
  const isClusters = exchange.path === (generation === 'keycloak' ? '/v1/k8s/clusters' : '/api/v1/clusters')
  const isRules = hasRules && exchange.path === '/api/v1/authorization/me/access-rules'
  if (exchange.method !== 'GET' || (!isClusters && !isRules)) return notHere(exchange, settings)
  const ends = issued.get(exchange.bearer ?? '') ?? 0
  if (ends <= Date.now()) return sendJson(exchange, 401, { code: 401, message: 'made up for tests' })
  if (isRules) return sendJson(exchange, 200, { accessRules: rules })
  const may = role === 'Administrator' && (!hasRules || rules.length > 0)
  return may ? sendJson(exchange, 200, []) : sendJson(exchange, 403, { code: 403, message: 'no' })
}

function notHere(exchange: Exchange, { unknown }: RunaiSettings): void {
  if (unknown === 'api') return sendJson(exchange, 404, { code: 404, message: 'not found' })
  const isShown = unknown === 'for-all' || (unknown === 'application' && exchange.method === 'GET')
  exchange.response.statusCode = isShown ? 200 : unknown === 'application' ? 405 : 404
  exchange.response.setHeader('Content-Type', 'text/html')
  exchange.response.end('<!doctype html><title>Run:ai</title><div id="root"></div>')
}
