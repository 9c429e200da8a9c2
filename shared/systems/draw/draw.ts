import { joinUrl } from '../../entry/address.ts'
import { type Fault, fault } from '../../fault.ts'
import { isHtml } from '../../html-reply.ts'
import type { HttpOutcome, HttpReply, HttpRequest } from '../../http.ts'
import { recordIn } from '../../tokens/token.ts'
import { accessTokenIn, expOf } from '../../tokens/token-fields.ts'
import { failureFault, intermediaryFault } from '../reply-fault.ts'
import { endpointOf, type Known, type Probe, type ProbeResult, type RenewalAnswer, type System } from '../system.ts'
import { readTokenReply } from '../token-requests.ts'
import { drawMistakes } from './mistakes.ts'
import { isOlderProtocol } from './older-protocol.ts'

/**
 * DRAW (docs/systems/draw.md): an access and a refresh token from the server's admin page; the refresh token is the
 * bearer.
 */
export const draw: System = {
  id: 'draw',
  title: 'DRAW',
  settings: [
    { name: 'baseUrl', kind: 'url', required: true, default: 'https://draw.chavi.ai/' },
    { name: 'clientId', kind: 'text', required: true },
    { name: 'maxRetries', kind: 'integer', required: false, default: 3 },
    { name: 'expiresAt', kind: 'moment', required: false },
    { name: 'allowHttp', kind: 'flag', required: false, default: false },
  ],
  endpoints: [
    { name: 'upload', default: '/api/upload/', required: true },
    { name: 'status', default: '/api/upload/{task_id}/status/', required: true, placeholder: 'task_id' },
    { name: 'download', default: '/api/rtstruct/{task_id}/', required: true, placeholder: 'task_id' },
    { name: 'notify', default: '/api/rtstruct/{task_id}/confirm/', required: true, placeholder: 'task_id' },
    { name: 'refresh', default: '/api/token/refresh/', required: true, own: true },
    { name: 'health', default: '/api/health/', required: true },
  ],
  secrets: [
    { name: 'accessToken', required: true },
    { name: 'refreshToken', required: false },
  ],
  renewal: () => 'refresh',
  mistakes: drawMistakes,
  renewalRequest,
  readRenewal,
  probes,
  judge,
  programCall: { endpoint: 'health' },
}

function urlOf(known: Known, endpoint: string): string {
  return joinUrl(known.settings.baseUrl, endpointOf(draw, known.settings, endpoint))
}

function bearerHeader(token: string | undefined): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

function wantsClientId(known: Known): boolean {
  return isOlderProtocol(endpointOf(draw, known.settings, 'refresh'))
}

function renewalRequest(known: Known): HttpRequest {
  const older = wantsClientId(known) ? { body: JSON.stringify({ client_id: known.settings.clientId }) } : {}
  return {
    method: 'POST',
    url: urlOf(known, 'refresh'),
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...bearerHeader(known.tokens?.refreshToken?.reveal()),
    },
    ...older,
  }
}

/** The older protocol's client assumes an hour where the server says nothing; so do we, unless the token itself says. */
const OLDER_PROTOCOL_LIFETIME_S = 3_600

function readRenewal(reply: HttpReply, known: Known): RenewalAnswer {
  const answer = readTokenReply(reply)
  if (!answer.ok || !wantsClientId(known)) return answer
  const accessToken = accessTokenIn(answer.raw)
  const saysWhen = answer.raw['expires_in'] != null || answer.raw['expires_at'] != null
  const knowsWhen = accessToken !== null && expOf(accessToken) !== null
  if (saysWhen || knowsWhen) return answer
  return { ok: true, raw: { ...answer.raw, expires_in: OLDER_PROTOCOL_LIFETIME_S } }
}

const HEALTH = 'health'
const MADE_UP_TASK = 'made_up_task'
/** No server hands out this number, so its status can only be "unknown task". */
const MADE_UP_TASK_ID = '00000000-0000-4000-8000-000000000000'

/**
 * Health answers without a token too, so alone it proves only that the server is reached; a made-up task tells:
 * 401 = bad token, 404 = token accepted (docs/systems/draw.md 5).
 */
function probes(known: Known): readonly Probe[] {
  const headers = { accept: 'application/json', ...bearerHeader(known.tokens?.accessToken?.reveal()) }
  const status = urlOf(known, 'status').replaceAll('{task_id}', MADE_UP_TASK_ID)
  const health: Probe = {
    name: HEALTH,
    request: { method: 'GET', url: urlOf(known, 'health'), headers, timeoutMs: 10_000 },
  }
  if (known.tokens?.accessToken == null) return [health]
  return [health, { name: MADE_UP_TASK, request: { method: 'GET', url: status, headers, timeoutMs: 10_000 } }]
}

function judge(outcomes: ReadonlyMap<string, HttpOutcome>): ProbeResult {
  const health = outcomes.get(HEALTH)
  if (health === undefined || health.kind === 'failure') {
    return { reached: 'no', tokenAccepted: 'unknown', fault: health === undefined ? null : failureFault(health) }
  }
  if (health.status === 401)
    return { reached: 'yes', tokenAccepted: 'no', fault: fault('token_rejected', { status: 401 }) }
  const reached = looksLikeHealth(health)
  if (!reached) {
    return { reached: 'no', tokenAccepted: 'unknown', fault: intermediaryFault(health) ?? notHealthFault(health) }
  }
  return judgeTask(outcomes.get(MADE_UP_TASK), health.status)
}

function notHealthFault(reply: HttpReply): Fault {
  const { status } = reply
  if (status === 404) return fault('wrong_address', { status })
  return fault(isHtml(reply) ? 'not_the_server' : 'not_its_answer', { status })
}

/** 503 with a status of "degraded" is the real server saying that it takes no files now. */
function looksLikeHealth(reply: HttpReply): boolean {
  return (reply.status === 200 || reply.status === 503) && typeof recordIn(reply)?.['status'] === 'string'
}

function judgeTask(task: HttpOutcome | undefined, healthStatus: number): ProbeResult {
  const degraded = healthStatus === 503 ? fault('server_busy', { status: 503 }) : null
  if (task === undefined || task.kind === 'failure')
    return { reached: 'yes', tokenAccepted: 'unknown', fault: degraded }
  if (task.status === 401)
    return { reached: 'yes', tokenAccepted: 'no', fault: fault('token_rejected', { status: 401 }) }
  // Both clients know 404 as "unknown task"; a 404 page of HTML comes from a server that has no such path at all. A task
  // that is there has a status (section 4): any other 200 may come from anybody.
  const known = task.status === 200 && typeof recordIn(task)?.['status'] === 'string'
  const accepted = known || (task.status === 404 && !isHtml(task))
  return { reached: 'yes', tokenAccepted: accepted ? 'yes' : 'unknown', fault: degraded }
}
