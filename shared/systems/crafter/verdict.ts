import { ENDLESS } from '../../connections/states.ts'
import { type Fault, type FaultCode, fault } from '../../fault.ts'
import { isHtml } from '../../html-reply.ts'
import { type HttpOutcome, type HttpReply, jsonOf } from '../../http.ts'
import { isMoment, isoUtc } from '../../time/instant.ts'
import { recordIn } from '../../tokens/token.ts'
import { failureFault, intermediaryFault } from '../reply-fault.ts'
import { serverFact } from '../server-fact.ts'
import type { ProbeResult } from '../system.ts'

/** What Crafter Profile's answers prove (docs/systems/crafter.md 4 and 6). */
export function judgeCrafter(
  own: HttpOutcome | undefined,
  tenant: HttpOutcome | undefined,
  count?: HttpOutcome,
): ProbeResult {
  if (own === undefined) return { reached: 'unknown', tokenAccepted: 'unknown', fault: null }
  if (own.kind === 'failure')
    return { reached: 'no', tokenAccepted: 'unknown', fault: askedByPerson(failureFault(own)) }
  const { status } = own
  const code = recordIn(own)?.['errorCode']
  // The record itself (section 3); any other 200 may come from anybody.
  if (status === 200 && isRecord(own)) return { ...masterVerdict(own), fault: tenantFault(tenant) }
  // A good token that is no master may not even read its own record.
  if (status === 403 && code === 'ACTION_DENIED')
    return { reached: 'yes', tokenAccepted: 'yes', fault: tenantFault(tenant), learned: { master: 'no' } }
  // Only a master is told what there is not; its own record may hide behind an ID with a dot (the suffix rule of section 2).
  if (status === 404 && code === 'NO_SUCH_ACCESS_TOKEN_ID')
    return { reached: 'yes', tokenAccepted: 'yes', fault: tenantFault(tenant), learned: { master: 'yes' } }
  return count === undefined || code !== undefined ? refusalVerdict(own) : judgeCount(count, tenant)
}

/** An ID that is no part of an address may never get to the server: whether its token counts is told by any other call. */
function judgeCount(count: HttpOutcome, tenant: HttpOutcome | undefined): ProbeResult {
  if (count.kind === 'failure')
    return { reached: 'no', tokenAccepted: 'unknown', fault: askedByPerson(failureFault(count)) }
  const { status } = count
  const isNumber = status === 200 && typeof jsonOf(count) === 'number'
  const mayNot = status === 403 && recordIn(count)?.['errorCode'] === 'ACTION_DENIED'
  return isNumber || mayNot
    ? { reached: 'yes', tokenAccepted: 'yes', fault: tenantFault(tenant) }
    : refusalVerdict(count)
}

/** The token was refused, or the reply is none that the server gives for a good one. */
function refusalVerdict(reply: HttpReply): ProbeResult {
  const { status } = reply
  const code = recordIn(reply)?.['errorCode']
  if (status === 403 && code === 'ACCESS_DENIED')
    return { reached: 'yes', tokenAccepted: 'no', fault: deniedFault(reply) }
  const met = intermediaryFault(reply)
  if (met !== null) return { reached: 'no', tokenAccepted: 'unknown', fault: askedByPerson(met) }
  // The server's own 404 names an errorCode; one without comes from another program at this address.
  return { reached: 'no', tokenAccepted: 'unknown', fault: askedByPerson(fault(foreignReplyCode(reply), { status })) }
}

/** The sentence says so: such a token is not renewed, so only a person asks again. */
function askedByPerson({ code, params }: Fault): Fault {
  return { code, params: { ...params, why: 'asked' } }
}

function isRecord(reply: HttpReply): boolean {
  const { id, application } = recordIn(reply) ?? {}
  return typeof id === 'string' || typeof application === 'string'
}

function foreignReplyCode(reply: HttpReply): FaultCode {
  if (isHtml(reply) && reply.status !== 404) return 'not_the_server'
  const named = recordIn(reply)?.['errorCode'] !== undefined
  return reply.status === 404 && !named ? 'crafter_not_here' : 'not_its_answer'
}

/** Only a master token is given its own record, and with it the end that it has otherwise to be told by a person. */
function masterVerdict(reply: HttpReply): ProbeResult {
  const { application, expiresOn } = recordIn(reply) ?? {}
  const ends = typeof expiresOn === 'number' && isMoment(expiresOn) ? { expiresAt: expiresOn } : {}
  return {
    reached: 'yes',
    tokenAccepted: 'yes',
    fault: null,
    learned: { master: 'yes', application: serverFact(application), [ENDLESS]: expiresOn === null ? 'yes' : '' },
    ...ends,
  }
}

/** Missing, unknown and expired share one code: only the English message tells them apart (section 4). */
export function deniedFault(reply: HttpReply): Fault {
  const message = recordIn(reply)?.['message']
  const words = typeof message === 'string' ? ownWordsOf(message) : ''
  if (/^\s{0,9}no access token/i.test(words)) return fault('token_unknown')
  if (/expired/i.test(words)) return fault('fixed_token_expired', dayIn(words))
  return fault(/missing/i.test(words) ? 'token_not_seen' : 'token_unknown')
}

/**
 * The server's own words: `Access token "ID" for application "NAME" expired on 01/31/2026` without what stands between its
 * first and its last quotation mark. An ID or a name may hold any words, "expired" too.
 */
function ownWordsOf(message: string): string {
  const [first, last] = [message.indexOf('"'), message.lastIndexOf('"')]
  return first < 0 ? message : `${message.slice(0, first)}${message.slice(last + 1)}`
}

/** `expired on MM/dd/yyyy`, the day by the server's calendar. */
function dayIn(words: string): Record<string, string> {
  const [, month, day, year] = /expired on (\d\d)\/(\d\d)\/(\d{4})/i.exec(words) ?? []
  if (month === undefined || day === undefined || year === undefined) return {}
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day))
  return isMoment(at) ? { at: isoUtc(at).slice(0, 10) } : {}
}

function tenantFault(tenant: HttpOutcome | undefined): Fault | null {
  if (tenant?.kind !== 'reply') return null
  const { status } = tenant
  if (status === 403) return fault('tenant_not_allowed', { status })
  return status === 404 ? fault('no_such_tenant', { status }) : null
}
