import { type Fault, fault } from '../fault.ts'
import type { System } from '../systems/system.ts'
import { hasEnded } from '../tokens/expiry.ts'
import { handedOut } from '../tokens/handed-out.ts'
import { typeTrouble } from '../tokens/token-type.ts'
import { type Connection, isRenewable, refusalOf, signsIn } from './connection.ts'
import { isTried, testRefusalOf } from './last-test.ts'
import { isEndless, type State } from './states.ts'

/** How a connection stands: told here once, for list, page, tray, JSON, index and exit code (docs/decisions.md 24). */

/** What the refresher knows of a connection beside its document. Times UTC ms. */
export type LiveStanding = {
  readonly now: number
  readonly inFlight: boolean
  readonly unsaved: boolean
  readonly refreshAt: number | null
  readonly hardPoint: number | null
  /** The failure that the next try would mend; null after a success. */
  readonly failure: { readonly fault: Fault; readonly wrongSettings: boolean } | null
}

export type Standing = {
  readonly state: State
  /** What troubles it now; null when nothing does. */
  readonly fault: Fault | null
}

/** "Valid" is by its time, with nothing known against it. */
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
  const reported = rejectedGeneration !== null && rejectedGeneration === tokens?.generation
  return reported && !isTried(connection) ? fault('reported_rejected', { name }) : null
}

/** The token works, for less than the one before it; only whoever uses it can say whether that matters. */
export function scopeLoss({ tokens, name }: Connection): Fault | null {
  const lost = tokens?.scope?.lost ?? ''
  return lost === '' ? null : fault('scope_shrank', { name, lost })
}

/** Nothing but a sign-in brings such a connection a token (again). */
export function waitsForPerson(connection: Connection, system: System, now: number): Fault | null {
  const tokens = handedOut(connection)
  if (!signsIn(connection, system) || isRenewable(connection, system)) return null
  const over = tokens?.accessToken == null || hasEnded(tokens, now)
  return over ? signInNeeded(connection) : null
}

/** Whether nobody has ever signed in, or what the last sign-in gave is over. */
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
    strangeType(connection) ??
    scopeLoss(connection)
  )
}

/** Valid, and for most programs of no use. */
function strangeType(connection: Connection): Fault | null {
  const tokens = handedOut(connection)
  return tokens?.accessToken == null ? null : typeTrouble({ name: connection.name, tokenType: tokens.tokenType })
}

/** A token that cannot renew itself is called "expiring" for its last two weeks (docs/decisions.md 12). */
const ENDS_SOON_MS = 14 * 86_400_000

/** Set up by its site without secrets, or moved without them; those that its system cannot do without are named. */
export function awaitedSecrets(connection: Connection, system: System): Fault | null {
  const isServed = handedOut(connection)?.accessToken != null || isRenewable(connection, system)
  if (isServed || signsIn(connection, system)) return null
  const required = system.secrets.filter((secret) => secret.required).map((secret) => secret.name)
  const { name } = connection
  return fault('secrets_awaited', required.length === 0 ? { name } : { name, fields: required.join(', ') })
}

/** One word for the state, the most urgent truth first. */
function stateOf(connection: Connection, system: System, live: LiveStanding): State {
  const tokens = handedOut(connection)
  if (connection.pausedAt !== null) return 'paused'
  if (knownRefusal(connection) !== null) return 'needs-person'
  if (live.unsaved) return 'unsaved'
  if (live.inFlight) return 'renewing'
  const expired = tokens !== null && hasEnded(tokens, live.now)
  const late = live.hardPoint !== null && live.hardPoint <= live.now
  const hasToken = tokens?.accessToken != null
  if (waitsForPerson(connection, system, live.now) !== null) return 'needs-person'
  if (awaitedSecrets(connection, system) !== null) return 'needs-person'
  if (live.failure?.wrongSettings === true && (late || !hasToken)) return 'needs-person'
  if (expired) return 'expired'
  if (!hasToken) return 'unknown'
  if (tokens.expiresAt === null) return isEndless(connection) && !isRenewable(connection, system) ? 'valid' : 'unknown'
  if (isRenewable(connection, system)) return late ? 'expiring' : 'valid'
  return tokens.expiresAt - live.now <= Math.min(ENDS_SOON_MS, (tokens.expiresAt - tokens.issuedAt) / 2)
    ? 'expiring'
    : 'valid'
}
