import { type Fault, fault } from '../../../shared/fault.ts'
import type { HttpFailure, HttpOutcome, HttpReply } from '../../../shared/http.ts'
import type { Secret } from '../../../shared/secret.ts'
import { failureFault } from '../../../shared/systems/reply-fault.ts'
import { secretsOf, withReason } from '../../../shared/systems/server-reason.ts'
import { type Known, type Learned, type System, sentValues } from '../../../shared/systems/system.ts'
import { retryAfterOf } from '../../../shared/tokens/retry-plan.ts'
import { successorIn, successorInPart, withSuccessor } from '../../../shared/tokens/successor.ts'
import { readTokens, type TokenSet } from '../../../shared/tokens/token.ts'

/** What the outcome of one send means. */
export type Judged =
  /** `doubtful`: the new refresh token stood where none belongs, so the one before it is kept beside it. */
  | { readonly ok: true; readonly tokens: TokenSet; readonly learned: Learned; readonly doubtful: boolean }
  | {
      readonly ok: false
      readonly fault: Fault
      readonly unanswered: boolean
      readonly retryAfterMs: number | null
      readonly learned: Learned
      readonly tryWith?: Learned
      /** The set with the new refresh token that an otherwise unusable reply has brought: to be saved before anything else. */
      readonly successor?: TokenSet
    }

/** `zoneOffsetMinutes` is this machine's zone when the reply came. */
export function judge(outcome: HttpOutcome, known: Known, system: System, zoneOffsetMinutes: number): Judged {
  if (outcome.kind === 'failure') return judgeFailure(outcome, known, system)
  const answer = system.readRenewal(outcome, known)
  const read = answer.ok
    ? readTokens(answer.raw, outcome, known.tokens, zoneOffsetMinutes, system.defaultLifetimeMs, answer.askedScope)
    : answer
  const { learned = {} } = answer
  const successor = successorOf(outcome, known, system, successorIn)
  if (read.ok && 'tokens' in read) return { ok: true, learned, ...withRefreshTokenOf(successor, read.tokens, known) }
  const trouble = read.ok ? fault('no_tokens_in_reply') : withReason(read.fault, outcome, secretsOf(known))
  const retryAfterMs = retryAfterOf(outcome.headers, outcome.receivedAt)
  if (successor !== null) {
    const unusable = fault('no_tokens_in_reply', { status: outcome.status })
    return { ok: false, fault: unusable, unanswered: false, retryAfterMs, learned, successor }
  }
  // A 2xx without tokens may come from a server that has rotated all the same.
  const unanswered = trouble.code === 'no_tokens_in_reply'
  const tryWith = answer.ok || answer.tryWith === undefined ? {} : { tryWith: answer.tryWith }
  return { ok: false, fault: trouble, unanswered, retryAfterMs, learned, ...tryWith }
}

/** What had come of a reply that broke off may hold the successor, and then the old one is spent all the same. */
function judgeFailure(failure: HttpFailure, known: Known, system: System): Judged {
  const { begun, sent, sentAt } = failure
  const successor = begun === undefined ? null : successorOf({ ...begun, sentAt }, known, system, successorInPart)
  const judged = { ok: false, fault: failureFault(failure), retryAfterMs: null, learned: {} } as const
  return successor === null ? { ...judged, unanswered: sent } : { ...judged, unanswered: false, successor }
}

/** A reply that is fine but for the name of its new refresh token would leave us with the spent one. */
function withRefreshTokenOf(
  successor: TokenSet | null,
  tokens: TokenSet,
  known: Known,
): { tokens: TokenSet; doubtful: boolean } {
  const isOld = tokens.refreshToken?.reveal() === known.tokens?.refreshToken?.reveal()
  if (successor === null || !isOld) return { tokens, doubtful: false }
  const { refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed } = successor
  return { tokens: { ...tokens, refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed }, doubtful: true }
}

function successorOf<Reply extends Pick<HttpReply, 'sentAt'>>(
  reply: Reply,
  known: Known,
  system: System,
  read: (reply: Reply, sent: ReadonlySet<string>, path?: string) => Secret | null,
): TokenSet | null {
  if (known.tokens === null || system.renewal(known.settings) !== 'refresh') return null
  const successor = read(reply, sentValues(known), system.refreshField?.(known.settings))
  return successor === null ? null : withSuccessor(known.tokens, successor, reply.sentAt)
}
