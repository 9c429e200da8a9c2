import { recordIn } from '../domain/token.ts'
import type { HttpReply, HttpRequest } from '../http.ts'
import type { Secret } from '../secret.ts'
import { authenticated, type ClientAuth, type TokenForm } from './client-auth.ts'
import { replyFault } from './reply-fault.ts'
import type { RenewalAnswer } from './system.ts'

/** The two grants that renew without a person, as token requests (RFC 6749 sections 4.4 and 6). */

export type GrantRequest = {
  readonly url: string
  readonly clientId: string
  readonly clientSecret: Secret | null
  readonly clientAuth: ClientAuth
  /** Scope, resource, audience and what else the server wants. */
  readonly extra: Readonly<Record<string, string>>
}

export function refreshTokenRequest(grant: GrantRequest, refreshToken: Secret): HttpRequest {
  return tokenRequest(grant, { grant_type: 'refresh_token', refresh_token: refreshToken.reveal() })
}

export function clientCredentialsRequest(grant: GrantRequest): HttpRequest {
  return tokenRequest(grant, { grant_type: 'client_credentials' })
}

function tokenRequest(grant: GrantRequest, standard: Readonly<Record<string, string>>): HttpRequest {
  const form: TokenForm = { url: grant.url, fields: { ...grant.extra, ...standard } }
  return authenticated(form, grant.clientAuth, grant.clientId, grant.clientSecret)
}

/** A standard token reply (RFC 6749 section 5.1); the gate in domain/token.ts reads the fields. */
export function readTokenReply(reply: HttpReply): RenewalAnswer {
  const trouble = replyFault(reply)
  return trouble === null ? { ok: true, raw: recordIn(reply) ?? {} } : { ok: false, fault: trouble }
}
