import { type Fault, fault } from '../../fault.ts'
import { isHtml } from '../../html-reply.ts'
import type { HttpOutcome, HttpReply } from '../../http.ts'
import { recordIn } from '../../tokens/token.ts'
import { momentIn } from '../../tokens/token-fields.ts'
import { isBearer } from '../../tokens/token-type.ts'
import { handOutOf, tokensForPrograms } from '../../tokens/tokens-for-programs.ts'
import { failureFault, intermediaryFault, isRedirect } from '../reply-fault.ts'
import type { Known, Probe, ProbeResult } from '../system.ts'
import { introspectionRequest } from '../token-requests.ts'
import { oauth2Grant, oauth2Url } from './settings.ts'

const TOKEN_ENDPOINT = 'token_endpoint'
const INTROSPECTION = 'introspection'
const WITHOUT_TOKEN = 'proof_without_token'
const WITH_TOKEN = 'proof_with_token'

/**
 * A token endpoint answers a bare GET with some status and spends nothing. An introspection endpoint says outright
 * whether a token counts (RFC 7662), to clients that prove themselves with a secret. Where a proof address is set (any
 * call of the API), it is asked without and with the token: refused without and not with it means that the token counts.
 */
export function oauth2Probes(known: Known): readonly Probe[] {
  const accept = { accept: 'application/json' }
  const found: Probe[] = [
    {
      name: TOKEN_ENDPOINT,
      request: { method: 'GET', url: oauth2Url(known, 'token'), headers: accept, timeoutMs: 10_000 },
    },
  ]
  const { accessToken = null } = known.tokens ?? {}
  const introspects = oauth2Url(known, 'introspection') !== '' && known.credentials.clientSecret !== undefined
  // An ID token is nothing that a server introspects.
  if (introspects && accessToken !== null && handOutOf(known.settings) === 'access') {
    found.push({
      name: INTROSPECTION,
      request: introspectionRequest(oauth2Grant(known, 'introspection', {}), accessToken),
    })
  }
  const url = oauth2Url(known, 'proof')
  const shown = tokensForPrograms(known)
  if (url === '' || shown?.accessToken == null || !isBearer(shown.tokenType)) return found
  const authorization = `${shown.tokenType} ${shown.accessToken.reveal()}`
  found.push({ name: WITHOUT_TOKEN, request: { method: 'GET', url, headers: accept, timeoutMs: 10_000 } })
  found.push({
    name: WITH_TOKEN,
    request: { method: 'GET', url, headers: { ...accept, authorization }, timeoutMs: 10_000 },
  })
  return found
}

export function judgeOauth2(outcomes: ReadonlyMap<string, HttpOutcome>): ProbeResult {
  const endpoint = outcomes.get(TOKEN_ENDPOINT)
  if (endpoint === undefined) return { reached: 'unknown', tokenAccepted: 'unknown', fault: null }
  if (endpoint.kind === 'failure') return { reached: 'no', tokenAccepted: 'unknown', fault: failureFault(endpoint) }
  // To a bare GET a server may answer by leading to its sign-in.
  const met = isRedirect(endpoint) ? null : intermediaryFault(endpoint)
  if (met !== null) return { reached: 'no', tokenAccepted: 'unknown', fault: met }
  const strange = strangerAt(endpoint)
  if (strange !== null) return { reached: 'no', tokenAccepted: 'unknown', fault: strange }
  const told = introspected(outcomes.get(INTROSPECTION))
  const seen = acceptance(outcomes.get(WITHOUT_TOKEN), outcomes.get(WITH_TOKEN))
  // What the API itself does with the token counts before what the server says of it.
  return { reached: 'yes', ...(seen.tokenAccepted === 'unknown' && seen.fault === null ? told : seen) }
}

/**
 * A bare GET is no token request, so a token endpoint refuses it, in whatever words (RFC 6749 section 3.2). Who says yes
 * to it is somebody else: a portal's page, or a server that says yes to everything.
 */
function strangerAt(reply: HttpReply): Fault | null {
  const { status } = reply
  if (status < 200 || status >= 300 || recordIn(reply)?.['error'] !== undefined) return null
  return fault(isHtml(reply) ? 'not_the_server' : 'not_its_answer', { status })
}

type Acceptance = Pick<ProbeResult, 'tokenAccepted' | 'fault' | 'expiresAt'>

/** A server that does not let this client introspect says nothing against the token (RFC 7662 section 2.3). */
function introspected(outcome: HttpOutcome | undefined): Acceptance {
  const body = outcome?.kind === 'reply' && outcome.status === 200 ? recordIn(outcome) : null
  const active = body?.['active']
  if (active === false) return { tokenAccepted: 'no', fault: fault('token_rejected') }
  if (active !== true) return { tokenAccepted: 'unknown', fault: null }
  const expiresAt = momentIn(body?.['exp'], 0)
  return { tokenAccepted: 'yes', fault: null, ...(expiresAt === null ? {} : { expiresAt }) }
}

function acceptance(without: HttpOutcome | undefined, withToken: HttpOutcome | undefined): Acceptance {
  if (withToken?.kind !== 'reply' || without?.kind !== 'reply') return { tokenAccepted: 'unknown', fault: null }
  if (withToken.status === 401) return { tokenAccepted: 'no', fault: fault('token_rejected', { status: 401 }) }
  const guarded = without.status === 401 || without.status === 403
  const page = withToken.status === 200 && isHtml(withToken)
  const proved = guarded && !page && withToken.status < 500 && withToken.status !== without.status
  return { tokenAccepted: proved ? 'yes' : 'unknown', fault: null }
}
