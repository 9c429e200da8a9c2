import { type Fault, type FaultCode, fault } from '../../fault.ts'
import { isHtml } from '../../html-reply.ts'
import type { HttpReply, HttpRequest } from '../../http.ts'
import { Secret } from '../../secret.ts'
import type { Narrowing } from '../../tokens/narrowing.ts'
import { fieldsIn } from '../../tokens/reply-fields.ts'
import { HAND_OUT, handOutOf } from '../../tokens/tokens-for-programs.ts'
import { algorithmsFor } from '../assertion-algorithms.ts'
import { CLIENT_AUTH } from '../client-auth.ts'
import { withoutDiscoveredTokenEndpoint } from '../discovered-addresses.ts'
import { type AssertionRequest, type Known, type Learned, ownText, type RenewalAnswer, type System } from '../system.ts'
import {
  clientCredentialsRequest,
  type GrantRequest,
  readTokenReply,
  refreshTokenRequest,
  revocationRequest,
} from '../token-requests.ts'
import { learnedClientAuth, otherClientAuth } from './client-auth-fallback.ts'
import { oauth2Mistakes } from './mistakes.ts'
import { OAUTH2_PRESETS } from './presets.ts'
import {
  forgottenShape,
  isNonStandard,
  learnedShape,
  nextShape,
  refreshField,
  requestShapeOf,
  standardFields,
  TOKEN_REQUESTS,
} from './request-shapes.ts'
import {
  clientAuthOf,
  OAUTH2_ENDPOINTS,
  OAUTH2_GRANTS,
  oauth2Grant,
  oauth2Renewal,
  oauth2SignInMethod,
  oauth2Url,
  resourceParameter,
  tokenParametersOf,
} from './settings.ts'
import { oauth2SignIn } from './sign-in.ts'
import { judgeOauth2, oauth2Probes } from './verdict.ts'

/** Any OAuth 2.0 server (RFC 6749): a person signs in, or pastes a refresh token, or the client has its own credentials. */
export const oauth2: System = {
  id: 'oauth2',
  title: 'OAuth 2.0',
  takesPassword: true,
  settings: [
    { name: 'baseUrl', kind: 'url', required: true, question: 'where' },
    { name: 'issuer', kind: 'url', required: false, question: 'where' },
    { name: 'clientId', kind: 'text', required: false, question: 'as_whom' },
    { name: 'maxRetries', kind: 'integer', required: false, default: 3, rare: true },
    {
      name: 'grant',
      kind: 'choice',
      required: false,
      choices: OAUTH2_GRANTS,
      default: 'refresh_token',
      question: 'who',
    },
    {
      name: 'clientAuth',
      kind: 'choice',
      required: false,
      choices: CLIENT_AUTH,
      default: 'basic',
      question: 'as_whom',
      askedWith: (settings) => oauth2Renewal(settings) === 'client-credentials',
    },
    { name: 'scope', kind: 'text', required: false, question: 'as_whom' },
    { name: 'resource', kind: 'text', required: false, rare: true },
    { name: 'audience', kind: 'text', required: false, rare: true },
    { name: 'redirectUri', kind: 'text', required: false, rare: true },
    { name: 'extra', kind: 'map', required: false },
    { name: 'tokenRequest', kind: 'choice', required: false, choices: TOKEN_REQUESTS, default: 'auto', rare: true },
    { name: 'requestFields', kind: 'map', required: false },
    { name: 'replyFields', kind: 'map', required: false },
    { name: 'expiresAt', kind: 'moment', required: false },
    { name: 'handOut', kind: 'choice', required: false, choices: HAND_OUT, default: 'access', rare: true },
    { name: 'allowHttp', kind: 'flag', required: false, default: false },
  ],
  endpoints: OAUTH2_ENDPOINTS,
  secrets: [
    { name: 'clientSecret', required: false },
    { name: 'refreshToken', required: false },
    { name: 'accessToken', required: false },
    { name: 'privateKey', required: false },
  ],
  issuer: (settings) => ownText(settings, 'issuer'),
  renewal: oauth2Renewal,
  credentials: (settings) => [clientAuthOf(settings) === 'private_key_jwt' ? 'privateKey' : 'clientSecret'],
  mistakes: oauth2Mistakes,
  renewalRequest,
  narrowedRequest,
  readRenewal,
  refreshField,
  assertion,
  probes: oauth2Probes,
  judge: judgeOauth2,
  revocation,
  signIn: oauth2SignIn,
  presets: OAUTH2_PRESETS,
}

function renewalRequest(known: Known): HttpRequest {
  return tokenRequest(known, oauth2Grant(known, 'token'))
}

/**
 * The same request with the resource and scope that one call asks for (RFC 8707 section 2.2). A server with words of its
 * own has none for that, and who hands out ID tokens cannot ask for them by resource.
 */
function narrowedRequest(known: Known, { resource, scope }: Narrowing): HttpRequest | null {
  const { settings } = known
  if (handOutOf(settings) === 'id' || isNonStandard(requestShapeOf(known))) return null
  const asked = {
    ...(resource === undefined ? {} : { [resourceParameter(settings)]: resource }),
    ...(scope === undefined ? {} : { scope }),
  }
  return tokenRequest(known, oauth2Grant(known, 'token', { ...tokenParametersOf(settings), ...asked }))
}

function tokenRequest(known: Known, grant: GrantRequest): HttpRequest {
  if (oauth2Renewal(known.settings) === 'client-credentials') return clientCredentialsRequest(grant)
  // Never without one: the core asks only for what is renewable (shared/connections/connection.ts).
  return refreshTokenRequest(grant, known.tokens?.refreshToken ?? new Secret(''))
}

/** Older servers want their token endpoint named as audience, newer ones their issuer (RFC 7523bis); all take the issuer they told. */
function assertion(known: Known): AssertionRequest | null {
  const { privateKey } = known.credentials
  if (clientAuthOf(known.settings) !== 'private_key_jwt' || privateKey === undefined) return null
  const audience = ownText(known.settings, 'issuer') || oauth2Url(known, 'token')
  return { clientId: known.settings.clientId, audience, key: privateKey, algorithms: algorithmsFor(known.learned) }
}

/** A refresh token takes its access tokens along (RFC 7009 section 2.1); without one there is the access token to end. */
function revocation(known: Known): HttpRequest | null {
  const { accessToken = null, refreshToken = null } = known.tokens ?? {}
  if (oauth2Url(known, 'revocation') === '') return null
  const grant = oauth2Grant(known, 'revocation', {})
  if (refreshToken !== null) return revocationRequest(grant, refreshToken, 'refresh_token')
  return accessToken === null ? null : revocationRequest(grant, accessToken, 'access_token')
}

/**
 * Only a new sign-in helps: by the standard's word, by a no in the server's own or in none, or by a 400 without any
 * reason where these settings have renewed before (glewlwyd sends an empty body, others call the request invalid).
 */
function isSessionOver({ code, params }: Fault, reply: HttpReply, { hasRenewed = false }: Known): boolean {
  if (code === 'invalid_grant') return true
  if (code === 'refused') return true
  if (code !== 'bad_request' || !hasRenewed || reply.status !== 400 || isHtml(reply)) return false
  const said = fieldsIn(reply)?.['error'] ?? params['error']
  return said === undefined || said === 'invalid_request'
}

/** An address that a server told may be gone after its next version: then the issuer is asked again. */
const GONE_STATUSES = [404, 405, 410]

/** Refusals of what was sent, not of how it was written: so the shape was understood. */
const UNDERSTOOD_CODES: readonly FaultCode[] = ['invalid_grant', 'invalid_client', 'refused']

function readRenewal(reply: HttpReply, known: Known): RenewalAnswer {
  const { settings, learned } = known
  const answer = readTokenReply(reply)
  if (answer.ok) {
    const { scope } = tokenParametersOf(settings)
    const asked = scope === undefined ? {} : { askedScope: scope }
    const understood = { ...learnedShape(known), ...learnedClientAuth(known) }
    return withFacts({ ok: true, raw: standardFields(reply, settings), ...asked }, understood)
  }
  const tryWith = nextShape(reply, known) ?? otherClientAuth(answer.fault, reply, known)
  if (tryWith !== null) return { ...answer, tryWith }
  if (oauth2SignInMethod(settings) !== null && isSessionOver(answer.fault, reply, known))
    return { ok: false, fault: fault('session_ended', { status: reply.status }) }
  const shape = UNDERSTOOD_CODES.includes(answer.fault.code) ? learnedShape(known) : forgottenShape(known)
  const isGone = GONE_STATUSES.includes(reply.status) && settings.endpoints['token'] === undefined
  return withFacts(answer, { ...shape, ...(isGone ? withoutDiscoveredTokenEndpoint(learned) : {}) })
}

function withFacts(answer: RenewalAnswer, learned: Learned): RenewalAnswer {
  return Object.keys(learned).length === 0 ? answer : { ...answer, learned }
}
