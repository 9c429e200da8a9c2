import type { HttpReply, HttpRequest } from '../http.ts'
import type { Secret } from '../secret.ts'
import { fieldsIn } from '../tokens/reply-fields.ts'
import { authenticated, type ClientAuth, type TokenForm } from './client-auth.ts'
import { replyFault } from './reply-fault.ts'
import { type RequestShape, STANDARD_SHAPE } from './request-shape.ts'
import type { CodeAnswer } from './sign-in.ts'
import type { RenewalAnswer } from './system.ts'

/** Token requests: the two grants that renew without a person (RFC 6749 sections 4.4 and 6), and those after a person has signed in. */

export type GrantRequest = {
  readonly url: string
  readonly clientId: string
  readonly clientSecret: Secret | null
  readonly clientAuth: ClientAuth
  /** Scope, resource, audience and what else the server wants. */
  readonly extra: Readonly<Record<string, string>>
  readonly shape?: RequestShape
}

export function refreshTokenRequest(grant: GrantRequest, refreshToken: Secret): HttpRequest {
  return tokenRequest(grant, { grant_type: 'refresh_token', refresh_token: refreshToken.reveal() })
}

export function clientCredentialsRequest(grant: GrantRequest): HttpRequest {
  return tokenRequest(grant, { grant_type: 'client_credentials' })
}

/** RFC 6749 section 4.1.3, with the code verifier of RFC 7636. */
export function authorizationCodeRequest(
  grant: GrantRequest,
  { code, verifier, redirectUri }: CodeAnswer,
): HttpRequest {
  return tokenRequest(grant, {
    grant_type: 'authorization_code',
    code: code.reveal(),
    redirect_uri: redirectUri,
    code_verifier: verifier.reveal(),
  })
}

/** RFC 8628 section 3.4. */
export function deviceCodeRequest(grant: GrantRequest, deviceCode: Secret): HttpRequest {
  return tokenRequest(grant, {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: deviceCode.reveal(),
  })
}

/** RFC 8628 section 3.1: a request for codes, sent like a token request but without a grant. */
export function deviceAuthorizationRequest(grant: GrantRequest): HttpRequest {
  return tokenRequest(grant, {})
}

/** RFC 7009 section 2.1. */
export function revocationRequest(
  grant: GrantRequest,
  token: Secret,
  hint: 'access_token' | 'refresh_token',
): HttpRequest {
  return tokenRequest(grant, { token: token.reveal(), token_type_hint: hint })
}

/** RFC 7662 section 2.1. */
export function introspectionRequest(grant: GrantRequest, accessToken: Secret): HttpRequest {
  return tokenRequest(grant, { token: accessToken.reveal(), token_type_hint: 'access_token' })
}

function tokenRequest(grant: GrantRequest, standard: Readonly<Record<string, string>>): HttpRequest {
  const { url, shape = STANDARD_SHAPE } = grant
  const form: TokenForm = { url, shape, fields: { ...grant.extra, ...standard } }
  return authenticated(form, grant.clientAuth, grant.clientId, grant.clientSecret)
}

/** A standard token reply (RFC 6749 section 5.1); the gate in shared/tokens/token.ts reads the fields. */
export function readTokenReply(reply: HttpReply): RenewalAnswer {
  const trouble = replyFault(reply)
  return trouble === null ? { ok: true, raw: fieldsIn(reply) ?? {} } : { ok: false, fault: trouble }
}
