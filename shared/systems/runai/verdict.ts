import { type Fault, fault } from '../../fault.ts'
import { isHtml } from '../../html-reply.ts'
import { type HttpOutcome, type HttpReply, jsonOf } from '../../http.ts'
import { failureFault, intermediaryFault, isRedirect } from '../reply-fault.ts'
import type { ProbeResult } from '../system.ts'

/**
 * What Run:AI's answers prove (docs/systems/runai.md 4): 401 is a token it does not take, 403 one that it takes but
 * that may not do this. Without any access rule the token is good and yet every call is answered 403. `clusters` are the
 * answers to the lists of clusters, the current one first.
 */
export function judgeRunai(
  rules: HttpOutcome | undefined,
  clusters: readonly (HttpOutcome | undefined)[],
  hadToken: boolean,
): ProbeResult {
  if (rules === undefined) return { reached: 'unknown', tokenAccepted: 'unknown', fault: null }
  if (rules.kind === 'failure') return { reached: 'no', tokenAccepted: 'unknown', fault: failureFault(rules) }
  const { status } = rules
  // A web server may send whoever asks for an address that it does not know to its page: then the clusters tell.
  const met = isRedirect(rules) ? null : intermediaryFault(rules)
  if (met !== null) return { reached: 'no', tokenAccepted: 'unknown', fault: met }
  if (!hadToken) {
    const page = isHtml(rules) ? fault('not_the_server', { status }) : null
    return { reached: page === null ? 'yes' : 'no', tokenAccepted: 'unknown', fault: page }
  }
  if (!isHtml(rules)) {
    if (status === 401) return rejectedVerdict(status)
    if (status === 403) return acceptedVerdict(fault('permission_missing', { status }))
    const list = status === 200 ? listIn(rules) : null
    if (list !== null) return acceptedVerdict(list.length > 0 ? null : fault('permission_missing'))
  }
  return judgeClusters(clusters, rules)
}

/**
 * A server from before there were access rules: their address is unknown to it, or leads to a page of its web server. Its
 * lists of clusters are for administrators, so that a 403 says nothing of a researcher's token.
 */
function judgeClusters(clusters: readonly (HttpOutcome | undefined)[], rules: HttpReply): ProbeResult {
  const answers = clusters.filter((each): each is HttpReply => each?.kind === 'reply' && !isHtml(each))
  if (answers.some((each) => each.status === 200 && listIn(each) !== null)) return acceptedVerdict(null)
  if (answers.some(({ status }) => status === 401)) return rejectedVerdict(401)
  if (answers.some(({ status }) => status === 403)) return { reached: 'yes', tokenAccepted: 'unknown', fault: null }
  const { status } = rules
  const code = isHtml(rules) ? 'not_the_server' : status === 200 ? 'not_its_answer' : 'wrong_address'
  return { reached: 'no', tokenAccepted: 'unknown', fault: intermediaryFault(rules) ?? fault(code, { status }) }
}

function rejectedVerdict(status: number): ProbeResult {
  return { reached: 'yes', tokenAccepted: 'no', fault: fault('token_rejected', { status }) }
}

function acceptedVerdict(trouble: Fault | null): ProbeResult {
  return { reached: 'yes', tokenAccepted: 'yes', fault: trouble }
}

/** The list in an answer, or an object's first list; null where there is none, which proves nothing of a token. */
function listIn(reply: HttpReply): readonly unknown[] | null {
  const body = jsonOf(reply)
  return [body, ...Object.values(Object(body))].find(Array.isArray) ?? null
}
