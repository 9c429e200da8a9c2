import { hasNoToken, isEndless } from '../connections/states.ts'
import type { ConnectionView } from '../connections/view.ts'
import { sayDuration } from '../time/duration.ts'
import { momentOf } from '../time/instant.ts'
import { sayAgo } from './ago.ts'
import { filled } from './sentence.ts'
import type { LifeText, Texts } from './texts.ts'

/** What a countdown is told from: the part of a view that changes with time. */
export type Life = Pick<ConnectionView, 'state' | 'expiresAt' | 'refreshAt' | 'pausedAt' | 'renewable' | 'issuedAt'> &
  Partial<Pick<ConnectionView, 'validated' | 'lastRefresh' | 'learned'>>

/**
 * "valid 29 d 23 h, renews in 27 d": a connection's life in plain words at `now` (UTC ms). Beside the word for its
 * state, "needs you" and "paused" are not said again.
 */
export function countdown(texts: Texts, life: Life, now: number, place: 'alone' | 'beside state' = 'alone'): string {
  const left = until(life.expiresAt, now)
  const next = until(life.refreshAt, now)
  const parts = partsOf(life, left, next).filter(
    ([key]) => place === 'alone' || (key !== 'needsPerson' && key !== 'paused'),
  )
  return parts.map(([key, span]) => said(texts, key, span)).join(', ')
}

type Part = readonly [keyof LifeText, number?]

function partsOf(life: Life, left: number | null, next: number | null): readonly Part[] {
  const ends: readonly Part[] =
    left === null
      ? [[life.issuedAt === null ? 'noToken' : isEndless(life) ? 'neverEnds' : 'noExpiry']]
      : [left > 0 ? ['valid', left] : ['expired', -left]]
  switch (life.state) {
    case 'valid':
      return [...ends, ...renewal(life, next)]
    case 'expiring':
      return [...ends, life.renewable ? ['renewalLate'] : ['cannotRenew']]
    case 'renewing':
      return [...ends, ['renewing']]
    case 'expired':
    case 'unknown':
      return [...ends, ...retry(life, next)]
    case 'needs-person':
      return [['needsPerson'], ...(isRefused(life) ? [['notAccepted'] as const] : ends)]
    case 'paused':
      return [['paused'], ...ends]
    case 'unsaved':
      return [...ends, ['notSaved']]
  }
}

/** The server took neither this token nor, so far, another one in its place: how long it would live is no matter. */
function isRefused({ validated }: Life): boolean {
  return validated?.current === true && validated.tokenAccepted === 'no'
}

function renewal(life: Life, next: number | null): readonly Part[] {
  // What never ends needs no renewal.
  if (!life.renewable) return life.expiresAt === null ? [] : [['cannotRenew']]
  if (next === null) return []
  return [next > 0 ? ['renews', next] : ['renewsNow']]
}

function retry(life: Life, next: number | null): readonly Part[] {
  if (!life.renewable) return [['cannotRenew']]
  // What has never been tried is not tried "again".
  if (life.lastRefresh === null && hasNoToken(life)) return [['fetchedFirst']]
  if (next === null) return []
  return [next > 0 ? ['triesAgain', next] : ['triesAgainNow']]
}

/** Ms from now; negative when it has passed. */
function until(iso: string | null, now: number): number | null {
  const at = momentOf(iso)
  return at === null ? null : at - now
}

function said(texts: Texts, key: keyof LifeText, span: number | undefined): string {
  return filled(texts.life[key], span === undefined ? {} : { span: sayDuration(span), ago: sayAgo(texts, span) })
}
