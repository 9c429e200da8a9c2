import { joinUrl } from '../domain/address.ts'
import { error, warning } from '../domain/mistake.ts'
import { fault } from '../fault.ts'
import type { HttpOutcome, HttpReply, HttpRequest } from '../http.ts'
import { Secret } from '../secret.ts'
import { CLIENT_AUTH, type ClientAuth } from './client-auth.ts'
import { clientCredentialsRequest, type GrantRequest, readTokenReply, refreshTokenRequest } from './grants.ts'
import { failureFault } from './reply-fault.ts'
import {
  type Draft,
  endpointOf,
  type Known,
  type Mistake,
  ownText,
  type Proof,
  type ProofResult,
  type Renewal,
  type Settings,
  type System,
} from './system.ts'

/** Any OAuth 2.0 server (RFC 6749): a pasted refresh token, or client credentials. */
export const oauth2: System = {
  id: 'oauth2',
  title: 'OAuth 2.0',
  settings: [
    { name: 'baseUrl', kind: 'url', required: true },
    { name: 'clientId', kind: 'text', required: true },
    { name: 'maxRetries', kind: 'integer', required: false, default: 3 },
    {
      name: 'grant',
      kind: 'choice',
      required: false,
      choices: ['refresh_token', 'client_credentials'],
      default: 'refresh_token',
    },
    { name: 'clientAuth', kind: 'choice', required: false, choices: CLIENT_AUTH, default: 'basic' },
    { name: 'scope', kind: 'text', required: false },
    { name: 'resource', kind: 'text', required: false },
    { name: 'audience', kind: 'text', required: false },
    { name: 'extra', kind: 'map', required: false },
    { name: 'expiresAt', kind: 'moment', required: false },
    { name: 'allowHttp', kind: 'flag', required: false, default: false },
  ],
  endpoints: [
    { name: 'token', default: '', required: true },
    { name: 'proof', default: '', required: false },
  ],
  secrets: [
    { name: 'clientSecret', required: false },
    { name: 'refreshToken', required: false },
    { name: 'accessToken', required: false },
  ],
  renewal,
  mistakes,
  renewalRequest,
  readRenewal: (reply: HttpReply) => readTokenReply(reply),
  proofs,
  judge,
}

function renewal(settings: Settings): Renewal {
  return ownText(settings, 'grant') === 'client_credentials' ? 'client-credentials' : 'refresh'
}

function clientAuthOf(settings: Settings): ClientAuth {
  const chosen = ownText(settings, 'clientAuth')
  return CLIENT_AUTH.find((auth) => auth === chosen) ?? 'basic'
}

function tokenUrl(settings: Settings): string {
  return joinUrl(settings.baseUrl, endpointOf(oauth2, settings, 'token'))
}

function extraOf(settings: Settings): Readonly<Record<string, string>> {
  const extra = settings.own['extra']
  return typeof extra === 'object' ? extra : {}
}

function renewalRequest(known: Known): HttpRequest {
  const { settings } = known
  const { clientSecret = null } = known.credentials
  const named = Object.fromEntries(
    ['scope', 'resource', 'audience']
      .map((name) => [name, ownText(settings, name)])
      .filter(([, value]) => value !== ''),
  ) as Record<string, string>
  const grant: GrantRequest = {
    url: tokenUrl(settings),
    clientId: settings.clientId,
    clientSecret,
    // A public client has no secret; an empty Basic header would be refused by strict servers.
    clientAuth: clientSecret === null ? 'none' : clientAuthOf(settings),
    extra: { ...extraOf(settings), ...named },
  }
  const { refreshToken = null } = known.tokens ?? {}
  if (renewal(settings) === 'client-credentials') return clientCredentialsRequest(grant)
  // Never without one: the core asks only for what is renewable (domain/connection.ts).
  return refreshTokenRequest(grant, refreshToken ?? new Secret(''))
}

/** Parameters that the grant itself sets; letting `extra` override them would send something else than was asked for. */
const STANDARD = ['grant_type', 'refresh_token', 'client_id', 'client_secret', 'client_assertion', 'code']

function mistakes(draft: Draft): readonly Mistake[] {
  const { settings, secrets } = draft
  const found: Mistake[] = []
  if (renewal(settings) === 'client-credentials' && secrets.clientSecret === undefined) {
    found.push(error('secrets.clientSecret', 'required_missing', { field: 'clientSecret' }))
  }
  if (renewal(settings) === 'refresh' && secrets.refreshToken === undefined) {
    const make = secrets.accessToken === undefined ? error : warning
    found.push(make('secrets.refreshToken', 'refresh_token_missing'))
  }
  if (clientAuthOf(settings) === 'none' && secrets.clientSecret !== undefined) {
    found.push(warning('settings.clientAuth', 'client_secret_unused'))
  }
  for (const name of STANDARD.filter((standard) => Object.hasOwn(extraOf(settings), standard))) {
    found.push(error(`settings.extra.${name}`, 'standard_parameter', { name }))
  }
  return found
}

const TOKEN_ENDPOINT = 'token_endpoint'
const WITHOUT_TOKEN = 'proof_without_token'
const WITH_TOKEN = 'proof_with_token'

/**
 * A token endpoint answers a bare GET with some status and spends nothing. Where a proof address is set (any call of
 * the API), it is asked without and with the token: refused without and not with it means that the token counts.
 */
function proofs(known: Known): readonly Proof[] {
  const accept = { accept: 'application/json' }
  const found: Proof[] = [
    {
      name: TOKEN_ENDPOINT,
      request: { method: 'GET', url: tokenUrl(known.settings), headers: accept, timeoutMs: 10_000 },
    },
  ]
  const path = endpointOf(oauth2, known.settings, 'proof')
  const accessToken = known.tokens?.accessToken
  if (path === '' || accessToken == null) return found
  const url = joinUrl(known.settings.baseUrl, path)
  const authorization = `${known.tokens?.tokenType ?? 'Bearer'} ${accessToken.reveal()}`
  found.push({ name: WITHOUT_TOKEN, request: { method: 'GET', url, headers: accept, timeoutMs: 10_000 } })
  found.push({
    name: WITH_TOKEN,
    request: { method: 'GET', url, headers: { ...accept, authorization }, timeoutMs: 10_000 },
  })
  return found
}

function judge(outcomes: ReadonlyMap<string, HttpOutcome>): ProofResult {
  const endpoint = outcomes.get(TOKEN_ENDPOINT)
  if (endpoint === undefined) return { reached: 'unknown', tokenAccepted: 'unknown', fault: null }
  if (endpoint.kind === 'failure') return { reached: 'no', tokenAccepted: 'unknown', fault: failureFault(endpoint) }
  if (endpoint.status >= 500) {
    return { reached: 'no', tokenAccepted: 'unknown', fault: fault('server_busy', { status: endpoint.status }) }
  }
  return { reached: 'yes', ...acceptance(outcomes.get(WITHOUT_TOKEN), outcomes.get(WITH_TOKEN)) }
}

function acceptance(
  without: HttpOutcome | undefined,
  withToken: HttpOutcome | undefined,
): Pick<ProofResult, 'tokenAccepted' | 'fault'> {
  if (withToken?.kind !== 'reply' || without?.kind !== 'reply') return { tokenAccepted: 'unknown', fault: null }
  if (withToken.status === 401) return { tokenAccepted: 'no', fault: fault('token_rejected', { status: 401 }) }
  const guarded = without.status === 401 || without.status === 403
  const proved = guarded && withToken.status < 500 && withToken.status !== without.status
  return { tokenAccepted: proved ? 'yes' : 'unknown', fault: null }
}
