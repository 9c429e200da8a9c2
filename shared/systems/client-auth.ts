import { plainBase64, textToBase64url } from '../encoding/base64url.ts'
import { formPart, type HttpRequest } from '../http.ts'
import type { Secret } from '../secret.ts'
import { bodyIn, type RequestShape, STANDARD_SHAPE } from './request-shape.ts'

/**
 * Client authentication at a token endpoint (RFC 6749 section 2.3): each function writes its part into a form
 * request and nothing else.
 */
export type TokenForm = {
  readonly url: string
  readonly fields: Readonly<Record<string, string>>
  /** Where the server has a form of its own. */
  readonly shape?: RequestShape
}

export const CLIENT_AUTH = ['basic', 'post', 'none', 'private_key_jwt'] as const
export type ClientAuth = (typeof CLIENT_AUTH)[number]

/** The token request as it will be sent. `clientSecret` is used only by basic and post. */
export function authenticated(
  form: TokenForm,
  how: ClientAuth,
  clientId: string,
  clientSecret: Secret | null,
): HttpRequest {
  const client = clientId === '' ? {} : { client_id: clientId }
  switch (how) {
    case 'basic':
      return post(form, {}, { authorization: basic(clientId, clientSecret) })
    case 'post':
      return post(form, { client_id: clientId, client_secret: clientSecret?.reveal() ?? '' }, {})
    case 'none':
    // The assertion itself is added where it can be signed (`System.assertion`).
    case 'private_key_jwt':
      return post(form, client, {})
  }
}

/** RFC 6749 section 2.3.1: both halves are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: Secret | null): string {
  return `Basic ${plainBase64(textToBase64url(`${formPart(clientId)}:${formPart(clientSecret?.reveal() ?? '')}`))}`
}

function post(
  { url, fields, shape = STANDARD_SHAPE }: TokenForm,
  client: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): HttpRequest {
  const { type, text } = bodyIn(shape, { ...fields, ...client })
  return { method: 'POST', url, headers: { 'content-type': type, accept: 'application/json', ...headers }, body: text }
}
