/** Every way in which a server can fail to give a token, and every kind of connection that may ask for one. */

import type { HttpTrouble } from '../../shared/http.ts'
import { clientCredentialsEntry, drawEntry } from '../core/started-keeper.ts'
import type { MemoryPorts } from '../kit/memory-ports.ts'

export const STATUSES = [
  ...[200, 201, 302, 400, 401, 403, 404, 405, 407, 408, 410],
  ...[422, 425, 429, 500, 502, 503, 504],
]

const errors = [
  ...['invalid_grant', 'invalid_client', 'invalid_request', 'invalid_scope', 'unauthorized_client'],
  ...['unsupported_grant_type', 'access_denied', 'interaction_required', 'temporarily_unavailable', 'slow_down'],
]

type Body = { readonly body?: string; readonly json?: unknown; readonly headers?: Readonly<Record<string, string>> }

/** What it writes, by a word for it. */
export const BODIES: Readonly<Record<string, Body>> = {
  nothing: { body: '' },
  '{}': { json: {} },
  ...Object.fromEntries(errors.map((error) => [error, { json: { error } }])),
  'a word of its own': { json: { error: 'bad_refresh_token', error_description: 'The refresh token is expired.' } },
  'a detail': { json: { detail: 'Token is blacklisted' } },
  'no data': { json: { data: null, message: 'Unknown client' } },
  'a page': { body: '<!DOCTYPE html><html><body>Welcome</body></html>', headers: { 'content-type': 'text/html' } },
  'plain words': { body: 'OK, but no' },
}

/** Every way in which no reply comes, and whether the request may have reached a server. */
export const NO_REPLY: Readonly<Record<HttpTrouble, boolean>> = {
  offline: false,
  unknown_host: false,
  connection_refused: false,
  timed_out: true,
  reply_lost: true,
  reply_too_large: true,
  certificate: false,
  client_certificate_needed: false,
  proxy_refused: false,
  proxy_sign_in: false,
  redirected: true,
}

type Json = Readonly<Record<string, unknown>>

/**
 * `renewedBefore`: its settings have worked once; `signsIn`: a person has given it its tokens; `tested`: it renews nothing,
 * so that a server is asked in tests alone.
 */
export type Kind = {
  readonly entry: (ports: Pick<MemoryPorts, 'clock'>) => unknown
  readonly signsIn?: true
  readonly renewedBefore?: true
  readonly tested?: true
}

const oauth = ({ clock }: Pick<MemoryPorts, 'clock'>, grant: string): Json => ({
  name: 'ward',
  system: 'oauth2',
  settings: {
    ...{ baseUrl: 'https://api.example/', clientId: 'desk', clientAuth: 'none', grant, maxRetries: 0 },
    endpoints: { token: '/token', device: '/device', authorization: '/authorize' },
    expiresAt: new Date(clock.now() + 60_000).toISOString(),
  },
  secrets: { accessToken: 'access-0', refreshToken: 'refresh-0' },
})

export const KINDS: Readonly<Record<string, Kind>> = {
  DRAW: { entry: (ports) => drawEntry('ward', ports, 60, { maxRetries: 0 }) },
  'OAuth 2.0, a pasted refresh token': { entry: (ports) => oauth(ports, 'refresh_token') },
  'OAuth 2.0, signed in with a browser': { entry: (ports) => oauth(ports, 'authorization_code'), signsIn: true },
  'OAuth 2.0, signed in by device, has renewed before': {
    entry: (ports) => oauth(ports, 'device_code'),
    signsIn: true,
    renewedBefore: true,
  },
  'OAuth 2.0, client credentials': { entry: () => withoutRetries(clientCredentialsEntry('ward') as Json) },
  OSAIS: {
    entry: () => ({
      name: 'ward',
      system: 'osais',
      settings: { baseUrl: 'https://osais.example/', maxRetries: 0 },
      secrets: { clientToken: 'a-client-token', clientSecret: 'a-client-secret' },
    }),
  },
  'Run:AI, Keycloak': { entry: () => runai('keycloak') },
  'Run:AI, app token': { entry: () => runai('app-token') },
  'Run:AI, whichever it is': { entry: () => runai('auto') },
  Crafter: {
    tested: true,
    entry: ({ clock }) => ({
      name: 'ward',
      system: 'crafter',
      settings: {
        baseUrl: 'https://crafter.example/crafter-profile/',
        expiresAt: new Date(clock.now() + 40 * 86_400_000).toISOString(),
      },
      secrets: { accessToken: 'an-access-token' },
    }),
  },
}

function withoutRetries(entry: Json): Json {
  return { ...entry, settings: { ...(entry['settings'] as Json), maxRetries: 0 } }
}

function runai(tokenRequest: string): Json {
  return {
    name: 'ward',
    system: 'runai',
    settings: { baseUrl: 'https://runai.example/', clientId: 'app', realm: 'lab', tokenRequest, maxRetries: 0 },
    secrets: { clientSecret: 'a-client-secret' },
  }
}
