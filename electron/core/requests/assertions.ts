import { formEncode, type HttpOutcome, type HttpRequest } from '../../../shared/http.ts'
import type { AssertionRequest, Known, System } from '../../../shared/systems/system.ts'
import { readHttpDate } from '../../../shared/time/instant.ts'
import { recordIn } from '../../../shared/tokens/token.ts'
import type { Clock } from '../ports.ts'
import type { OAuth } from './oauth.ts'

/** RFC 7523 section 2.2. */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Servers grant clocks half a minute or more; a smaller difference is no reason for a refusal. */
const WRONG_CLOCK_MS = 30_000

type ClientMeans = {
  readonly clock: Pick<Clock, 'now'>
  readonly oauth: OAuth
  /** Sends for the connection whose client it is (sending.ts). */
  readonly send: (request: HttpRequest) => Promise<HttpOutcome>
}

/**
 * Sends the request as the client that it is: where it proves itself with a key, with a freshly signed assertion. An
 * assertion says when it was made, so a wrong clock has it refused: then it is signed once more by the server's own clock
 * (its Date header), or by ours where the server's was it. A refused client spends nothing, since a server looks at the grant only after it.
 */
export async function sendAsClient(
  { clock, oauth, send }: ClientMeans,
  system: System,
  known: Known,
  request: HttpRequest,
): Promise<HttpOutcome> {
  const wanted = system.assertion?.(known) ?? null
  if (wanted === null) return send(request)
  const offsetMs = known.tokens?.clockOffset ?? 0
  const outcome = await send(await signed(oauth, wanted, request, clock.now() + offsetMs))
  if (!isRefusedClient(outcome)) return outcome
  // A Date that does not help may be that of a proxy whose clock is not set: then ours is the better one.
  const others = [clockOffsetIn(outcome), 0].filter((each) => each !== null)
  const other = others.find((each) => Math.abs(each - offsetMs) > WRONG_CLOCK_MS)
  return other === undefined ? outcome : send(await signed(oauth, wanted, request, clock.now() + other))
}

async function signed(oauth: OAuth, wanted: AssertionRequest, request: HttpRequest, at: number): Promise<HttpRequest> {
  const assertion = await oauth.sign(wanted, at)
  const proof = formEncode({ client_assertion_type: JWT_BEARER, client_assertion: assertion.reveal() })
  return { ...request, body: `${request.body ?? ''}&${proof}` }
}

/** A 2xx may have spent the grant, whatever it says beside that. */
function isRefusedClient(outcome: HttpOutcome): boolean {
  if (outcome.kind === 'failure' || outcome.status < 300) return false
  const error = recordIn(outcome)?.['error']
  return error === 'invalid_client' || error === 'unauthorized_client'
}

/** The server's clock minus ours, ms; null where it does not tell. */
function clockOffsetIn(outcome: HttpOutcome): number | null {
  if (outcome.kind === 'failure') return null
  const date = readHttpDate(outcome.headers['date'] ?? '')
  return date === null ? null : date - Math.round((outcome.sentAt + outcome.receivedAt) / 2)
}
