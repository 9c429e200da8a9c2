import type { Connection } from '../connections/connection.ts'
import { supersedeRefreshToken } from './earlier-refresh-token.ts'
import { personIn } from './jwt.ts'
import type { TokenSet } from './token.ts'

/**
 * What becomes of the earlier tokens after a sign-in. It is a grant of its own (RFC 6749 section 5.1), so the rule for
 * renewals, that a reply without a refresh token leaves the old one in force (section 6), does not apply. But servers that
 * give a refresh token at the first consent alone (Google) mean the old one to stay in force. So:
 *
 *   a new one came                          it counts; the old one stays as superseded until the new one has renewed
 *   none came, and both sign-ins name the   the old one goes on renewing, unless it has been refused: then a person
 *   same person at the same server          signed in because it was dead
 *   none came, and who is who is unknown    it could turn this connection into another person's at the next renewal:
 *   or another                              it stays in the document as superseded and is never sent by itself
 */
export type SignInOutcome = {
  readonly tokens: TokenSet
  readonly superseded: Connection['superseded']
  readonly refreshToken: 'new' | 'kept' | 'set-aside' | 'none'
}

export function afterSignIn(current: Connection, arrived: TokenSet, now: number): SignInOutcome {
  const before = current.tokens
  const old = before?.refreshToken ?? null
  const tokens = { ...arrived, generation: (before?.generation ?? 0) + 1 }
  if (arrived.refreshToken !== null)
    return { tokens, superseded: supersedeRefreshToken(current, now), refreshToken: 'new' }
  if (before === null || old === null) return { tokens, superseded: current.superseded, refreshToken: 'none' }
  if (current.refused === null && isSamePerson(before, arrived)) {
    const { refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed } = before
    const withOldRefreshToken = { ...tokens, refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed }
    return { tokens: withOldRefreshToken, superseded: current.superseded, refreshToken: 'kept' }
  }
  return { tokens, superseded: supersedeRefreshToken(current, now), refreshToken: 'set-aside' }
}

/** OpenID Connect Core section 2: issuer and subject together are a person; many access tokens say the same (RFC 9068). */
function isSamePerson(one: TokenSet, other: TokenSet): boolean {
  const [first, second] = [personOf(one), personOf(other)]
  return first !== null && first === second
}

function personOf({ idToken, accessToken }: TokenSet): string | null {
  const persons = [idToken?.secret, accessToken].map((secret) => (secret ? personIn(secret.reveal()) : null))
  return persons.find((person) => person !== null) ?? null
}
