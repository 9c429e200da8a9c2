import type { Connection } from '../../../shared/connections/connection.ts'
import type { Fault } from '../../../shared/fault.ts'
import { DEFAULT_POLICY, renewalWindow } from '../../../shared/tokens/refresh-plan.ts'
import { believedRetryAfterMs } from '../../../shared/tokens/retry-plan.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'
import { demandGapMs, type Moment } from '../renewal/token-for-caller.ts'
import type { NarrowedOutcome } from './narrowed-renewal.ts'

/** What is kept for one narrowing of one connection, while this keeper runs. */
export type KeptNarrowed = {
  tokens: TokenSet | null
  /** Counts the sets of this narrowing, so that a report of a 401 names one of them. */
  generation: number
  inFlight: Promise<{ readonly trouble: Fault | null }> | null
  failure: { readonly fault: Fault; readonly count: number; readonly at: number; readonly notBefore: number } | null
  shown: { readonly of: Connection; readonly tokens: TokenSet | null; readonly connection: Connection } | null
}

export function newKept(): KeptNarrowed {
  return { tokens: null, generation: 0, inFlight: null, failure: null, shown: null }
}

export function endedWith(kept: KeptNarrowed, outcome: NarrowedOutcome | { ok: true }, now: number): void {
  if (outcome.ok && 'tokens' in outcome) {
    kept.generation += 1
    kept.tokens = { ...outcome.tokens, generation: kept.generation }
    kept.failure = null
  }
  if (outcome.ok) return
  const count = (kept.failure?.count ?? 0) + 1
  const notBefore = now + Math.max(demandGapMs(count), believedRetryAfterMs(outcome.retryAfterMs))
  kept.failure = { fault: outcome.fault, count, at: now, notBefore }
}

/** A failure a moment ago answers the next caller too, unless the clock was set back. */
export function tooSoon({ failure, inFlight }: KeptNarrowed, now: number): Fault | null {
  if (failure === null || inFlight !== null) return null
  return now >= failure.at && now < failure.notBefore ? failure.fault : null
}

/** The connection as if this were its own set, so that one function decides what is handed out. */
export function shownAs(kept: KeptNarrowed, of: Connection): Connection {
  const { shown, tokens } = kept
  if (shown !== null && shown.of === of && shown.tokens === tokens) return shown.connection
  const apart = { validated: null, rejectedGeneration: null, refused: null, older: null, endsOlder: null }
  const connection = { ...of, ...apart, tokens }
  kept.shown = { of, tokens, connection }
  return connection
}

export function momentOf({ tokens }: KeptNarrowed, now: number): Moment {
  if (tokens?.expiresAt == null) return { now, hard: null, inUse: false }
  return { now, hard: renewalWindow(tokens.issuedAt, tokens.expiresAt, 0, DEFAULT_POLICY).hard, inUse: false }
}
