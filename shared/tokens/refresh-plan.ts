import { wasWithin } from '../time/was-within.ts'

/**
 * The refresh plan (docs/decisions.md 6): a pure function from facts to the next step. The refresher gathers the facts and
 * acts on the step.
 */

/** Policy, in ms and fractions of a token's lifetime. */
export type RenewalPolicy = {
  readonly hardMarginMs: number
  readonly hardFraction: number
  readonly softFraction: number
  readonly softMarginMaxMs: number
  readonly jitterFraction: number
  /** No quiet renewal before the hard point, since this server's renewals end the token that programs are using. */
  readonly waitsForHardPoint?: boolean
}

export const DEFAULT_POLICY: RenewalPolicy = {
  hardMarginMs: 60_000,
  hardFraction: 1 / 4,
  softFraction: 1 / 5,
  softMarginMaxMs: 3 * 86_400_000,
  jitterFraction: 1 / 10,
}

/** The two points of a token's lifetime, and its end; all UTC ms. */
export type RenewalWindow = {
  /** Here a quiet background renewal begins. */
  readonly soft: number
  /** From here on a caller waits for the renewal. */
  readonly hard: number
  readonly end: number
}

/**
 * `jitter` in [0, 1) moves the soft point earlier by up to a tenth of its margin, never later. For a life that ends
 * before it began, all three points are its end.
 */
export function renewalWindow(issuedAt: number, end: number, jitter: number, policy: RenewalPolicy): RenewalWindow {
  const life = Math.max(0, end - issuedAt)
  const hardMargin = Math.min(policy.hardMarginMs, life * policy.hardFraction)
  if (policy.waitsForHardPoint === true) return { soft: end - hardMargin, hard: end - hardMargin, end }
  const wanted = Math.max(life * policy.softFraction, 2 * hardMargin)
  const softMargin = Math.min(wanted, life / 2, policy.softMarginMaxMs)
  const early = softMargin * policy.jitterFraction * jitter
  return { soft: Math.max(Math.min(issuedAt, end), end - softMargin - early), hard: end - hardMargin, end }
}

export type PlanFacts = {
  readonly now: number
  readonly isPaused: boolean
  /** The system can renew and has what it needs for it. */
  readonly isRenewable: boolean
  /** The server said no to what we have; only a person (or a newer token set) changes that. */
  readonly isRefused: boolean
  /** The plan is made again once it ends. */
  readonly isInFlight: boolean
  readonly tokens: {
    readonly hasAccessToken: boolean
    readonly issuedAt: number
    readonly expiresAt: number | null
    readonly refreshIssuedAt: number | null
    readonly refreshExpiresAt: number | null
    readonly refreshExpiryFixed: boolean
  } | null
  /** A program was answered 401 with this generation. */
  readonly isRejected: boolean
  /** The process ended during a renewal, whose refresh token may be spent: its one resend is due at once (docs/decisions.md 9). */
  readonly isResendDue: boolean
  /** Not before this moment: backoff after a failure, Retry-After, or a renewal that brought nothing. */
  readonly notBefore: number | null
  readonly jitter: number
}

type Reason = 'no_token' | 'cut' | 'soft_point' | 'rejected' | 'refresh_token_ends'

export type Step =
  | { readonly do: 'renew'; readonly why: Reason }
  | { readonly do: 'wait'; readonly until: number }
  | { readonly do: 'rest'; readonly why: 'paused' | 'not_renewable' | 'refused' | 'in_flight' | 'no_expiry_known' }

export function nextStep(facts: PlanFacts, policy: RenewalPolicy = DEFAULT_POLICY): Step {
  if (facts.isPaused) return { do: 'rest', why: 'paused' }
  if (!facts.isRenewable) return { do: 'rest', why: 'not_renewable' }
  if (facts.isRefused) return { do: 'rest', why: 'refused' }
  if (facts.isInFlight) return { do: 'rest', why: 'in_flight' }
  const due = dueAt(facts, policy)
  if (due === null) return { do: 'rest', why: 'no_expiry_known' }
  const at = Math.max(due.at, facts.notBefore ?? Number.NEGATIVE_INFINITY)
  return at <= facts.now ? { do: 'renew', why: due.why } : { do: 'wait', until: at }
}

/**
 * A token set younger than this is not renewed, however short its lifetime: one that arrives expired (from a server whose
 * clock is behind ours) would otherwise be renewed as fast as the network allows.
 */
const YOUNGEST_MS = 500

type Due = { readonly at: number; readonly why: Reason }

function dueAt(facts: PlanFacts, policy: RenewalPolicy): Due | null {
  const { tokens } = facts
  if (tokens === null || !tokens.hasAccessToken) return { at: facts.now, why: 'no_token' }
  if (facts.isRejected) return { at: facts.now, why: 'rejected' }
  if (facts.isResendDue) return { at: facts.now, why: 'cut' }
  const earliest = tokens.issuedAt + YOUNGEST_MS
  const dues: Due[] = []
  if (tokens.expiresAt !== null) {
    const window = renewalWindow(tokens.issuedAt, tokens.expiresAt, facts.jitter, policy)
    dues.push({ at: Math.max(window.soft, earliest), why: 'soft_point' })
  }
  if (tokens.refreshExpiresAt !== null && tokens.refreshIssuedAt !== null && !tokens.refreshExpiryFixed) {
    // Never as late as the hard point: an expired refresh token needs a person.
    const usualPolicy = { ...policy, waitsForHardPoint: false }
    const window = renewalWindow(tokens.refreshIssuedAt, tokens.refreshExpiresAt, facts.jitter, usualPolicy)
    dues.push({ at: Math.max(window.soft, earliest), why: 'refresh_token_ends' })
  }
  return dues.sort((one, other) => one.at - other.at)[0] ?? null
}

/** The min-ttl that a caller asked for, at most half of the token's lifetime (docs/decisions.md 6). */
export function effectiveMinTtl(askedMs: number, issuedAt: number, expiresAt: number): number {
  return Math.min(askedMs, Math.max(0, expiresAt - issuedAt) / 2)
}

const REJECTED_YOUNG_MS = 10 * 60_000

/**
 * A reported 401 renews at most once per generation and never a token younger than min(10 min, L/4) (docs/decisions.md
 * 10).
 */
export function rejectionCounts(facts: {
  now: number
  issuedAt: number
  expiresAt: number | null
  isAlreadyReported: boolean
}): boolean {
  if (facts.isAlreadyReported) return false
  const quarter = facts.expiresAt === null ? Number.POSITIVE_INFINITY : (facts.expiresAt - facts.issuedAt) / 4
  return !wasWithin(Math.min(REJECTED_YOUNG_MS, quarter), facts.issuedAt, facts.now)
}
