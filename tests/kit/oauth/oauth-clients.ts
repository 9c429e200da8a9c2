/** The clients that the OAuth server for tests knows: each grant with each way of client authentication (RFC 6749 section 2.3.1). */

import { generateKeyPairSync } from 'node:crypto'

type Auth = 'client_secret_basic' | 'client_secret_post' | 'none' | 'private_key_jwt'

export type OauthClient = {
  readonly id: string
  /** With marks that form encoding changes: sent raw in HTTP Basic, it is refused. */
  readonly secret: string | null
  readonly auth: Auth
  readonly grant: 'client_credentials' | 'refresh_token' | 'authorization_code' | 'device_code'
}

const SECRET = 'odd+secret: 100%/of&it=~'

export const OAUTH_CLIENTS = {
  machineBasic: { id: 'machine-basic', secret: SECRET, auth: 'client_secret_basic', grant: 'client_credentials' },
  machinePost: { id: 'machine-post', secret: SECRET, auth: 'client_secret_post', grant: 'client_credentials' },
  deskPublic: { id: 'desk-public', secret: null, auth: 'none', grant: 'refresh_token' },
  deskBasic: { id: 'desk-basic', secret: SECRET, auth: 'client_secret_basic', grant: 'refresh_token' },
  browserPublic: { id: 'browser-public', secret: null, auth: 'none', grant: 'authorization_code' },
  devicePublic: { id: 'device-public', secret: null, auth: 'none', grant: 'device_code' },
  machineKey: { id: 'machine-key', secret: null, auth: 'private_key_jwt', grant: 'client_credentials' },
  deskPost: { id: 'desk-post', secret: SECRET, auth: 'client_secret_post', grant: 'refresh_token' },
} as const satisfies Record<string, OauthClient>

/** What a client may ask for; `offline_access` is what a refresh token needs. The server knows `api:write` too: invalid_scope for all. */
export const OAUTH_SCOPE = {
  client_credentials: 'api:read',
  refresh_token: 'offline_access api:read',
  authorization_code: 'openid offline_access api:read',
  device_code: 'openid offline_access api:read',
} as const

/** As oidc-provider names what a client may do. */
const GRANT_TYPES = {
  client_credentials: ['client_credentials'],
  refresh_token: ['refresh_token'],
  authorization_code: ['authorization_code', 'refresh_token'],
  device_code: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
} as const

/** The key of `machineKey`; a new one in each process. */
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
export const MACHINE_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** The same as oidc-provider wants it. */
export function clientMetadata(client: OauthClient): Record<string, unknown> {
  return {
    client_id: client.id,
    ...(client.secret === null ? {} : { client_secret: client.secret }),
    token_endpoint_auth_method: client.auth,
    scope: OAUTH_SCOPE[client.grant],
    grant_types: GRANT_TYPES[client.grant],
    // A native client may answer on any port of the loopback address (RFC 8252 section 7.3).
    ...(client.grant === 'authorization_code'
      ? { application_type: 'native', response_types: ['code'], redirect_uris: ['http://127.0.0.1/callback'] }
      : { response_types: [], redirect_uris: [] }),
    ...(client.auth === 'private_key_jwt' ? { jwks: { keys: [publicKey.export({ format: 'jwk' })] } } : {}),
  }
}

/** The JSON that `everbearer add --from` takes for this client. A refresh token belongs to `refresh_token` clients. */
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
