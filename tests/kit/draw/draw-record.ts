/** What the DRAW server for tests remembers, as plain data. Tokens appear as fingerprints only. */
import { createHash } from 'node:crypto'
import type { Weather } from './draw-settings.ts'

export type Renewal = {
  /** UTC ms by this machine's clock, when the request was read. */
  readonly at: number
  readonly form: 'current' | 'older'
  /** Fingerprint of the refresh token that came; null when there was none. */
  readonly refresh: string | null
  readonly family: string | null
  readonly weather: Weather['kind']
  /** `done` = a new set went out (or was lost on the way, see `delivered`). */
  outcome: 'done' | 'refused' | 'not-acted'
  /** Status that was sent; null when nothing was. */
  status: number | null
  /** The whole of a readable reply was handed to the network. */
  delivered: boolean
  /** Another renewal with the same refresh token was still under way. */
  overlapped: boolean
}

export type Reuse = {
  readonly at: number
  readonly refresh: string
  readonly family: string
  /**
   * True when no successor of that refresh token was ever delivered: such a resend breaks no law. A client that
   * was killed between reply and save is not excused here, since the server cannot know of it.
   */
  readonly excused: boolean
}

export type RefusalReason = 'missing' | 'unknown' | 'expired' | 'spent' | 'revoked' | 'wrong-type' | 'wrong-client'

export type DrawRecord = {
  readonly renewals: Renewal[]
  /** Every spent refresh token that came again. */
  readonly reuses: Reuse[]
  /** Reuses that nothing excuses. Zero, or a law is broken. */
  reuseCount: number
  /** Renewals with one refresh token, two at a time. Zero, or a law is broken. */
  overlaps: number
  readonly accessIssued: string[]
  /** Calls with a good access token, and the others with the reason. An `expired` here was handed out too late. */
  usesAccepted: number
  readonly usesRefused: { readonly at: number; readonly path: string; readonly reason: RefusalReason }[]
}

export function emptyRecord(): DrawRecord {
  return {
    renewals: [],
    reuses: [],
    reuseCount: 0,
    overlaps: 0,
    accessIssued: [],
    usesAccepted: 0,
    usesRefused: [],
  }
}

/** Enough of a digest to tell tokens apart in a record, and nothing of the token itself. */
export function fingerprint(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex').slice(0, 16)
}
