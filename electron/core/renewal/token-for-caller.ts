import type { TokenAnswer } from '../../../shared/api/contract/contract.ts'
import { type Connection, isRenewable, refusalOf, signsIn } from '../../../shared/connections/connection.ts'
import { testRefusalOf } from '../../../shared/connections/last-test.ts'
import { awaitedSecrets, scopeLoss, signInNeeded } from '../../../shared/connections/standing.ts'
import { isEndless } from '../../../shared/connections/states.ts'
import { endpointsOf } from '../../../shared/connections/view.ts'
import { type Fault, FaultError, fault, isSameFault, raise } from '../../../shared/fault.ts'
import type { Secret } from '../../../shared/secret.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { isoUtcOrNull } from '../../../shared/time/instant.ts'
import { hasEnded } from '../../../shared/tokens/expiry.ts'
import { usableUntil } from '../../../shared/tokens/older-token.ts'
import { effectiveMinTtl } from '../../../shared/tokens/refresh-plan.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'
import { tokenTypeFault } from '../../../shared/tokens/token-type.ts'
import { tokensForPrograms } from '../../../shared/tokens/tokens-for-programs.ts'

/** Whether the token that is there will do for a caller, and how it is handed out. */

export type Moment = {
  /** UTC ms. */
  readonly now: number
  /** From here on callers wait for a renewal; null where no end is known. */
  readonly hard: number | null
  /** A program that `exec` runs is known to work with the present token. */
  readonly inUse: boolean
}

/** Callers wait no longer than this; what they wait for goes on. */
export const CALLER_CAP_MS = 120_000
/** After a failure callers may cause a try this often at most, whatever the slow backoff says. */
const DEMAND_GAP_MS = 15_000

/** Ms until callers may cause another try, by the number of failures in a row. */
export function demandGapMs(failures: number): number {
  return Math.min(DEMAND_GAP_MS, 1_000 * 2 ** (failures - 1))
}

/** Where a caller names none (docs/decisions.md 6). */
const DEFAULT_MIN_TTL_MS = 60_000
/** With less than this left a token would expire on its way to the server. */
const MIN_USABLE_MS = 1_000

/** For very short lives the last quarter, like the hard point (`isEnough`). */
function minUsableMs({ issuedAt, expiresAt }: TokenSet): number {
  return expiresAt === null ? MIN_USABLE_MS : Math.min(MIN_USABLE_MS, (expiresAt - issuedAt) / 4)
}

/** False where a renewal has to come first. */
export function isEnough(connection: Connection, { now, hard, inUse }: Moment, askedMs: number | undefined): boolean {
  const tokens = tokensForPrograms(connection)
  if (tokens === null || tokens.accessToken === null) return false
  if (testRefusalOf(connection) !== null) return false
  if (tokens.generation === connection.rejectedGeneration && cannotRenew(connection) === null) return false
  if (tokens.expiresAt === null) return true
  if (now >= (hard ?? 0)) return false
  const wanted = effectiveMinTtl(askedMs ?? DEFAULT_MIN_TTL_MS, tokens.issuedAt, tokens.expiresAt)
  if (connection.endsOlder === null) return tokens.expiresAt - now >= wanted
  // A renewal would take the token away from those who work with it: only for a caller who says what he needs.
  return inUse || askedMs === undefined || (hard ?? 0) - now >= wanted
}

/** Why a renewal is out of the question; null when it may be tried. */
export function cannotRenew(connection: Connection): Fault | null {
  const { name } = connection
  const refusal = refusalOf(connection)
  if (refusal !== null) return refusal
  if (connection.pausedAt !== null) return fault('paused', { name })
  const system = systemNamed(connection.system)
  if (system === null) return fault('unknown_system', { system: connection.system })
  if (isRenewable(connection, system)) return null
  return signsIn(connection, system)
    ? signInNeeded(connection)
    : (awaitedSecrets(connection, system) ?? fault('token_expired', { name }))
}

/** The warning for a caller who asked for a longer life than the token has. */
export function shorterLife(connection: Connection, moment: Moment, askedMs: number | undefined): Fault | null {
  const until = usableUntil(connection, tokensForPrograms(connection)?.expiresAt ?? null, moment.hard, moment.now)
  if (askedMs === undefined || until === null || until - moment.now >= askedMs) return null
  return fault('shorter_life', { name: connection.name, seconds: secondsLeft(until, moment.now) })
}

/** A usable token, with a warning where there is one; else raises. Nobody gets an expired one. */
export function tokenOrFault(connection: Connection, moment: Moment, trouble: Fault | null): TokenAnswer {
  const { name } = connection
  const { now } = moment
  const tokens = tokensForPrograms(connection)
  if (tokens?.accessToken == null) throw new FaultError(trouble ?? fault('token_missing', { name }))
  if (hasEnded(tokens, now + minUsableMs(tokens))) throw new FaultError(trouble ?? fault('token_expired', { name }))
  // The server itself has said no to this very token: it would only fail where it is used.
  const refused = testRefusalOf(connection)
  if (refused !== null) throw new FaultError(refused)
  const stillGood =
    trouble?.code === 'token_expired' || trouble?.code === 'sign_in_needed'
      ? isPast(tokens, now)
        ? null
        : fault('shorter_life', { name, seconds: secondsLeft(tokens.expiresAt, now) })
      : trouble
  return tokenAnswerOf(connection, moment, stillGood)
}

/** Handed out all the same where its end is in doubt. */
function isPast(tokens: TokenSet, now: number): boolean {
  return tokens.expiresAt !== null && tokens.expiresAt - now <= minUsableMs(tokens)
}

function secondsLeft(until: number | null, now: number): number {
  return until === null ? 0 : Math.max(0, Math.round((until - now) / 1_000))
}

export function tokenAnswerOf(connection: Connection, { now, hard }: Moment, trouble: Fault | null): TokenAnswer {
  const { name } = connection
  const tokens = tokensForPrograms(connection)
  if (tokens?.accessToken == null) raise('token_missing', { name })
  // Whoever gets a token whose end is unknown is told so (docs/decisions.md 6), unless there is worse to tell.
  const isUnknown = isPast(tokens, now) || (tokens.expiresAt === null && !isEndless(connection))
  const told = tokenTypeFault({ name, tokenType: tokens.tokenType }) ?? scopeLoss(connection)
  const warning = trouble ?? told ?? (isUnknown ? fault('end_unknown', { name }) : null)
  const last = lastAnswers.get(connection)
  const before = last ?? plainAnswer(connection, tokens, tokens.accessToken)
  const until = usableUntil(connection, tokens.expiresAt, hard, now)
  const usable = until === tokens.expiresAt ? before.expiresAt : isoUtcOrNull(until)
  const idToken = liveIdToken(before, tokens, now)
  const isSame = before.usableUntil === usable && isSameFault(before.warning, warning) && before.idToken === idToken
  const answer = isSame ? before : answerWith(before, { usableUntil: usable, warning }, idToken)
  if (answer !== last) lastAnswers.set(connection, answer)
  return answer
}

function answerWith(
  { idToken: _before, ...answer }: TokenAnswer,
  now: Pick<TokenAnswer, 'usableUntil' | 'warning'>,
  idToken: TokenAnswer['idToken'],
): TokenAnswer {
  return { ...answer, ...now, ...(idToken === undefined ? {} : { idToken }) }
}

/** The ID token, as long as it has not expired. */
function liveIdToken({ idToken }: TokenAnswer, tokens: TokenSet, now: number): TokenAnswer['idToken'] {
  const end = tokens.idToken?.expiresAt ?? null
  return end === null || end - now > MIN_USABLE_MS ? idToken : undefined
}

/** A connection is immutable, so its answer is reused until something in it changes. */
const lastAnswers = new WeakMap<Connection, TokenAnswer>()

function plainAnswer(connection: Connection, tokens: TokenSet, accessToken: Secret): TokenAnswer {
  const { settings } = connection
  const system = systemNamed(connection.system)
  const parameter = system?.programCall?.parameter
  const expiresAt = isoUtcOrNull(tokens.expiresAt)
  return {
    token: accessToken.reveal(),
    tokenType: tokens.tokenType,
    expiresAt,
    usableUntil: expiresAt,
    warning: null,
    generation: tokens.generation,
    ...idTokenOf(tokens),
    baseUrl: settings.baseUrl,
    ...(parameter === undefined ? {} : { parameter }),
    clientId: settings.clientId,
    endpoints: system === null ? settings.endpoints : endpointsOf(system, settings),
    maxRetries: settings.maxRetries,
  }
}

function idTokenOf({ idToken }: TokenSet): Pick<TokenAnswer, 'idToken'> {
  if (idToken === null) return {}
  return { idToken: { token: idToken.secret.reveal(), expiresAt: isoUtcOrNull(idToken.expiresAt) } }
}
