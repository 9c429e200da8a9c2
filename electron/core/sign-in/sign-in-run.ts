import type { Output } from '../../../shared/api/contract/contract.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import { type Fault, type FaultCode, FaultError, fault } from '../../../shared/fault.ts'
import { type HttpOutcome, type HttpReply, type HttpRequest, RENEWAL_TIME } from '../../../shared/http.ts'
import type { Secret } from '../../../shared/secret.ts'
import { failureFault } from '../../../shared/systems/reply-fault.ts'
import { secretsOf, withReason } from '../../../shared/systems/server-reason.ts'
import { type Known, type SignIn, type System, sentValues } from '../../../shared/systems/system.ts'
import { successorIn } from '../../../shared/tokens/successor.ts'
import { readTokens, type TokenSet, tokenSetFromPasted } from '../../../shared/tokens/token.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { sendAsClient } from '../requests/assertions.ts'
import type { DiscoveryContext } from '../requests/discovery.ts'

export type SignInContext = DiscoveryContext &
  Pick<KeeperParts, 'clock' | 'random' | 'machine' | 'redirects' | 'find' | 'viewAfter'>

export type SignInClient = {
  readonly context: SignInContext
  readonly system: System
  readonly signIn: SignIn
  readonly connection: Connection
  readonly known: Known
}

/** One sign-in under way, whichever way it goes. */
export type SignInRun = {
  readonly shown: Pick<Output<'signIn.begin'>, 'url' | 'userCode' | 'verificationUriComplete'>
  /** Rejects with a FaultError when nothing comes of it. */
  readonly tokens: Promise<TokenSet>
  readonly lifetimeMs: number
  /** Takes the answer that a browser elsewhere could not bring; null when it is good. Absent where none is brought. */
  answer?(pasted: string): Promise<Fault | null>
  cancel(): void
}

/** Sends as the client that it is. Raises the fault of a call without a reply. */
export async function sendAs(client: SignInClient, request: HttpRequest): Promise<HttpReply> {
  const outcome = await outcomeAs(client, request)
  if (outcome.kind === 'failure') throw new FaultError(failureFault(outcome))
  return outcome
}

/** The same where a call without a reply is nothing to give up for. */
export function outcomeAs(
  { context, connection, system, known }: SignInClient,
  request: HttpRequest,
): Promise<HttpOutcome> {
  const send = (signed: HttpRequest) => context.sender.sendFor(connection, signed)
  return sendAsClient({ ...context, send }, system, known, { ...request, ...RENEWAL_TIME })
}

export const timedOut = () => new FaultError(fault('sign_in_timed_out'))
export const cancelled = () => new FaultError(fault('sign_in_cancelled'))

/** The tokens of a reply to a token request that followed a sign-in, in which `sent` travelled beside the client's own secrets. Raises sign_in_refused and what a reply's trouble is. */
export function tokensIn(
  system: System,
  known: Known,
  reply: Parameters<System['readRenewal']>[0],
  zoneOffsetMinutes: number,
  sent: readonly Secret[],
): TokenSet {
  const answer = system.readRenewal(reply, known)
  const read = answer.ok ? readTokens(answer.raw, reply, null, zoneOffsetMinutes, system.defaultLifetimeMs) : answer
  const refreshToken = successorIn(reply, sentValues(known), system.refreshField?.(known.settings))
  if (read.ok && 'tokens' in read) return { ...read.tokens, refreshToken: read.tokens.refreshToken ?? refreshToken }
  // The code is spent, and what it has brought renews itself at once.
  if (refreshToken !== null) return refreshTokenAlone(refreshToken, reply.sentAt)
  const trouble = inSignIn(read.ok ? fault('no_tokens_in_reply', { status: reply.status }) : read.fault)
  throw new FaultError(withReason(trouble, reply, [...secretsOf(known), ...sent]))
}

function refreshTokenAlone(refreshToken: Secret, sentAt: number): TokenSet {
  return tokenSetFromPasted({ accessToken: null, refreshToken, typedExpiresAt: null }, sentAt, 0)
}

const REFUSED: readonly FaultCode[] = ['session_ended', 'invalid_grant', 'bad_request', 'refused']

/** "The session has ended" is not what a refused code means, and nothing is there that would be tried again by itself. */
function inSignIn(trouble: Fault): Fault {
  if (trouble.code === 'no_tokens_in_reply') return fault(trouble.code, { ...trouble.params, why: 'sign_in' })
  return REFUSED.includes(trouble.code) ? fault('sign_in_refused', trouble.params) : trouble
}
