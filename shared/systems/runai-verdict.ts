import { isHtml } from '../domain/content.ts'
import { fault } from '../fault.ts'
import { type HttpOutcome, type HttpReply, jsonOf } from '../http.ts'
import { failureFault } from './reply-fault.ts'
import type { ProofResult } from './system.ts'

/**
 * What Run:AI's answers prove (systems/runai.md section 4): 401 is a token it does not take, 403 one that it takes but
 * that may not do this. Without any access rule the token is good and yet every call is answered 403.
 */
export function judgeRunai(
  rules: HttpOutcome | undefined,
  clusters: HttpOutcome | undefined,
  hadToken: boolean,
): ProofResult {
  if (rules === undefined) return { reached: 'unknown', tokenAccepted: 'unknown', fault: null }
  if (rules.kind === 'failure') return { reached: 'no', tokenAccepted: 'unknown', fault: failureFault(rules) }
  const { status } = rules
  if (status >= 500) return { reached: 'no', tokenAccepted: 'unknown', fault: fault('server_busy', { status }) }
  if (isHtml(rules)) return { reached: 'no', tokenAccepted: 'unknown', fault: fault('not_the_server', { status }) }
  if (!hadToken) return { reached: 'yes', tokenAccepted: 'unknown', fault: null }
  if (status === 401) return rejected(status)
  if (status === 403) return { reached: 'yes', tokenAccepted: 'yes', fault: fault('permission_missing', { status }) }
  if (status === 200) return { reached: 'yes', tokenAccepted: 'yes', fault: hasRules(rules) ? null : noRules() }
  return judgeClusters(clusters, status)
}

/** A server from before there were access rules. */
function judgeClusters(clusters: HttpOutcome | undefined, rulesStatus: number): ProofResult {
  const known = clusters?.kind === 'reply' && !isHtml(clusters) ? clusters.status : null
  if (known === 401) return rejected(known)
  if (known === 200) return { reached: 'yes', tokenAccepted: 'yes', fault: null }
  if (known === 403)
    return { reached: 'yes', tokenAccepted: 'yes', fault: fault('permission_missing', { status: known }) }
  return { reached: 'no', tokenAccepted: 'unknown', fault: fault('wrong_address', { status: rulesStatus }) }
}

function rejected(status: number): ProofResult {
  return { reached: 'yes', tokenAccepted: 'no', fault: fault('token_rejected', { status }) }
}

function noRules() {
  return fault('permission_missing')
}

/** A list, or an object with a list in it; anything else says nothing against the token. */
function hasRules(reply: HttpReply): boolean {
  const body = jsonOf(reply)
  const lists = Array.isArray(body) ? [body] : Object.values(Object(body)).filter(Array.isArray)
  return lists.length === 0 || lists.some((list) => list.length > 0)
}
