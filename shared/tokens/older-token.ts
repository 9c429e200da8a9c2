import { z } from 'zod'
import { type LastTest, testRefusalOf } from '../connections/last-test.ts'
import { momentSchema } from '../time/moment-schema.ts'
import type { TokenSet } from './token.ts'

/**
 * Most servers let an access token live to its end. Some end it as soon as they issue a new one (django-oauth-toolkit,
 * Doorkeeper and so GitLab): programs in the middle of their work are then answered 401 because of a background renewal. No
 * server announces this, so it is learned from whether the older token is still accepted.
 */

/** The access token that a renewal replaced while it was valid as far as known. */
export const olderTokenSchema = z.object({ generation: z.number(), expiresAt: momentSchema })

/** Since when it is known that the server ends the older token. */
export const endsOlderSchema = z.object({ at: momentSchema, shownBy: z.enum(['report', 'test']) })

type OlderToken = z.infer<typeof olderTokenSchema>

/** The fields of a document that this needs. */
type Replaced = {
  readonly older: OlderToken | null
  readonly endsOlder: z.infer<typeof endsOlderSchema> | null
  readonly tokens: TokenSet | null
  readonly rejectedGeneration: number | null
  readonly validated: LastTest | null
}

/** A refusal this near to its end proves nothing: clocks may differ, and the call takes time. */
const NEAR_END_MS = 2_000

/**
 * The token that a renewal replaces; null where a refusal of it would prove nothing: already refused, reported, of unknown
 * expiry, or the same token as in `after`. Both as programs get them (tokens-for-programs.ts).
 */
export function olderTokenAfter(before: Replaced, after: TokenSet | null): OlderToken | null {
  const { tokens, rejectedGeneration } = before
  if (tokens?.accessToken == null || tokens.expiresAt === null) return null
  if (tokens.accessToken.reveal() === after?.accessToken?.reveal()) return null
  if (rejectedGeneration === tokens.generation || testRefusalOf(before) !== null) return null
  return { generation: tokens.generation, expiresAt: tokens.expiresAt }
}

/** The token of that generation was replaced by the present one, and would otherwise still be valid. */
export function wasReplacedWhileValid(
  connection: Pick<Replaced, 'older' | 'tokens'>,
  generation: number,
  now: number,
): boolean {
  const { older, tokens } = connection
  if (older?.generation !== generation || tokens?.generation !== generation + 1) return false
  return now < older.expiresAt - NEAR_END_MS
}

/** Until when programs may rely on the token (UTC ms): its expiry, or the renewal that ends it. `hard` is the hard point. */
export function usableUntil(
  { endsOlder }: Pick<Replaced, 'endsOlder'>,
  expiresAt: number | null,
  hard: number | null,
  now: number,
): number | null {
  if (expiresAt === null || hard === null || endsOlder === null) return expiresAt
  // Past the hard point its renewal may come at any moment.
  return Math.min(expiresAt, Math.max(hard, now))
}
