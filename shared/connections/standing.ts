import { type Fault, fault } from '../fault.ts'
import type { System } from '../systems/system.ts'
import { hasEnded } from '../tokens/expiry.ts'
import { tokenTypeFault } from '../tokens/token-type.ts'
import { tokensForPrograms } from '../tokens/tokens-for-programs.ts'
import { type Connection, isRenewable, refusalOf, signsIn } from './connection.ts'
import { testRefusalOf, wasAccepted } from './last-test.ts'
import { isEndless, type State } from './states.ts'

/** The state of a connection, derived here alone for list, page, tray, JSON, index and exit code (docs/decisions.md 24). */

/** What the refresher knows of a connection beside its document. Times UTC ms. */
export type LiveStanding = {
  readonly now: number
  readonly isInFlight: boolean
  readonly isUnsaved: boolean
  readonly refreshAt: number | null
  readonly hardPoint: number | null
  /** The failure that the next try would mend; null after a success. */
  readonly failure: { readonly fault: Fault; readonly isWrongSettings: boolean } | null
}

export type Standing = {
  readonly state: State
  /** The fault that it has now; null when there is none. */
  readonly fault: Fault | null
}

/** "Valid" goes by the expiry, with nothing known against the token. */
export function standingOf(connection: Connection, system: System, live: LiveStanding): Standing {
  return { state: stateOf(connection, system, live), fault: troubleOf(connection, system, live) }
}

/**
 * The server has said no, in a renewal or in a test, and nothing newer is known: no other token, no other settings, no
 * test that went well. A program's word alone is none of these (`reportOf`).
 */
export function knownRefusal(connection: Connection): Fault | null {
  return refusalOf(connection) ?? testRefusalOf(connection)
}

/** A program reported this very token as refused, and the server itself has not been heard since. */
export function reportOf(connection: Connection): Fault | null {
  const { rejectedGeneration, tokens, name } = connection
  const isReported = rejectedGeneration !== null && rejectedGeneration === tokens?.generation
  return isReported && !wasAccepted(connection) ? fault('reported_rejected', { name }) : null
}

/** The token works, for less than the one before it; only whoever uses it can say whether that matters. */
export function scopeLoss({ tokens, name }: Connection): Fault | null {
  const lost = tokens?.scope?.lost ?? ''
  return lost === '' ? null : fault('scope_shrank', { name, lost })
}

/** The fault of a connection that needs a sign-in to get a token (again); else null. */
export function waitsForPerson(connection: Connection, system: System, now: number): Fault | null {
  const tokens = tokensForPrograms(connection)
  if (!signsIn(connection, system) || isRenewable(connection, system)) return null
  const isOver = tokens?.accessToken == null || hasEnded(tokens, now)
  return isOver ? signInNeeded(connection) : null
}

/** `why` tells whether nobody has signed in yet, or the last sign-in's token has expired. */
export function signInNeeded({ tokens, name }: Pick<Connection, 'tokens' | 'name'>): Fault {
  return fault('sign_in_needed', { name, why: tokens?.accessToken == null ? 'never' : 'over' })
}

function troubleOf(connection: Connection, system: System, live: LiveStanding): Fault | null {
  return (
    knownRefusal(connection) ??
    live.failure?.fault ??
    awaitedSecrets(connection, system) ??
    waitsForPerson(connection, system, live.now) ??
    reportOf(connection) ??
    unknownTypeFault(connection) ??
    scopeLoss(connection)
  )
}

/** Of a token that is valid but that most programs cannot use. */
function unknownTypeFault(connection: Connection): Fault | null {
  const tokens = tokensForPrograms(connection)
  return tokens?.accessToken == null ? null : tokenTypeFault({ name: connection.name, tokenType: tokens.tokenType })
}

/** A token that cannot renew itself is called "expiring" for its last two weeks (docs/decisions.md 12). */
const ENDS_SOON_MS = 14 * 86_400_000

/** Of a connection that its site has set up, or that was moved here, without secrets; names the required ones. */
export function awaitedSecrets(connection: Connection, system: System): Fault | null {
  const isServed = tokensForPrograms(connection)?.accessToken != null || isRenewable(connection, system)
  if (isServed || signsIn(connection, system)) return null
  const required = system.secrets.filter((secret) => secret.required).map((secret) => secret.name)
  const { name } = connection
  return fault('secrets_awaited', required.length === 0 ? { name } : { name, fields: required.join(', ') })
}

/** The most urgent condition decides. */
function stateOf(connection: Connection, system: System, live: LiveStanding): State {
  const tokens = tokensForPrograms(connection)
  if (connection.pausedAt !== null) return 'paused'
  if (knownRefusal(connection) !== null) return 'needs-person'
  if (live.isUnsaved) return 'unsaved'
  if (live.isInFlight) return 'renewing'
  const isExpired = tokens !== null && hasEnded(tokens, live.now)
  const isPastHardPoint = live.hardPoint !== null && live.hardPoint <= live.now
  const hasToken = tokens?.accessToken != null
  if (waitsForPerson(connection, system, live.now) !== null) return 'needs-person'
  if (awaitedSecrets(connection, system) !== null) return 'needs-person'
  if (live.failure?.isWrongSettings === true && (isPastHardPoint || !hasToken)) return 'needs-person'
  if (isExpired) return 'expired'
  if (!hasToken) return 'unknown'
  if (tokens.expiresAt === null) return isEndless(connection) && !isRenewable(connection, system) ? 'valid' : 'unknown'
  if (isRenewable(connection, system)) return isPastHardPoint ? 'expiring' : 'valid'
  return tokens.expiresAt - live.now <= Math.min(ENDS_SOON_MS, (tokens.expiresAt - tokens.issuedAt) / 2)
    ? 'expiring'
    : 'valid'
}
