import { type Connection, refusalOf } from '../connections/connection.ts'
import { countSecretsEntered } from '../connections/edition.ts'
import { type Fault, fault } from '../fault.ts'
import { tokenSetFromPasted } from './token.ts'

/**
 * The refresh token before the present one, once a person has replaced it: by a sign-in, by one that was pasted, or by
 * bringing another back. It stays in the document as superseded until what took its place has renewed (then the server
 * has shown which of the two it means), is never sent by itself, and a person alone can bring it back.
 */

/** The superseded refresh token once another one replaces the present one. */
export function supersedeRefreshToken(
  current: Pick<Connection, 'tokens' | 'superseded'>,
  now: number,
): Connection['superseded'] {
  const { superseded } = current
  const present = current.tokens?.refreshToken ?? null
  // The present one has never renewed anything (or nothing would be superseded): keep the earlier one, which has.
  if (present === null || superseded?.sentAgain === true) return superseded
  // Marked as sent again, so that only a person may use it once more.
  return { refreshToken: present, at: now, sentAgain: true }
}

/**
 * Why no earlier refresh token can be brought back: nothing_to_restore {why: refresh_token}, or {why: successor} where the
 * server itself gave the present one in a reply that was not whole, and has not refused it. Sending a spent one then could
 * end the whole session (RFC 9700 section 4.14.2); where it is refused, the one before is sent once more by itself.
 */
export function whyNotRestorable(connection: Connection): Fault | null {
  const { name, superseded, tokens } = connection
  const refusal = refusalOf(connection)
  if (refusal?.code === 'moved_machine') return refusal
  if (superseded === null) return fault('nothing_to_restore', { name, why: 'refresh_token' })
  const isSuccessorInForce = !superseded.sentAgain && tokens?.refreshToken != null && refusal === null
  return isSuccessorInForce ? fault('nothing_to_restore', { name, why: 'successor' }) : null
}

/** Swaps the two, so that doing it again undoes it. It starts a new generation: a renewal under way was for the old one. */
export function restoreRefreshToken(current: Connection, now: number): Connection {
  const { superseded, tokens } = current
  if (superseded === null) return current
  const present = tokens?.refreshToken ?? null
  const pasted = { accessToken: null, refreshToken: superseded.refreshToken, typedExpiresAt: null }
  const fresh = tokenSetFromPasted(pasted, now, (tokens?.generation ?? 0) + 1)
  const { refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed, generation } = fresh
  return {
    ...current,
    ...countSecretsEntered(current),
    tokens:
      tokens === null
        ? fresh
        : { ...tokens, refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed, generation },
    superseded: present === null ? null : { refreshToken: present, at: now, sentAgain: true },
    asked: null,
    refused: null,
    rejectedGeneration: current.rejectedGeneration === tokens?.generation ? generation : null,
  }
}

/**
 * A reply came for a refresh token that a person has replaced or restored meanwhile: its successor takes its place, whether
 * it is superseded or in force again (restored, pasted once more, allowed to go to another server).
 */
export function withLateSuccessor(
  current: Connection,
  sent: Connection['tokens'],
  arrived: Connection['tokens'],
): Connection {
  const { superseded, tokens, rejectedGeneration } = current
  const [spent, successor] = [sent?.refreshToken, arrived?.refreshToken]
  if (arrived === null || spent == null || successor == null || successor.equals(spent)) return current
  if (superseded?.refreshToken.equals(spent)) {
    return { ...current, superseded: { ...superseded, refreshToken: successor } }
  }
  if (tokens?.refreshToken?.equals(spent) !== true) return current
  const { refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed } = arrived
  // A new generation: whatever else is under way was for the old one.
  const generation = tokens.generation + 1
  return {
    ...current,
    tokens: { ...tokens, refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed, generation },
    rejectedGeneration: rejectedGeneration === tokens.generation ? generation : rejectedGeneration,
  }
}
