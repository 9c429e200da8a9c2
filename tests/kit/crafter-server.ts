/**
 * A Crafter Profile server for tests over real HTTP, written from systems/crafter.md; the section stands beside each
 * behaviour. Its context is /crafter-profile.
 *
 *   const server = await startCrafterServer()
 *   const id = server.add({ application: 'shop', master: false, expiresOn: Date.now() + 60_000 })
 */
import { randomUUID } from 'node:crypto'
import { type Exchange, sendJson } from './http-exchange.ts'
import { startLoopbackServer } from './loopback-server.ts'

export type CrafterToken = {
  readonly id: string
  readonly application: string
  readonly master: boolean
  /** UTC ms; null never ends. */
  readonly expiresOn: number | null
  readonly tenantPermissions: readonly { readonly tenant: string; readonly allowedActions: readonly string[] }[]
}

export type CrafterServer = {
  /** With its context. */
  readonly url: string
  readonly tokens: Map<string, CrafterToken>
  /** Adds a token and gives its ID. */
  add(token?: Partial<CrafterToken>): string
  stop(): Promise<void>
}

const TENANTS = ['site1', 'site2']

export async function startCrafterServer(): Promise<CrafterServer> {
  const tokens = new Map<string, CrafterToken>()
  const { url, stop } = await startLoopbackServer((exchange) => answer(exchange, tokens))
  return {
    url: `${url}crafter-profile`,
    tokens,
    add(token = {}) {
      const id = token.id ?? randomUUID()
      const shape = { application: 'shop', master: false, expiresOn: null, tenantPermissions: [], ...token, id }
      tokens.set(id, shape)
      return id
    },
    stop,
  }
}

function answer(exchange: Exchange, tokens: Map<string, CrafterToken>): void {
  const path = /^\/crafter-profile\/api\/1\/(.+)$/.exec(exchange.path)?.[1]
  if (path === undefined) {
    exchange.response.statusCode = 404
    exchange.response.setHeader('Content-Type', 'text/html')
    return void exchange.response.end('<!doctype html><title>HTTP Status 404</title>')
  }
  // Section 2: the parameter alone counts; an Authorization header is ignored.
  const id = exchange.query.get('accessTokenId')
  const caller = id === null ? undefined : tokens.get(id)
  if (id === null) return deny(exchange, 403, 'ACCESS_DENIED', 'accessTokenId parameter missing')
  if (caller === undefined) return deny(exchange, 403, 'ACCESS_DENIED', `No access token found for id ${id}`)
  if (caller.expiresOn !== null && caller.expiresOn <= Date.now()) {
    const day = new Date(caller.expiresOn).toLocaleDateString('en-US', {
      day: '2-digit',
      month: '2-digit',
      year: 'numeric',
    })
    return deny(exchange, 403, 'ACCESS_DENIED', `Access token with id ${id} (${caller.application}) expired on ${day}`)
  }
  const [kind, name = ''] = path.split('/').map(decodeURIComponent)
  if (kind === 'access_token') return record(exchange, tokens, caller, name)
  if (kind === 'tenant') return tenant(exchange, caller, name)
  deny(exchange, 404, 'OTHER', 'made up for tests')
}

/** Section 3: only a master may read a record, even its own. */
function record(exchange: Exchange, tokens: Map<string, CrafterToken>, caller: CrafterToken, id: string): void {
  if (!caller.master) return deny(exchange, 403, 'ACTION_DENIED', 'not a master')
  const found = tokens.get(id)
  if (found === undefined) return deny(exchange, 404, 'NO_SUCH_ACCESS_TOKEN_ID', `No access token with id ${id}`)
  sendJson(exchange, 200, found)
}

/** Section 1: of the permissions only the first that fits counts. */
function tenant(exchange: Exchange, { tenantPermissions }: CrafterToken, name: string): void {
  const entry = tenantPermissions.find((each) => each.tenant === name || each.tenant === '*')
  const may = entry?.allowedActions.some((action) => action === 'READ_TENANT' || action === '*') ?? false
  if (!may) return deny(exchange, 403, 'ACTION_DENIED', 'made up for tests')
  if (!TENANTS.includes(name)) return deny(exchange, 404, 'NO_SUCH_TENANT', 'made up for tests')
  sendJson(exchange, 200, { name })
}

function deny(exchange: Exchange, status: number, errorCode: string, message: string): void {
  sendJson(exchange, status, { errorCode, message })
}
