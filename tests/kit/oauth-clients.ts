/** The clients that the OAuth server for tests knows: each grant with each way of client authentication (RFC 6749 section 2.3.1). */

type Auth = 'client_secret_basic' | 'client_secret_post' | 'none'

export type OauthClient = {
  readonly id: string
  /** With marks that form encoding changes: sent raw in HTTP Basic, it is refused. */
  readonly secret: string | null
  readonly auth: Auth
  readonly grant: 'client_credentials' | 'refresh_token'
}

const SECRET = 'odd+secret: 100%/of&it=~'

export const OAUTH_CLIENTS = {
  machineBasic: { id: 'machine-basic', secret: SECRET, auth: 'client_secret_basic', grant: 'client_credentials' },
  machinePost: { id: 'machine-post', secret: SECRET, auth: 'client_secret_post', grant: 'client_credentials' },
  deskPublic: { id: 'desk-public', secret: null, auth: 'none', grant: 'refresh_token' },
  deskBasic: { id: 'desk-basic', secret: SECRET, auth: 'client_secret_basic', grant: 'refresh_token' },
  deskPost: { id: 'desk-post', secret: SECRET, auth: 'client_secret_post', grant: 'refresh_token' },
} as const satisfies Record<string, OauthClient>

/** What a client may ask for; `offline_access` is what a refresh token needs. The server knows `api:write` too: invalid_scope for all. */
export const OAUTH_SCOPE = { client_credentials: 'api:read', refresh_token: 'offline_access api:read' } as const

/** The same as oidc-provider wants it. */
export function clientMetadata(client: OauthClient): Record<string, unknown> {
  return {
    client_id: client.id,
    ...(client.secret === null ? {} : { client_secret: client.secret }),
    token_endpoint_auth_method: client.auth,
    scope: OAUTH_SCOPE[client.grant],
    grant_types: [client.grant],
    response_types: [],
    redirect_uris: [],
  }
}

/** The JSON that `everbearer add --from` takes for this client (design section 5). A refresh token belongs to `refresh_token` clients. */
export function oauthConnection(name: string, issuer: string, client: OauthClient, refreshToken?: string) {
  return {
    name,
    system: 'oauth2',
    settings: {
      baseUrl: `${issuer}/`,
      clientId: client.id,
      grant: client.grant,
      clientAuth: client.auth.replace('client_secret_', ''),
      scope: OAUTH_SCOPE[client.grant],
      endpoints: { token: '/token', proof: '/protected' },
    },
    secrets: {
      ...(client.secret === null ? {} : { clientSecret: client.secret }),
      ...(refreshToken === undefined ? {} : { refreshToken }),
    },
  }
}
