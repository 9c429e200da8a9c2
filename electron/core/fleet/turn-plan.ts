import { RENEWAL_TIME } from '../../../shared/http.ts'
import type { AskedMark } from './marks/asked-mark.ts'

/**
 * Who may send a renewal of what several workstations share (docs/decisions.md 35): from what lies in the store to the
 * next step, without a clock of its own.
 */
export type TurnFacts = {
  /** The renewal consumes its refresh token, so that it may be sent once only. */
  readonly spends: boolean
  /** Of the token set that is here. */
  readonly generation: number
  /** Whose lease lies on this renewal now. */
  readonly turn: TurnHolder | null
  readonly mark: Pick<AskedMark, 'generation' | 'stage'> | null
  /** Who has written the mark. */
  readonly markOf: TurnHolder | null
  /** For how long this very mark has stood with nobody's lease on it, as seen from here; ms by a clock that nobody sets. */
  readonly openForMs: number
}

/** By the attempt, and not by a name that a copied disk has as well. */
export type TurnHolder = 'ours' | 'another'

export type TurnStep =
  /** Take the turn, with a mark at this stage where one is needed. */
  | { readonly do: 'take'; readonly mark: 'asked' | 'about-to-send' | null }
  /** Somebody else is at it, or has been: look again when something has changed. */
  | { readonly do: 'wait'; readonly for: 'turn' | 'answer' | 'newer-set' }
  /** Whoever asked has been gone for longer than any send can last. */
  | { readonly do: 'give-up' }

/** What a notice, a write and a lease's own clock may take beside it. */
const MARGIN_MS = 10_000

/**
 * The longest that what was sent can still be on its way when its asker has lost its lease: without one it sends nothing
 * more. By then whoever asked and lives has said how it ended, or cannot reach the store.
 */
export const LONGEST_SEND_MS = RENEWAL_TIME.timeoutMs + MARGIN_MS

/** Whoever has asked and lost its lease may still answer; who waits is told of it after this. */
export const SILENT_MS = 10_000

export function nextTurnStep({ spends, generation, turn, mark, markOf, openForMs }: TurnFacts): TurnStep {
  if (turn === 'another') return { do: 'wait', for: 'turn' }
  if (!spends) return { do: 'take', mark: null }
  if (mark === null || mark.generation < generation) return { do: 'take', mark: 'asked' }
  // Spent already: what is here is not the newest there is.
  if (mark.generation > generation || mark.stage === 'answered') return newerSet(openForMs)
  if (mark.stage !== 'about-to-send') return { do: 'take', mark: 'asked' }
  // Never less than "about to send" again: what was sent before may still be on its way.
  if (markOf === 'ours') return { do: 'take', mark: 'about-to-send' }
  return openForMs < LONGEST_SEND_MS ? { do: 'wait', for: 'answer' } : { do: 'give-up' }
}

/** It comes by itself; where it does not, it was lost with an older state of the store. */
function newerSet(openForMs: number): TurnStep {
  return openForMs < LONGEST_SEND_MS ? { do: 'wait', for: 'newer-set' } : { do: 'give-up' }
}

export type EndFacts = {
  /** Of the token set that was asked for. */
  readonly asked: number
  /** Of the one that is here now. */
  readonly generation: number
  /** What is here is not in the store yet. */
  readonly unsaved: boolean
  /** Something was sent whose answer is not known. */
  readonly unanswered: boolean
}

/** What is to be said of the mark when an attempt has ended; null where it has to stay as it is. */
export function stageAfter({ asked, generation, unsaved, unanswered }: EndFacts): AskedMark['stage'] | null {
  // Whoever would ask for the next set has to have this one first.
  if (unsaved) return null
  if (generation > asked) return 'answered'
  return unanswered ? null : 'given-back'
}
