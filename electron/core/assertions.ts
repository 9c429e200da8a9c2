import { formEncode, type HttpRequest } from '../../shared/http.ts'
import type { Known, System } from '../../shared/systems/system.ts'
import type { OAuth } from './oauth.ts'

/** RFC 7523 section 2.2. */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The request as the client that sends it: where it proves itself with a key, with a freshly signed assertion. */
export async function asClient(oauth: OAuth, system: System, known: Known, request: HttpRequest): Promise<HttpRequest> {
  const wanted = system.assertion?.(known) ?? null
  if (wanted === null) return request
  const assertion = await oauth.sign(wanted)
  const proof = formEncode({ client_assertion_type: JWT_BEARER, client_assertion: assertion.reveal() })
  return { ...request, body: `${request.body ?? ''}&${proof}` }
}
