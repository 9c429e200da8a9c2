import { type Fault, type FaultCode, FaultError, faultOf, raise } from '../../../shared/fault.ts'
import type { HttpOutcome } from '../../../shared/http.ts'
import type { Secret } from '../../../shared/secret.ts'
import { failureFault } from '../../../shared/systems/reply-fault.ts'
import { secretsOf, withReason } from '../../../shared/systems/server-reason.ts'
import type { DeviceAuthorization, DeviceStanding } from '../../../shared/systems/sign-in.ts'
import { retryAfterOf } from '../../../shared/tokens/retry-plan.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'
import { pause } from '../concurrency/pause.ts'
import { cancelled, outcomeAs, type SignInClient, type SignInRun, sendAs, timedOut, tokensIn } from './sign-in-run.ts'

/** RFC 8628 section 3.5: how much longer a server that is asked too often wants to be left alone. */
const SLOWER_MS = 5_000
/** Whatever a server writes, a person is not kept waiting longer for what is done, nor the server asked more often. */
const INTERVAL_MS = { least: 1_000, most: 60_000 }

/** Device code (RFC 8628): the person types it on another device, and the server is asked until then. */
export async function byDevice(client: SignInClient): Promise<SignInRun> {
  const { signIn, known } = client
  const request = signIn.deviceRequest(known)
  if (request.url === '') raise('no_device_endpoint')
  const reply = await sendAs(client, request)
  const told = signIn.readDevice(reply)
  if (!told.ok) throw new FaultError(withReason(told.fault, reply, secretsOf(known)))
  const { userCode, url, verificationUriComplete, lifetimeMs } = told.value
  const { promise: givenUp, reject } = Promise.withResolvers<never>()
  const asking = { on: true }
  return {
    shown: { url, userCode, verificationUriComplete },
    tokens: Promise.race([asked(client, told.value, asking), givenUp]),
    lifetimeMs,
    cancel() {
      asking.on = false
      reject(cancelled())
    },
  }
}

/**
 * Asks until the person is done or the code has run out, whatever comes meanwhile: a lost connection, a gateway's page or
 * a 429 says nothing of what the person does elsewhere (RFC 8628 section 3.5). A trouble that lasted to the end is told.
 */
async function asked(
  client: SignInClient,
  offer: DeviceAuthorization,
  asking: { readonly on: boolean },
): Promise<TokenSet> {
  const { context, signIn, known } = client
  const { clock } = context
  const until = clock.now() + offer.lifetimeMs
  let intervalMs = within(offer.intervalMs)
  for (let waitMs = intervalMs; ; ) {
    await pause(clock, Math.min(waitMs, Math.max(0, until - clock.now())))
    if (!asking.on) throw cancelled()
    const outcome = await outcomeAs(client, signIn.deviceTokenRequest(known, offer.deviceCode))
    const answer = answerIn(client, outcome, offer.deviceCode)
    if (answer.means === 'tokens') return answer.tokens
    if (answer.means === 'denied') raise('sign_in_denied')
    if (answer.means === 'expired') throw timedOut()
    if (answer.means === 'slow_down') intervalMs = within(Math.max(intervalMs + SLOWER_MS, answer.intervalMs ?? 0))
    // A server that cannot keep up is asked less often from then on (RFC 8628 section 3.5).
    if (answer.means === 'away' && answer.fault.code === 'timed_out') intervalMs = within(2 * intervalMs)
    waitMs = Math.max(intervalMs, answer.means === 'away' ? answer.notBeforeMs : 0)
    if (clock.now() >= until) throw answer.means === 'away' ? new FaultError(answer.fault) : timedOut()
  }
}

type Answer =
  | DeviceStanding
  | { readonly means: 'tokens'; readonly tokens: TokenSet }
  /** Nothing of the sign-in's: somebody in between, or a server that has no time. */
  | { readonly means: 'away'; readonly fault: Fault; readonly notBeforeMs: number }

/** Raises what ends the sign-in. */
function answerIn({ context, signIn, known, system }: SignInClient, outcome: HttpOutcome, deviceCode: Secret): Answer {
  if (outcome.kind === 'failure') return { means: 'away', fault: failureFault(outcome), notBeforeMs: 0 }
  const standing = signIn.readDeviceStanding(outcome)
  if (standing !== null) return standing
  try {
    const zone = context.clock.zoneOffsetMinutes(outcome.receivedAt)
    const tokens = tokensIn(system, known, outcome, zone, [deviceCode])
    return { means: 'tokens', tokens }
  } catch (thrown) {
    const trouble = faultOf(thrown)
    if (!PASSING.has(trouble.code)) throw thrown
    return {
      means: 'away',
      fault: trouble,
      notBeforeMs: retryAfterOf(outcome.headers, outcome.receivedAt) ?? 0,
    }
  }
}

/** What may have gone by the next time. A redirect is here since portals and gateways send them. */
const PASSING: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'server_busy',
  'too_many_requests',
  'not_the_server',
  'redirected',
])

function within(ms: number): number {
  return Math.min(INTERVAL_MS.most, Math.max(INTERVAL_MS.least, ms))
}
