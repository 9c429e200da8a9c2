/**
 * A Crafter Profile server for tests over real HTTP, written from docs/systems/crafter.md; the section stands beside
 * each behaviour. Its context is /crafter-profile.
 *
 *   const server = await startCrafterServer()
 *   const id = server.add({ application: 'shop', master: false, expiresOn: Date.now() + 60_000 })
 */
import { randomUUID } from 'node:crypto'
import { type Exchange, jsonBodyOf, sendJson } from './http-exchange.ts'
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
  /** Answers every creation with this status from now on; null goes on as before. */
  refuseCreation(status: number | null): void
  /** Adds a token and gives its ID. */
  add(token?: Partial<CrafterToken>): string
}

const TENANTS = ['site1', 'site2']

type State = { readonly tokens: Map<string, CrafterToken>; refused: number | null }

export async function startCrafterServer(): Promise<CrafterServer> {
  const tokens = new Map<string, CrafterToken>()
  const state: State = { tokens, refused: null }
  const { url } = await startLoopbackServer((exchange) => answer(exchange, state))
  return {
    url: `${url}crafter-profile`,
    tokens,
    refuseCreation(status) {
      state.refused = status
    },
    add(token = {}) {
      const id = token.id ?? randomUUID()
      const shape = { application: 'shop', master: false, expiresOn: null, tenantPermissions: [], ...token, id }
      tokens.set(id, shape)
      return id
    },
  }
}

function answer(exchange: Exchange, state: State): void | Promise<void> {
  const { tokens } = state
  const path = /^\/crafter-profile\/api\/1\/(.+)$/.exec(exchange.path)?.[1]
  if (path === undefined) {
    exchange.response.statusCode = 404
    exchange.response.setHeader('Content-Type', 'text/html')
    return void exchange.response.end('<!doctype html><title>HTTP Status 404</title>')
  }
  // What its servlet container says to an encoded slash within a part of the path, whoever asks.
  if (/%2f|%5c/i.test(exchange.path)) {
    exchange.response.statusCode = 400
    exchange.response.setHeader('Content-Type', 'text/html')
    return void exchange.response.end('<!doctype html><title>HTTP Status 400</title>')
  }
  // Section 2: the parameter alone counts; an Authorization header is ignored.
  const id = exchange.query.get('accessTokenId')
  const caller = id === null ? undefined : tokens.get(id)
  if (id === null) return deny(exchange, 403, 'ACCESS_DENIED', 'Access token ID param missing from request')
  if (caller === undefined) return deny(exchange, 403, 'ACCESS_DENIED', `No access token found for ID "${id}"`)
  if (caller.expiresOn !== null && caller.expiresOn <= Date.now()) {
    const day = new Date(caller.expiresOn).toLocaleDateString('en-US', {
      day: '2-digit',
      month: '2-digit',
      year: 'numeric',
    })
    return deny(
      exchange,
      403,
      'ACCESS_DENIED',
      `Access token "${id}" for application "${caller.application}" expired on ${day}`,
    )
  }
  const [kind, whole = '', action] = path.split('/').map(decodeURIComponent)
  // Section 2: a suffix of the last part chooses the form of the answer, and is none of the name.
  const name = action === undefined ? whole.replace(/\.[^.]*$/, '') : whole
  if (kind === 'access_token') return accessToken(exchange, state, caller, name, action)
  if (kind === 'tenant') return tenant(exchange, caller, name)
  deny(exchange, 404, 'OTHER', 'made up for tests')
}

/** Section 3: only a master may, even of its own record. Creating and deleting are POST; deleting what is not there is 200. */
function accessToken(
  exchange: Exchange,
  state: State,
  caller: CrafterToken,
  id: string,
  action: string | undefined,
): void | Promise<void> {
  const { tokens } = state
  if (!caller.master) return deny(exchange, 403, 'ACTION_DENIED', 'not a master')
  if (exchange.method === 'POST' && id === 'create') return create(exchange, state)
  if (exchange.method === 'POST' && action === 'delete') {
    tokens.delete(id)
    return void exchange.response.end()
  }
  if (exchange.method !== 'GET') return deny(exchange, 500, 'OTHER', 'made up for tests')
  if (id === 'all') return sendJson(exchange, 200, [...tokens.values()])
  const found = tokens.get(id)
  if (found === undefined) return deny(exchange, 404, 'NO_SUCH_ACCESS_TOKEN_ID', `No access token with id ${id}`)
  sendJson(exchange, 200, found)
}

/** Section 3: 200 (not 201) with the stored token; section 1: an ID that is left out is made up by the server. */
async function create(exchange: Exchange, { tokens, refused }: State): Promise<void> {
  const body = (await jsonBodyOf(exchange)) as CrafterToken | undefined
  if (refused !== null) return deny(exchange, refused, 'OTHER', 'made up for tests')
  if (body === undefined) return deny(exchange, 400, 'PARAM_DESERIALIZATION_ERROR', 'made up for tests')
  const made = { ...body, id: body.id ?? randomUUID() }
  if (tokens.has(made.id)) return deny(exchange, 409, 'ACCESS_TOKEN_EXISTS', `Access token ${made.id} exists`)
  tokens.set(made.id, made)
  sendJson(exchange, 200, made)
}

/** Section 1: of the permissions only the first that fits counts. */
function tenant(exchange: Exchange, { tenantPermissions }: CrafterToken, name: string): void {
  const counts = name === 'count'
  const entry = tenantPermissions.find(({ tenant: of }) => of === '*' || (of === name && !counts))
  const may = entry?.allowedActions.some((action) => action === 'READ_TENANT' || action === '*') ?? false
  if (!may) return deny(exchange, 403, 'ACTION_DENIED', 'made up for tests')
  // Section 3: a bare number, for whoever may read all.
  if (counts) return sendJson(exchange, 200, TENANTS.length)
  if (!TENANTS.includes(name)) return deny(exchange, 404, 'NO_SUCH_TENANT', 'made up for tests')
  sendJson(exchange, 200, { name })
}

function deny(exchange: Exchange, status: number, errorCode: string, message: string): void {
  sendJson(exchange, status, { errorCode, message })
}
