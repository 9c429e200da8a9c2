import { isHtml } from '../domain/content.ts'
import { isMoment, isoUtc } from '../domain/instant.ts'
import { recordIn } from '../domain/token.ts'
import { type Fault, type FaultCode, fault } from '../fault.ts'
import type { HttpOutcome, HttpReply } from '../http.ts'
import { failureFault } from './reply-fault.ts'
import type { ProofResult } from './system.ts'
import { toldFact } from './told-fact.ts'

/** What Crafter Profile's answers prove (systems/crafter.md sections 4 and 6). */
export function judgeCrafter(own: HttpOutcome | undefined, tenant: HttpOutcome | undefined): ProofResult {
  if (own === undefined) return { reached: 'unknown', tokenAccepted: 'unknown', fault: null }
  if (own.kind === 'failure') return { reached: 'no', tokenAccepted: 'unknown', fault: failureFault(own) }
  const { status } = own
  const code = recordIn(own)?.['errorCode']
  // The record itself (section 3); any other 200 may come from anybody.
  if (status === 200 && isRecord(own)) return { ...owner(own), fault: tenantFault(tenant) }
  // A good token that is no master may not even read its own record.
  if (status === 403 && code === 'ACTION_DENIED')
    return { reached: 'yes', tokenAccepted: 'yes', fault: tenantFault(tenant), learned: { master: 'no' } }
  if (status === 403 && code === 'ACCESS_DENIED') return { reached: 'yes', tokenAccepted: 'no', fault: denied(own) }
  if (status >= 500) return { reached: 'no', tokenAccepted: 'unknown', fault: fault('server_busy', { status }) }
  // The server's own 404 names an errorCode; one without comes from another program at this address.
  return { reached: 'no', tokenAccepted: 'unknown', fault: fault(elsewhere(own), { status }) }
}

function isRecord(reply: HttpReply): boolean {
  const { id, application } = recordIn(reply) ?? {}
  return typeof id === 'string' || typeof application === 'string'
}

function elsewhere(reply: HttpReply): FaultCode {
  if (isHtml(reply) && reply.status !== 404) return 'not_the_server'
  const named = recordIn(reply)?.['errorCode'] !== undefined
  return reply.status === 404 && !named ? 'crafter_not_here' : 'not_its_answer'
}

/** Only a master token is given its own record, and with it the end that it has otherwise to be told by a person. */
function owner(reply: HttpReply): ProofResult {
  const { application, expiresOn } = recordIn(reply) ?? {}
  const ends = typeof expiresOn === 'number' && isMoment(expiresOn) ? { expiresAt: expiresOn } : {}
  return {
    reached: 'yes',
    tokenAccepted: 'yes',
    fault: null,
    learned: { master: 'yes', application: toldFact(application) },
    ...ends,
  }
}

/** Missing, unknown and expired share one code: only the English message tells them apart (section 4). */
export function denied(reply: HttpReply): Fault {
  const message = recordIn(reply)?.['message']
  const text = typeof message === 'string' ? message : ''
  if (/expired/i.test(text)) return fault('fixed_token_expired', dayIn(text))
  if (/missing/i.test(text)) return fault('token_not_seen')
  return fault('token_unknown')
}

/** `expired on MM/dd/yyyy`, the day by the server's calendar. */
function dayIn(text: string): Record<string, string> {
  const [, month, day, year] = /(\d\d)\/(\d\d)\/(\d{4})/.exec(text) ?? []
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
