/**
 * A real, certified OAuth provider (oidc-provider) on 127.0.0.1, with short lives and a record of what was asked.
 *
 *   const server = await startOauthServer({ accessLifeSeconds: 5 })
 *   const refreshToken = await server.mintRefreshToken(OAUTH_CLIENTS.deskPublic)
 *   ...
 *   await fetch(server.protectedUrl, { headers: { Authorization: `Bearer ${token}` } })   // 401 for an expired one
 *   expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0, revokedGrants: 0 })
 *
 * Its tokens are opaque and its clock counts whole seconds: see `lateMs` in oauth-record.ts, and take lives of 5 s or more
 * where no caller may ever get an expired token.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { errors, Provider, type TokenContext } from 'oidc-provider'
import { type Exchange, sendJson } from '../servers/http-exchange.ts'
import { type LoopbackServer, startLoopbackServer } from '../servers/loopback-server.ts'
import { clientMetadata, OAUTH_CLIENTS, OAUTH_SCOPE, type OauthClient } from './oauth-clients.ts'
import { emptyOauthRecord, noteTokenRequest, type OauthRecord } from './oauth-record.ts'
import { ACCOUNT, answerInteraction, INTERACTION, SIGN_IN_FEATURES } from './oauth-sign-in.ts'
import { oauthStore } from './oauth-store.ts'

export type OauthSettings = {
  /** Whole seconds, as the provider wants them. */
  accessLifeSeconds: number
  refreshLifeSeconds: number
  /** Every refresh gives a new refresh token, and the old one coming again revokes the grant. */
  rotate: boolean
  /** The token endpoint takes this much longer, so that two renewals at a time would meet. */
  delayMs: number
  /** The token endpoint acts at once and answers so much later. */
  answerLateMs: number
  /** What it gives tokens for by name (RFC 8707): JWTs with that audience. Any other is an invalid target. */
  resources: readonly string[]
}

const DEFAULTS: OauthSettings = {
  accessLifeSeconds: 10,
  refreshLifeSeconds: 3_600,
  rotate: true,
  delayMs: 0,
  answerLateMs: 0,
  resources: [],
}

export type OauthServer = {
  readonly issuer: string
  readonly tokenEndpoint: string
  /** Answers 200 to an access token that is valid now, 401 to any other. */
  readonly protectedUrl: string
  readonly record: OauthRecord
  set(settings: Partial<OauthSettings>): void
  /** What a sign-in would have brought: a new grant, and the first refresh token of it. */
  mintRefreshToken(client: OauthClient): Promise<string>
} & Pick<LoopbackServer, 'heard' | 'underway'>

/** Access token -> UTC ms until which its holder may believe in it. */
type Ends = Map<string, number>

export async function startOauthServer(options: Partial<OauthSettings> = {}): Promise<OauthServer> {
  const settings = { ...DEFAULTS, ...options }
  const record = emptyOauthRecord()
  const ends: Ends = new Map()
  // The issuer needs the port, and the port needs a server: the provider follows it.
  const made = Promise.withResolvers<Provider>()
  const server = await startLoopbackServer(async (exchange) => answer(await made.promise, record, ends, exchange))
  const issuer = server.url.replace(/\/$/, '')
  const provider = watched(new Provider(issuer, configurationOf(settings)), settings, record, ends)
  made.resolve(provider)
  return {
    issuer,
    tokenEndpoint: `${issuer}/token`,
    protectedUrl: `${issuer}/protected`,
    record,
    heard: server.heard,
    underway: server.underway,
    set: (change) => void Object.assign(settings, change),
    mintRefreshToken: (client) => mint(provider, client, settings.resources),
  }
}

function configurationOf(settings: OauthSettings): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const access = () => settings.accessLifeSeconds
  return {
    adapter: oauthStore(),
    clients: Object.values(OAUTH_CLIENTS).map(clientMetadata),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none', 'private_key_jwt'],
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    scopes: ['openid', 'offline_access', 'api:read', 'api:write'],
    features: {
      clientCredentials: { enabled: true },
      // A client may look at its own tokens, and at nobody else's (RFC 7662 section 4).
      introspection: { enabled: true, allowedPolicy: isItsOwn },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: settings.resources.length > 0,
        defaultResource: () => undefined,
        getResourceServerInfo(_context: unknown, resource: string) {
          if (!settings.resources.includes(resource)) throw new errors.InvalidTarget()
          const jwt = { sign: { alg: 'ES256' } }
          return { scope: 'api:read api:write', audience: resource, accessTokenFormat: 'jwt', jwt }
        },
      },
      ...SIGN_IN_FEATURES,
    },
    ttl: {
      AccessToken: access,
      ClientCredentials: access,
      RefreshToken: () => settings.refreshLifeSeconds,
      Grant: 86_400,
      Interaction: 600,
      Session: 600,
      IdToken: 600,
      DeviceCode: 600,
    },
    rotateRefreshToken: () => settings.rotate,
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    // Own keys, since the provider warns loudly about the ones that it would take otherwise.
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
  }
}

function isItsOwn(_context: unknown, client: { clientId: string }, token: { clientId?: string }): boolean {
  return token.clientId === client.clientId
}

/** Puts the record and the switches around the token endpoint. */
function watched(provider: Provider, settings: OauthSettings, record: OauthRecord, ends: Ends): Provider {
  provider.on('grant.revoked', () => {
    record.revokedGrants += 1
  })
  provider.on('server_error', (_context, error) => record.serverErrors.push(String(error.stack)))
  provider.use(async (context: TokenContext, next) => {
    if (context.path !== '/token') return next()
    const from = Date.now()
    if (settings.delayMs > 0) await wait(settings.delayMs, undefined, { ref: false })
    await next()
    noteTokenRequest(record, context, from)
    if (context.status === 200) noteEnd(ends, context.body, from)
    if (settings.answerLateMs > 0) await wait(settings.answerLateMs, undefined, { ref: false })
  })
  return provider
}

async function answer(provider: Provider, record: OauthRecord, ends: Ends, exchange: Exchange): Promise<void> {
  if (INTERACTION.test(exchange.path)) return answerInteraction(provider, exchange)
  if (exchange.path === '/favicon.ico') return void exchange.response.writeHead(204).end()
  if (exchange.path === '/protected') return answerProtected(provider, record, ends, exchange)
  await provider.callback()(exchange.request, exchange.response)
}

async function answerProtected(provider: Provider, record: OauthRecord, ends: Ends, exchange: Exchange): Promise<void> {
  const { bearer } = exchange
  const token = bearer === null ? undefined : await findToken(provider, bearer)
  const at = Date.now()
  if (token?.isValid) {
    record.usesAccepted += 1
    return sendJson(exchange, 200, { client_id: token.clientId, scope: token.scope, exp: token.exp })
  }
  const reason = bearer === null ? 'missing' : token ? 'expired' : 'unknown'
  const end = bearer === null ? undefined : ends.get(bearer)
  record.usesRefused.push({ at, reason, lateMs: end === undefined ? null : at - end })
  exchange.response.setHeader('WWW-Authenticate', 'Bearer error="invalid_token"')
  sendJson(exchange, 401, { error: 'invalid_token' })
}

async function findToken(provider: Provider, value: string) {
  const options = { ignoreExpiration: true }
  return (await provider.AccessToken.find(value, options)) ?? (await provider.ClientCredentials.find(value, options))
}

function noteEnd(ends: Ends, body: unknown, from: number): void {
  const { access_token: token, expires_in: seconds } = body as { access_token: string; expires_in: number }
  ends.set(token, from + seconds * 1000)
}

async function mint(provider: Provider, client: OauthClient, resource: readonly string[]): Promise<string> {
  const grant = new provider.Grant({ accountId: ACCOUNT, clientId: client.id })
  grant.addOIDCScope(OAUTH_SCOPE.refresh_token)
  for (const each of resource) grant.addResourceScope(each, OAUTH_SCOPE.refresh_token)
  const grantId = await grant.save()
  const found = await provider.Client.find(client.id)
  if (!found) throw new Error(`no such client: ${client.id}`)
  const fields = {
    accountId: ACCOUNT,
    client: found,
    grantId,
    gty: 'authorization_code',
    scope: OAUTH_SCOPE.refresh_token,
    ...(resource.length === 0 ? {} : { resource }),
  }
  return new provider.RefreshToken(fields).save()
}
