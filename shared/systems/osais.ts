import { joinUrl } from '../domain/address.ts'
import { isHtml } from '../domain/content.ts'
import { recordIn } from '../domain/token.ts'
import type { RawTokens } from '../domain/token-fields.ts'
import { type Fault, fault } from '../fault.ts'
import type { HttpOutcome, HttpReply, HttpRequest } from '../http.ts'
import { osaisMistakes } from './osais-mistakes.ts'
import { failureFault, replyFault } from './reply-fault.ts'
import {
  endpointOf,
  type Known,
  type Learned,
  type Proof,
  type ProofResult,
  type RenewalAnswer,
  type System,
} from './system.ts'

/** A picture of the size that the ping AI takes (256 to 1,024 px); anyone may name another. */
const TEST_IMAGE = 'https://upload.wikimedia.org/wikipedia/commons/4/47/PNG_transparency_demonstration_1.png'

/** OSAIS (systems/osais.md): a client token and a secret, with which one logs in again and again; no refresh token. */
export const osais: System = {
  id: 'osais',
  title: 'OSAIS',
  settings: [
    { name: 'baseUrl', kind: 'url', required: true, default: 'https://opensourceais.com/' },
    { name: 'maxRetries', kind: 'integer', required: false, default: 3 },
    { name: 'domain', kind: 'text', required: false },
    { name: 'uriNotify', kind: 'text', required: false },
    { name: 'uriUpload', kind: 'text', required: false },
    { name: 'testImageUrl', kind: 'url', required: false, default: TEST_IMAGE },
    { name: 'allowHttp', kind: 'flag', required: false, default: false },
  ],
  endpoints: [
    { name: 'login', default: '/api/v1/public/client/login', required: true },
    { name: 'client', default: '/api/v1/private/client', required: true },
    { name: 'notify', default: '/api/v1/private/client/notify', required: true },
    { name: 'ping', default: '/api/v1/private/client/ai/ping', required: true },
    { name: 'request', default: '/api/v1/private/client/request/{uid}', required: true, placeholder: 'uid' },
  ],
  secrets: [
    { name: 'clientToken', required: true },
    { name: 'clientSecret', required: true },
  ],
  renewal: () => 'login',
  mistakes: osaisMistakes,
  renewalRequest,
  readRenewal,
  proofs,
  judge,
}

function renewalRequest({ settings, credentials }: Known): HttpRequest {
  return {
    method: 'POST',
    url: joinUrl(settings.baseUrl, endpointOf(osais, settings, 'login')),
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

function dataOf(reply: HttpReply): RawTokens {
  const data = recordIn(reply)?.['data']
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...data } : {}
}

const CLIENT = 'osais_client'

/** The client's own record: free of charge, and it also tells whether the server has ever validated this client. */
function proofs(known: Known): readonly Proof[] {
  const token = known.tokens?.accessToken?.reveal()
  if (token === undefined) return []
  return [{ name: CLIENT, request: osaisClientRequest(known, token) }]
}

/** The client's own record (section 3a; undocumented, used by the vendor's library). */
export function osaisClientRequest({ settings }: Known, token: string): HttpRequest {
  return {
    method: 'GET',
    url: joinUrl(settings.baseUrl, endpointOf(osais, settings, 'client')),
    headers: { accept: 'application/json', authorization: `Bearer ${token}` },
    timeoutMs: 10_000,
  }
}

function judge(outcomes: ReadonlyMap<string, HttpOutcome>): ProofResult {
  const client = outcomes.get(CLIENT)
  if (client === undefined) return { reached: 'unknown', tokenAccepted: 'unknown', fault: null }
  if (client.kind === 'failure') return { reached: 'no', tokenAccepted: 'unknown', fault: failureFault(client) }
  const { status } = client
  if (status >= 500) return { reached: 'no', tokenAccepted: 'unknown', fault: fault('server_busy', { status }) }
  if (isHtml(client)) return { reached: 'no', tokenAccepted: 'unknown', fault: fault('not_the_server', { status }) }
  // 401 and 403 for a token that has ended are not documented: both count as "log in again" (section 3e).
  if (status === 401 || status === 403)
    return { reached: 'yes', tokenAccepted: 'no', fault: fault('token_rejected', { status }) }
  if (status !== 200) return { reached: 'yes', tokenAccepted: 'unknown', fault: null }
  return { reached: 'yes', tokenAccepted: 'yes', fault: null, learned: osaisFacts(client) }
}

/** What the server keeps of this client, as far as it is public: call-back settings and when it was validated. */
export function osaisFacts(reply: HttpReply): Learned {
  const data = dataOf(reply)
  const names = { domain: 'domain', uriNotify: 'uriNotify', uriUpload: 'uriUpload', validated_at: 'validatedAt' }
  return Object.fromEntries(
    Object.entries(names).map(([theirs, ours]) => {
      const value = data[theirs]
      return [ours, typeof value === 'string' ? value.slice(0, LONGEST_FACT) : '']
    }),
  )
}

/** Server text is shown as it is, so it is kept short. */
const LONGEST_FACT = 200
