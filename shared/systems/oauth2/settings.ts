import { CLIENT_AUTH, type ClientAuth } from '../client-auth.ts'
import { CLIENT_AUTH_FACT, urlOf } from '../discovered-addresses.ts'
import {
  type EndpointField,
  type Known,
  type Learned,
  ownText,
  type Renewal,
  type Settings,
  type SignInMethod,
} from '../system.ts'
import type { GrantRequest } from '../token-requests.ts'
import { requestShapeOf } from './request-shapes.ts'

/** What the settings of an OAuth connection say, read once for requests, mistakes and tests alike. */

export const OAUTH2_GRANTS = ['refresh_token', 'client_credentials', 'authorization_code', 'device_code'] as const

/** All but the last are what an issuer tells of itself. */
export const OAUTH2_ENDPOINTS: readonly EndpointField[] = [
  {
    name: 'token',
    default: '',
    required: true,
    unless: 'issuer',
    own: true,
    question: 'where',
    askedWith: hasNoIssuer,
  },
  {
    name: 'authorization',
    default: '',
    required: false,
    own: true,
    question: 'where',
    askedWith: (settings) => hasNoIssuer(settings) && oauth2SignInMethod(settings) === 'browser',
  },
  {
    name: 'device',
    default: '',
    required: false,
    own: true,
    question: 'where',
    askedWith: (settings) => hasNoIssuer(settings) && oauth2SignInMethod(settings) === 'device',
  },
  { name: 'revocation', default: '', required: false, own: true },
  { name: 'introspection', default: '', required: false, own: true },
  { name: 'proof', default: '', required: false },
]

/** An issuer tells all of its addresses itself. */
function hasNoIssuer(settings: Settings): boolean {
  return ownText(settings, 'issuer') === ''
}

export function oauth2Url(known: Pick<Known, 'settings' | 'learned'>, endpoint: string): string {
  return urlOf({ endpoints: OAUTH2_ENDPOINTS }, known, endpoint)
}

export function oauth2Renewal(settings: Settings): Renewal {
  return ownText(settings, 'grant') === 'client_credentials' ? 'client-credentials' : 'refresh'
}

export function oauth2SignInMethod(settings: Settings): SignInMethod | null {
  const grant = ownText(settings, 'grant')
  if (grant === 'authorization_code') return 'browser'
  return grant === 'device_code' ? 'device' : null
}

/** As set; HTTP Basic gives way to the body of the request where the server is known to look for the secret there alone. */
export function clientAuthOf(settings: Settings, learned: Learned = {}): ClientAuth {
  const chosen = ownText(settings, 'clientAuth')
  const auth = CLIENT_AUTH.find((each) => each === chosen) ?? 'basic'
  return auth === 'basic' && learned[CLIENT_AUTH_FACT]?.startsWith('post') === true ? 'post' : auth
}

export function extraOf(settings: Settings): Readonly<Record<string, string>> {
  const extra = settings.own['extra']
  return typeof extra === 'object' ? extra : {}
}

/** What the server is asked for: scope, resource (RFC 8707), audience and whatever else was set, without what is empty. */
export function authorizationParameters(settings: Settings): Readonly<Record<string, string>> {
  const named = ['scope', 'resource', 'audience'].map((name) => [name, ownText(settings, name)] as const)
  return { ...extraOf(settings), ...Object.fromEntries(named.filter(([, value]) => value !== '')) }
}

/**
 * What a token request repeats of it. After a sign-in the person has granted all of it, and some servers refuse a token
 * request that says again what belongs into the sign-in (Google); only a resource may narrow it (RFC 8707 section 2.2).
 */
export function tokenParametersOf(settings: Settings): Readonly<Record<string, string>> {
  if (oauth2SignInMethod(settings) === null) return authorizationParameters(settings)
  const resource = ownText(settings, 'resource')
  return resource === '' ? {} : { resource }
}

/** Where this server names an audience and no resource (Auth0), that is where another one is asked for. */
export function resourceParameter(settings: Settings): 'resource' | 'audience' {
  const named = authorizationParameters(settings)
  return named['audience'] !== undefined && named['resource'] === undefined ? 'audience' : 'resource'
}

/** A request to this endpoint as the client that it is, with everything but the grant itself. */
export function oauth2Grant(known: Known, endpoint: string, extra = tokenParametersOf(known.settings)): GrantRequest {
  const { settings } = known
  const { clientSecret = null } = known.credentials
  const chosen = clientAuthOf(settings, known.learned)
  return {
    url: oauth2Url(known, endpoint),
    clientId: settings.clientId,
    clientSecret,
    // A public client has no secret; an empty Basic header would be refused by strict servers.
    clientAuth: chosen !== 'private_key_jwt' && clientSecret === null ? 'none' : chosen,
    extra,
    // Only the token endpoint is asked in a server's own words.
    ...(endpoint === 'token' ? { shape: requestShapeOf(known) } : {}),
  }
}
