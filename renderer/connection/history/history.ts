import type { JournalEntry, JournalEvent } from '../../../shared/connections/journal.ts'

/** One token's time: from when it came until it was replaced, or until its own end. Times UTC ms. */
export type Life = { readonly from: number; readonly until: number; readonly replaced: boolean }

/** How one attempt to renew it ended, and how long that took; null where nobody wrote it down. */
export type Attempt = {
  readonly at: number
  readonly outcome: 'renewed' | 'failed' | 'refused'
  readonly tookMs: number | null
}

export type History = {
  readonly since: number
  readonly until: number
  readonly lives: readonly Life[]
  readonly attempts: readonly Attempt[]
}

const OUTCOMES: Partial<Record<JournalEvent, Attempt['outcome']>> = {
  renewed: 'renewed',
  renewal_failed: 'failed',
  renewal_refused: 'refused',
}

/** From where on a new token counts. */
const BEGINNINGS: readonly JournalEvent[] = ['added', 'signed_in', 'renewed']

/** More bars would be lines of a hair's breadth. */
const MOST_LIVES = 40

/**
 * What the journal of one connection (oldest first) says of its tokens, for a chart; null where there was no renewal yet.
 * `expiresAt` is the end of the present token, where it is known.
 */
export function historyOf(entries: readonly JournalEntry[], expiresAt: number | null, now: number): History | null {
  const all = entries.filter(({ event }) => BEGINNINGS.includes(event))
  const begun = all.slice(-MOST_LIVES)
  const [first] = begun
  const attempts = entries.flatMap((entry) => attemptOf(entry) ?? [])
  if (first === undefined || attempts.length === 0) return null
  const lives = begun.map((entry, index): Life => {
    const next = begun[index + 1]?.at
    if (next !== undefined) return { from: entry.at, until: next, replaced: true }
    return { from: entry.at, until: Math.max(entry.at, expiresAt ?? endTold(entry) ?? now), replaced: false }
  })
  const since = first.at
  return {
    since,
    until: Math.max(now, since + 1),
    lives: lives.map((life) => ({ ...life, until: Math.min(life.until, Math.max(now, since + 1)) })),
    attempts: attempts.filter(({ at }) => at >= since),
  }
}

function attemptOf({ at, event, params }: JournalEntry): Attempt | null {
  const outcome = OUTCOMES[event]
  if (outcome === undefined) return null
  const took = params?.['tookMs']
  return { at, outcome, tookMs: typeof took === 'number' ? took : null }
}

function endTold({ at, params }: JournalEntry): number | null {
  const life = params?.['lifeMs']
  return typeof life === 'number' ? at + life : null
}

export type Summary = {
  readonly renewed: number
  readonly failed: number
  readonly refused: number
  /** The one in the middle, and the slowest; null where none was measured. */
  readonly usualMs: number | null
  readonly slowestMs: number | null
}

export function summaryOf(attempts: readonly Attempt[]): Summary {
  const count = (outcome: Attempt['outcome']) => attempts.filter((each) => each.outcome === outcome).length
  const took = attempts
    .flatMap(({ tookMs, outcome }) => (tookMs === null || outcome !== 'renewed' ? [] : [tookMs]))
    .sort((one, other) => one - other)
  return {
    renewed: count('renewed'),
    failed: count('failed'),
    refused: count('refused'),
    usualMs: took[Math.floor((took.length - 1) / 2)] ?? null,
    slowestMs: took.at(-1) ?? null,
  }
}
