import { textToBase64url } from '../base64url.ts'
import { formEncode, formPart, type HttpRequest } from '../http.ts'
import type { Secret } from '../secret.ts'

/**
 * Client authentication at a token endpoint (RFC 6749 section 2.3): each function writes its part into a form
 * request and nothing else.
 */
export type TokenForm = { readonly url: string; readonly fields: Readonly<Record<string, string>> }

export const CLIENT_AUTH = ['basic', 'post', 'none', 'private_key_jwt'] as const
export type ClientAuth = (typeof CLIENT_AUTH)[number]

/** The token request as it will be sent. `clientSecret` is used only by basic and post. */
export function authenticated(
  form: TokenForm,
  how: ClientAuth,
  clientId: string,
  clientSecret: Secret | null,
): HttpRequest {
  switch (how) {
    case 'basic':
      return post(form.url, form.fields, { authorization: basic(clientId, clientSecret) })
    case 'post':
      return post(form.url, { ...form.fields, client_id: clientId, client_secret: clientSecret?.reveal() ?? '' }, {})
    case 'none':
    // The assertion itself is added where it can be signed (`System.assertion`).
    case 'private_key_jwt':
      return post(form.url, { ...form.fields, client_id: clientId }, {})
  }
}

/** RFC 6749 section 2.3.1: both halves are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: Secret | null): string {
  return `Basic ${plainBase64(`${formPart(clientId)}:${formPart(clientSecret?.reveal() ?? '')}`)}`
}

function post(
  url: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): HttpRequest {
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', ...headers },
    body: formEncode(fields),
  }
}

/** The padded plain alphabet that HTTP Basic uses (RFC 7617); the text is ASCII after form encoding. */
function plainBase64(ascii: string): string {
  const text = textToBase64url(ascii).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}
