import type { HttpRequest } from '../../../shared/http.ts'
import { formPart } from '../../../shared/http.ts'

/** The fields of a form request, as a server reads them. */
export function fieldsOf(request: HttpRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(request.body ?? ''))
}

/** Client ID and secret as a server reads them from HTTP Basic (RFC 6749 section 2.3.1), each checked to be encoded. */
export function basicOf(request: HttpRequest): [string, string] {
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? ''
  const joined = Buffer.from(encoded, 'base64').toString('latin1')
  if (Buffer.from(joined, 'latin1').toString('base64') !== encoded) throw new Error('not base64 as RFC 7617 wants it')
  const halves = joined.split(':')
  if (halves.length !== 2) throw new Error(`not two halves: ${halves.length}`)
  const [id = '', secret = ''] = halves.map((half) => new URLSearchParams(`x=${half}`).get('x') ?? '')
  if (joined !== `${formPart(id)}:${formPart(secret)}`) throw new Error('not form-encoded')
  return [id, secret]
}
