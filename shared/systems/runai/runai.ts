import { joinUrl } from '../../entry/address.ts'
import { type Fault, fault } from '../../fault.ts'
import { FAULT_KIND } from '../../faults/fault-kind.ts'
import { isHtml } from '../../html-reply.ts'
import type { HttpOutcome, HttpReply } from '../../http.ts'
import { recordIn } from '../../tokens/token.ts'
import { replyFault } from '../reply-fault.ts'
import {
  endpointOf,
  type Known,
  ownText,
  type Probe,
  type ProbeResult,
  type RenewalAnswer,
  type System,
} from '../system.ts'
import { runaiMistakes } from './mistakes.ts'
import {
  ambiguousRefusal,
  forgottenRunaiShape,
  learnedRunaiShape,
  nextRunaiShape,
  nextRunaiShapeAtAddress,
  RUNAI_SHAPES,
  runaiProtectedAddresses,
  runaiTokenRequest,
} from './request-shapes.ts'
import { judgeRunai } from './verdict.ts'

/** Which token of the answer programs show to the server; one version of the Keycloak form's page says id_token. */
const BEARERS = ['access_token', 'id_token']

/**
 * Run:AI (docs/systems/runai.md): client credentials, in whichever of four ways the server understands; or a pasted
 * token.
 */
export const runai: System = {
  id: 'runai',
  title: 'Run:AI',
  settings: [
    { name: 'baseUrl', kind: 'url', required: true },
    { name: 'clientId', kind: 'text', required: false },
    { name: 'maxRetries', kind: 'integer', required: false, default: 3 },
    { name: 'tokenRequest', kind: 'choice', required: false, choices: ['auto', ...RUNAI_SHAPES], default: 'auto' },
    { name: 'realm', kind: 'text', required: false, default: 'runai' },
    { name: 'bearer', kind: 'choice', required: false, choices: BEARERS, default: 'access_token' },
    { name: 'expiresAt', kind: 'moment', required: false },
    { name: 'allowHttp', kind: 'flag', required: false, default: false },
  ],
  endpoints: [
    { name: 'token', default: '', required: false, own: true },
    { name: 'proof', default: '/api/v1/authorization/me/access-rules', required: true },
    { name: 'clusters', default: '/api/v1/clusters', required: true },
  ],
  secrets: [
    { name: 'clientSecret', required: false },
    { name: 'accessToken', required: false },
  ],
  renewal: () => 'client-credentials',
  mistakes: runaiMistakes,
  renewalRequest: runaiTokenRequest,
  protectedAddresses: runaiProtectedAddresses,
  readRenewal,
  probes,
  judge: (outcomes: ReadonlyMap<string, HttpOutcome>, known: Known): ProbeResult =>
    judgeRunai(
      outcomes.get(ACCESS_RULES),
      [outcomes.get(CLUSTERS), outcomes.get(FIRST_CLUSTERS)],
      known.tokens?.accessToken != null,
    ),
  programCall: { endpoint: 'proof' },
}

const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  access_token: ['access_token', 'accessToken'],
  id_token: ['id_token', 'idToken'],
}

function readRenewal(reply: HttpReply, known: Known): RenewalAnswer {
  const { status } = reply
  // Whatever else it says, it has understood this shape.
  const learned = learnedRunaiShape(known)
  if (saysUnknownRealm(reply)) return { ok: false, fault: fault('unknown_realm', { status }), learned }
  if (status === 404 || status === 405) return answerToUnknownShape(status, known)
  // Web servers that give the same page for every address do so for a POST too; a portal's would come later as well.
  const page = status < 300 && isHtml(reply) && known.hasRenewed !== true ? nextRunaiShape(known) : null
  if (page !== null) return { ok: false, fault: fault('not_the_server', { status }), tryWith: page }
  const trouble = refusalIn(reply) ?? replyFault(reply)
  if (trouble !== null) return refusedAnswer(trouble, known)
  const body = recordIn(reply) ?? {}
  const wanted =
    ownText(known.settings, 'bearer') === 'id_token' ? ['id_token', 'access_token'] : ['access_token', 'id_token']
  const token = wanted.flatMap((name) => SPELLINGS[name] ?? []).find((name) => typeof body[name] === 'string')
  // A refresh token may come along; renewing is asking again with the secret, so it is not kept.
  const raw = {
    access_token: token === undefined ? undefined : body[token],
    token_type: body['token_type'] ?? body['tokenType'],
    expires_in: body['expires_in'] ?? body['expiresIn'],
  }
  return { ok: true, raw, learned }
}

/** 400 and 401 are what servers of one generation may say to the body of another, sent to the same address (section 2). */
function refusedAnswer(trouble: Fault, known: Known): RenewalAnswer {
  if (FAULT_KIND[trouble.code] !== 'person') return { ok: false, fault: trouble }
  const { status } = trouble.params
  const tryWith = status === 400 || status === 401 ? nextRunaiShapeAtAddress(known, trouble) : null
  if (tryWith !== null) return { ok: false, fault: trouble, tryWith }
  const isSure = ambiguousRefusal(known) === null
  return { ok: false, fault: trouble, learned: isSure ? learnedRunaiShape(known) : forgottenRunaiShape() }
}

function answerToUnknownShape(status: number, known: Known): RenewalAnswer {
  const doubted = ambiguousRefusal(known)
  // The other shape of this address was refused, and this one is unknown here: so that one was understood.
  if (doubted !== null) return { ok: false, fault: doubted, learned: forgottenRunaiShape() }
  const tryWith = nextRunaiShape(known)
  const trouble = fault(tryWith === null && isSearching(known) ? 'no_token_request' : 'wrong_address', { status })
  return tryWith === null ? { ok: false, fault: trouble } : { ok: false, fault: trouble, tryWith }
}

function isSearching({ learned }: Known): boolean {
  return (learned['tried'] ?? '') !== ''
}

/** Keycloak's words for a realm that is not there; without this it would look like a server of another generation. */
function saysUnknownRealm(reply: HttpReply): boolean {
  return reply.status === 404 && recordIn(reply)?.['error'] === 'Realm does not exist'
}

/**
 * Version 1 says `{code, message}` for a secret that it does not take, with 400 as often as with 401 (section 2); Keycloak says
 * `unauthorized_client` of it, which would elsewhere be about the grant.
 */
function refusalIn(reply: HttpReply): Fault | null {
  const { status } = reply
  if (status !== 400 && status !== 401 && status !== 403) return null
  const body = recordIn(reply)
  const error = body?.['error']
  if (error === 'unauthorized_client') return fault('invalid_client', { status, error })
  return typeof body?.['code'] === 'number' && error === undefined ? fault('invalid_client', { status }) : null
}

const ACCESS_RULES = 'access_rules'
const CLUSTERS = 'clusters'
const FIRST_CLUSTERS = 'first_clusters'
/** The proof of the oldest page (section 4), which current servers do not have. */
const FIRST_CLUSTERS_PATH = '/v1/k8s/clusters'

/** The caller's own access rules need no role; where a server has no such list yet, its clusters tell (section 4). */
function probes(known: Known): readonly Probe[] {
  const token = known.tokens?.accessToken?.reveal()
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const call = (name: string, path: string): Probe => ({
    name,
    request: { method: 'GET', url: joinUrl(known.settings.baseUrl, path), headers, timeoutMs: 10_000 },
  })
  const rules = call(ACCESS_RULES, endpointOf(runai, known.settings, 'proof'))
  // Without a token the first answer alone shows that a server is there.
  if (token === undefined) return [rules]
  const clusters = call(CLUSTERS, endpointOf(runai, known.settings, 'clusters'))
  return [rules, clusters, call(FIRST_CLUSTERS, FIRST_CLUSTERS_PATH)]
}
