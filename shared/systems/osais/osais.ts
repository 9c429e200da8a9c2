import { joinUrl } from '../../entry/address.ts'
import { type Fault, fault } from '../../fault.ts'
import { isHtml } from '../../html-reply.ts'
import type { HttpOutcome, HttpReply, HttpRequest } from '../../http.ts'
import { recordIn } from '../../tokens/token.ts'
import { failureFault, intermediaryFault, replyFault } from '../reply-fault.ts'
import { endpointOf, type Known, type Probe, type ProbeResult, type RenewalAnswer, type System } from '../system.ts'
import { osaisCallbacks } from './callbacks.ts'
import { osaisFields } from './fields.ts'
import { osaisMistakes } from './mistakes.ts'
import { CLIENT_PROOF, clientProbe, dataOf, factsIn } from './record.ts'

/**
 * OSAIS (docs/systems/osais.md): a client token and a secret, with which one logs in again and again; no refresh token.
 */
export const osais: System = {
  id: 'osais',
  title: 'OSAIS',
  ...osaisFields,
  renewal: () => 'login',
  mistakes: osaisMistakes,
  renewalRequest,
  readRenewal,
  probes,
  judge,
  // "Log in again every 24 h" of 72 (section 2); half of a life is the earliest that the plan allows.
  policy: { softFraction: 1 / 2 },
  // Where a duration cannot be read, that advice is all there is to go by. A login spends nothing.
  defaultLifetimeMs: 24 * 3_600_000,
  callbacks: osaisCallbacks,
  programCall: { endpoint: 'client' },
}

function renewalRequest({ settings, credentials }: Known): HttpRequest {
  return {
    method: 'POST',
    url: joinUrl(settings.baseUrl, endpointOf(osaisFields, settings, 'login')),
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      token: credentials.clientToken?.reveal() ?? '',
      secret: credentials.clientSecret?.reveal() ?? '',
    }),
  }
}

/** Success is 201 by the book; any 2xx that brings data.authToken counts (section 2). */
function readRenewal(reply: HttpReply): RenewalAnswer {
  const trouble = refusalIn(reply) ?? replyFault(reply)
  if (trouble !== null) return { ok: false, fault: trouble }
  const { authToken, duration } = dataOf(reply)
  return { ok: true, raw: { access_token: authToken, duration } }
}

/** The server's own "no" has `data: null`; the same status from anything in between has not. */
function refusalIn(reply: HttpReply): Fault | null {
  const { status } = reply
  const body = recordIn(reply)
  if (body === null || !Object.hasOwn(body, 'data')) return null
  if (status === 404) return fault('client_token_unknown', { status })
  if (status === 401 || status === 403) return fault('client_secret_wrong', { status })
  return null
}

/** The client's own record: free of charge, and it also tells whether the server has ever validated this client. */
function probes(known: Known): readonly Probe[] {
  const token = known.tokens?.accessToken?.reveal()
  if (token === undefined) return []
  return [clientProbe(known, token)]
}

function judge(outcomes: ReadonlyMap<string, HttpOutcome>): ProbeResult {
  const client = outcomes.get(CLIENT_PROOF)
  if (client === undefined) return { reached: 'unknown', tokenAccepted: 'unknown', fault: null }
  if (client.kind === 'failure') return { reached: 'no', tokenAccepted: 'unknown', fault: failureFault(client) }
  const { status } = client
  const met = intermediaryFault(client)
  if (met !== null) return { reached: 'no', tokenAccepted: 'unknown', fault: met }
  if (isHtml(client)) return { reached: 'no', tokenAccepted: 'unknown', fault: fault('not_the_server', { status }) }
  // 401 and 403 for a token that has ended are not documented: both count as "log in again" (section 3e).
  if (status === 401 || status === 403)
    return { reached: 'yes', tokenAccepted: 'no', fault: fault('token_rejected', { status }) }
  if (status !== 200) return { reached: 'yes', tokenAccepted: 'unknown', fault: null }
  // The record stands in `data` (section 3a); any other 200 may come from anybody.
  if (Object.keys(dataOf(client)).length === 0)
    return { reached: 'no', tokenAccepted: 'unknown', fault: fault('not_its_answer', { status }) }
  return { reached: 'yes', tokenAccepted: 'yes', fault: null, learned: factsIn(client) }
}
