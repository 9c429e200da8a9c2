import { type Fault, type FaultCode, fault } from '../fault.ts'
import { FAULT_KIND } from '../faults/fault-kind.ts'
import { readHttpDate } from '../time/instant.ts'
import { lifetimeIn, momentIn } from './token-fields.ts'

/** The three kinds of failure (docs/decisions.md 8). */
export type FailureKind = 'not-now' | 'no' | 'wrong-settings'

const REFUSED_CODES: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'refused',
  'invalid_grant',
  'session_ended',
  'invalid_client',
  'client_token_unknown',
  'client_secret_wrong',
  'refresh_reply_lost',
  'refresh_reply_unusable',
  'client_secret_missing',
  'nothing_to_renew_with',
])

/** What a server answers to a refresh token that was used before. */
const SPENT_CODES: readonly FaultCode[] = ['refused', 'invalid_grant', 'session_ended']

/** What a server answers to something that it does not recognise as a refresh token; some call it a bad request. */
const UNKNOWN_TOKEN_CODES: readonly FaultCode[] = [...SPENT_CODES, 'bad_request']

/** Not now: keep everything and retry. No: a person must act. Wrong settings: slow retries, and a person is told by the hard point. */
export function failureKindOf(code: FaultCode): FailureKind {
  if (REFUSED_CODES.has(code)) return 'no'
  return FAULT_KIND[code] === 'person' ? 'wrong-settings' : 'not-now'
}

/** How one send of a renewal ended without tokens. */
export type SendFacts = {
  readonly fault: Fault
  /** True when the request left this machine and no usable reply came: the server may have acted on it. */
  readonly isUnanswered: boolean
  /** The renewal may spend its refresh token, as at a server that rotates. */
  readonly isSpending: boolean
  /** An earlier send of this same refresh token was unanswered (in this attempt or before a crash). */
  readonly wasUnansweredBefore: boolean
  /**
   * What was sent came in a reply that could not be used as a whole, so that it may be no refresh token: the one before it
   * is `ready` to be sent once more, or is what was sent `now`. Null where nothing is in doubt.
   */
  readonly superseded: 'ready' | 'now' | null
  readonly quickRetriesUsed: number
  readonly maxRetries: number
  readonly retryAfterMs: number | null
}

export type AfterSend =
  | { readonly do: 'resend' }
  /** The refresh token before the one that was refused. */
  | { readonly do: 'send-superseded' }
  /** After our own backoff `afterMs`, which jitter may shorten; never before the server's Retry-After, `notBeforeMs`. */
  | { readonly do: 'retry'; readonly afterMs: number; readonly notBeforeMs: number }
  | { readonly do: 'stop'; readonly fault: Fault; readonly kind: FailureKind }

/** Ms until then; `random` is uniform in [0, 1), and shortens the backoff by half at most. */
export function pauseBeforeRetry(
  { afterMs, notBeforeMs }: Pick<AfterSend & { do: 'retry' }, 'afterMs' | 'notBeforeMs'>,
  random: number,
): number {
  return Math.max(notBeforeMs, afterMs * (0.5 + random / 2))
}

const QUICK_BASE_MS = 500
/** A longer Retry-After is left to the slow backoff. */
const QUICK_RETRY_AFTER_MAX_MS = 2_000

/** Failed attempts in a row, after which trouble is not passing. */
const LONG_TROUBLE = 3

/** Quick retries of an attempt after so many failed ones: during long trouble the attempts themselves are enough. */
export function quickRetriesAfter(failures: number, maxRetries: number): number {
  return failures < LONG_TROUBLE ? maxRetries : 0
}

/**
 * What follows a send that brought no tokens (docs/decisions.md 8, 9 and 20). An unanswered refresh is resent once, at
 * once: servers with a grace window then answer again. If that is refused, the reply was lost and only a person helps.
 * Quick retries happen only when nothing was sent or a status came back.
 */
export function afterSend(facts: SendFacts): AfterSend {
  const kind = failureKindOf(facts.fault.code)
  if (facts.superseded !== null && UNKNOWN_TOKEN_CODES.includes(facts.fault.code)) {
    if (facts.superseded === 'ready') return { do: 'send-superseded' }
    return { do: 'stop', kind: 'no', fault: fault('refresh_reply_unusable', facts.fault.params) }
  }
  if (kind === 'no') {
    const isReplyLost = facts.isSpending && facts.wasUnansweredBefore && SPENT_CODES.includes(facts.fault.code)
    return { do: 'stop', kind, fault: isReplyLost ? fault('refresh_reply_lost', facts.fault.params) : facts.fault }
  }
  const stop: AfterSend = { do: 'stop', kind, fault: facts.fault }
  if (kind === 'wrong-settings') return stop
  // The superseded refresh token is sent once and not again: it is as good as spent.
  if (facts.isUnanswered && facts.isSpending)
    return facts.wasUnansweredBefore || facts.superseded === 'now' ? stop : { do: 'resend' }
  if (facts.quickRetriesUsed >= facts.maxRetries) return stop
  if (facts.retryAfterMs !== null && facts.retryAfterMs > QUICK_RETRY_AFTER_MAX_MS) return stop
  return { do: 'retry', afterMs: QUICK_BASE_MS * 2 ** facts.quickRetriesUsed, notBeforeMs: facts.retryAfterMs ?? 0 }
}

export type BackoffFacts = {
  readonly now: number
  readonly kind: FailureKind
  /** Failed attempts in a row, this one included. */
  readonly failures: number
  readonly retryAfterMs: number | null
  /** From the soft point to the end, 0 when unknown: short lifetimes are retried faster. */
  readonly windowMs: number
  /** How long the token has been expired, 0 while it is valid: the longer, the less a little more matters. */
  readonly expiredForMs: number
  /** How long the token is still valid, 0 once it has expired or where that is unknown: the last moments matter most. */
  readonly remainingMs: number
  /** Uniform in [0, 1). */
  readonly random: number
}

const SLOW_BASE_MS = 1_000
const SLOW_CEILING_MS = 5 * 60_000
/** A token server may be asked this often at most for one connection, however short its tokens live. */
const FLOOR_MS = 500
/** A longer Retry-After is cut to this: a typo in a server's configuration must not cost the session. */
const RETRY_AFTER_MAX_MS = 3_600_000

/**
 * When to try again after a failed attempt: exponential with full jitter, never more than an eighth of the window
 * apart (so that several tries fall between soft and hard point), and never before Retry-After. No pause is longer than half
 * of what is left, so that a server that comes back only for the last minutes is still reached. Once the token has expired,
 * pauses may grow to an eighth of the time since: a server that is down for days is not asked every second.
 */
export function retryAt(facts: BackoffFacts): number {
  const ceiling = longestPause(facts)
  const slow =
    facts.kind === 'wrong-settings' ? ceiling : Math.min(ceiling, SLOW_BASE_MS * 2 ** Math.min(facts.failures, 20))
  const jittered = facts.kind === 'wrong-settings' ? slow : Math.max(FLOOR_MS, slow * facts.random)
  return facts.now + Math.max(jittered, believedRetryAfterMs(facts.retryAfterMs))
}

function longestPause({ windowMs, expiredForMs, remainingMs }: BackoffFacts): number {
  const eighth = windowMs > 0 ? windowMs / 8 : SLOW_CEILING_MS
  const half = remainingMs > 0 ? Math.max(remainingMs / 2, SLOW_BASE_MS) : SLOW_CEILING_MS
  return Math.min(SLOW_CEILING_MS, half, Math.max(eighth, expiredForMs / 8, SLOW_BASE_MS))
}

/** The server's Retry-After in ms, at most RETRY_AFTER_MAX_MS; 0 where it sent none. */
export function believedRetryAfterMs(asked: number | null): number {
  return Math.min(asked ?? 0, RETRY_AFTER_MAX_MS)
}

/**
 * When to try again after a renewal that brought no later expiry: after half of what is left, so that a server that returns
 * the same token until shortly before its end is asked only a handful of times. After the end exponentially, but soon at
 * first, however many tries came before: that server gives a new token now.
 */
export function fruitlessRetryAt(now: number, expiresAt: number, fruitless: number): number {
  const left = expiresAt - now
  if (left > 0) return now + Math.max(left / 2, Math.min(left, SLOW_BASE_MS))
  const sinceEnd = Math.max(SLOW_BASE_MS, -left)
  const exponential = SLOW_BASE_MS * 2 ** Math.min(Math.max(0, fruitless - 1), 10)
  return now + Math.min(SLOW_CEILING_MS, sinceEnd, exponential)
}

/**
 * Retry-After as seconds or a date (RFC 9110 section 10.2.3), also as servers write it otherwise: `1.5`, `60s`, ISO 8601,
 * seconds since 1970. A date is read against the reply's own, where it has none against our clock at its arrival,
 * `receivedAt` in UTC ms. Ms or null.
 */
export function retryAfterOf(headers: Readonly<Record<string, string>>, receivedAt: number): number | null {
  const text = headers['retry-after']?.trim() ?? ''
  if (text === '0') return 0
  const length = lifetimeIn(text)
  if (length !== null) return length
  const until = momentIn(text, 0)
  const date = readHttpDate(headers['date'] ?? '') ?? receivedAt
  return until === null ? null : Math.max(0, until - date)
}
