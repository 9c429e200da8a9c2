import { pastedAnswer } from '../../../shared/entry/paste/pasted-answer.ts'
import { type Fault, faultOf, raise } from '../../../shared/fault.ts'
import type { HttpReply } from '../../../shared/http.ts'
import { Secret } from '../../../shared/secret.ts'
import { readJwt } from '../../../shared/tokens/jwt.ts'
import { recordIn, type TokenSet } from '../../../shared/tokens/token.ts'
import { withinTime } from '../concurrency/pause.ts'
import type { CodeBegun } from '../requests/oauth.ts'
import { cancelled, type SignInClient, type SignInRun, sendAs, timedOut, tokensIn } from './sign-in-run.ts'

/** Passwords are looked up and second factors fetched; longer than this, and the tab was forgotten. */
const LIFE_MS = 10 * 60_000

/**
 * Authorization code with PKCE over a loopback address (RFC 8252). Answers that do not belong to it are turned away and
 * waited past: any page in the browser can call a loopback address, and none may end a sign-in.
 */
export async function byBrowser(client: SignInClient): Promise<SignInRun> {
  const { context, signIn, known } = client
  const authorization = signIn.authorization(known)
  if (authorization.url === '') raise('no_authorization_endpoint')
  const { promise, resolve, reject } = Promise.withResolvers<TokenSet>()
  let begun: CodeBegun | null = null
  let taken = false

  const answered = (address: string) => take((started) => context.oauth.readCode(address, started))

  /** A code alone carries no state; what binds it to this sign-in is the proof that its challenge asks for (PKCE). */
  function pasted(text: string): Promise<Fault | null> {
    const answer = pastedAnswer(text, redirect.uri)
    if (answer !== null && 'address' in answer) return answered(answer.address)
    return take(async () => new Secret(answer?.code ?? raise('sign_in_forged')))
  }

  async function take(read: (started: CodeBegun) => Promise<Secret>): Promise<Fault | null> {
    try {
      if (begun === null || taken) raise('sign_in_forged')
      const code = await read(begun)
      // A code counts once: a tab that is loaded again must not spend it twice.
      taken = true
      const answer = { code, verifier: begun.verifier, redirectUri: redirect.uri }
      const reply = await sendAs(client, signIn.codeRequest(known, answer))
      refuseForeignIdToken(reply, begun.nonce)
      const zone = context.clock.zoneOffsetMinutes(reply.receivedAt)
      resolve(tokensIn(client.system, known, reply, zone, [answer.code, answer.verifier]))
      return null
    } catch (thrown) {
      const trouble = faultOf(thrown)
      if (trouble.code !== 'sign_in_forged') reject(thrown)
      return trouble
    }
  }

  const redirect = await context.redirects.listen(authorization.redirectUri, answered)
  try {
    begun = await context.oauth.beginCode(authorization, redirect.uri)
  } catch (thrown) {
    await redirect.close()
    throw thrown
  }
  const tokens = withinTime(context.clock, LIFE_MS, promise)
    .then((found) => found ?? Promise.reject(timedOut()))
    .finally(() => void redirect.close())
  return {
    shown: { url: begun.url, userCode: null, verificationUriComplete: null },
    tokens,
    lifetimeMs: LIFE_MS,
    answer: pasted,
    cancel: () => reject(cancelled()),
  }
}

/** An ID token that was made for another sign-in means that somebody has slipped us his code (OpenID Connect Core 3.1.3.7). */
function refuseForeignIdToken(reply: HttpReply, nonce: string | null): void {
  const idToken = recordIn(reply)?.['id_token']
  if (nonce === null || typeof idToken !== 'string') return
  if (readJwt(idToken)?.nonce !== nonce) raise('id_token_foreign')
}
