import type { TokenSet } from '../../shared/domain/token.ts'
import { FaultError, raise } from '../../shared/fault.ts'
import type { DeviceOffer } from '../../shared/systems/system.ts'
import { asClient } from './assertions.ts'
import { pause } from './pause.ts'
import { cancelled, type SignInClient, type SignInRun, sendAs, timedOut, tokensIn } from './sign-in-run.ts'

/** RFC 8628 section 3.5: how much longer a server that is asked too often wants to be left alone. */
const SLOWER_MS = 5_000
/** Whatever a server writes, a person is not kept waiting longer for what is done, nor the server asked more often. */
const INTERVAL_MS = { least: 1_000, most: 60_000 }

/** Device code (RFC 8628): the person types it on another device, and the server is asked until then. */
export async function byDevice(client: SignInClient): Promise<SignInRun> {
  const { signIn, known } = client
  const request = signIn.deviceRequest(known)
  if (request.url === '') raise('no_device_endpoint')
  const told = signIn.readDevice(await sendAs(client, request))
  if (!told.ok) throw new FaultError(told.fault)
  const { userCode, url, completeUrl, lifeMs } = told.value
  const { promise: givenUp, reject } = Promise.withResolvers<never>()
  const asking = { on: true }
  return {
    shown: { url, userCode, completeUrl },
    tokens: Promise.race([asked(client, told.value, asking), givenUp]),
    lifeMs,
    cancel() {
      asking.on = false
      reject(cancelled())
    },
  }
}

async function asked(client: SignInClient, offer: DeviceOffer, asking: { readonly on: boolean }): Promise<TokenSet> {
  const { context, signIn, known, system } = client
  const { clock } = context
  const until = clock.now() + offer.lifeMs
  for (let intervalMs = within(offer.intervalMs); ; ) {
    await pause(clock, intervalMs)
    if (!asking.on) throw cancelled()
    const request = await asClient(context.oauth, system, known, signIn.deviceTokenRequest(known, offer.deviceCode))
    const outcome = await context.http.send(request)
    if (outcome.kind === 'reply' && outcome.status < 500) {
      const standing = signIn.standing(outcome)
      if (standing === null) return tokensIn(system, known, outcome, clock.zoneOffsetMinutes(outcome.receivedAt))
      if (standing === 'denied') raise('sign_in_denied')
      if (standing === 'expired') throw timedOut()
      if (standing === 'slower') intervalMs = within(intervalMs + SLOWER_MS)
    }
    // A network that is away for a moment ends nothing (RFC 8628 section 3.5).
    if (clock.now() >= until) throw timedOut()
  }
}

function within(ms: number): number {
  return Math.min(INTERVAL_MS.most, Math.max(INTERVAL_MS.least, ms))
}
