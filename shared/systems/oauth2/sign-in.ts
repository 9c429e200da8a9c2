import { z } from 'zod'
import { fault } from '../../fault.ts'
import type { HttpReply } from '../../http.ts'
import { Secret } from '../../secret.ts'
import { fieldsIn } from '../../tokens/reply-fields.ts'
import { accessTokenIn, lifetimeIn } from '../../tokens/token-fields.ts'
import { ISS_PARAMETER_FACT } from '../discovered-addresses.ts'
import { refusalWords } from '../refusal-words.ts'
import { replyFault } from '../reply-fault.ts'
import type { Authorization, DeviceAuthorization, DeviceStanding } from '../sign-in.ts'
import { type Known, ownText, type ReadResult, type Settings, type SignIn } from '../system.ts'
import { authorizationCodeRequest, deviceAuthorizationRequest, deviceCodeRequest } from '../token-requests.ts'
import { authorizationParameters, oauth2Grant, oauth2SignInMethod, oauth2Url } from './settings.ts'

/** A person signs in: authorization code with PKCE (RFC 7636, RFC 8252), or device code (RFC 8628). */
export const oauth2SignIn: SignIn = {
  method: oauth2SignInMethod,
  authorization,
  codeRequest: (known, answer) => authorizationCodeRequest(oauth2Grant(known, 'token'), answer),
  deviceRequest: (known) =>
    deviceAuthorizationRequest(oauth2Grant(known, 'device', authorizationParameters(known.settings))),
  readDevice,
  deviceTokenRequest: (known, deviceCode) => deviceCodeRequest(oauth2Grant(known, 'token'), deviceCode),
  readDeviceStanding,
}

function authorization(known: Known): Authorization {
  const { settings, learned } = known
  return {
    url: oauth2Url(known, 'authorization'),
    clientId: settings.clientId,
    redirectUri: ownText(settings, 'redirectUri'),
    parameters: { ...consentFor(settings), ...authorizationParameters(settings) },
    issuer: ownText(settings, 'issuer') || null,
    issParameter: learned[ISS_PARAMETER_FACT] === 'yes',
  }
}

/** A refresh token that outlives the browser's session is given only where the person is asked for it (OpenID Connect Core 11). */
function consentFor(settings: Settings): Readonly<Record<string, string>> {
  const scopes = ownText(settings, 'scope').split(' ')
  return scopes.includes('openid') && scopes.includes('offline_access') ? { prompt: 'consent' } : {}
}

/** `verification_url` is how Google wrote it before there was a standard. */
const deviceSchema = z.object({
  device_code: z.string().min(1).max(4_096),
  /** Some write a code of digits as a number. */
  user_code: z.union([z.string(), z.int().nonnegative().transform(String)]).pipe(z.string().regex(/^[ -~]{1,64}$/)),
  verification_uri: z.string().optional(),
  verification_url: z.string().optional(),
  verification_uri_complete: z.string().optional(),
  expires_in: z.unknown().optional(),
  interval: z.unknown().optional(),
})

/** Servers that say nothing of an interval mean 5 s (RFC 8628 section 3.2). */
const INTERVAL_MS = 5_000
const LIFE_MS = 10 * 60_000

function readDevice(reply: HttpReply): ReadResult<DeviceAuthorization> {
  const { status } = reply
  const body = deviceSchema.safeParse(fieldsIn(reply))
  if (!body.success) {
    const trouble = replyFault(reply)
    const unreadable = trouble === null || trouble.code === 'no_tokens_in_reply'
    return { ok: false, fault: unreadable ? fault('not_a_device_reply', { status }) : trouble }
  }
  const url = shownAddress(body.data.verification_uri ?? body.data.verification_url)
  if (url === null) return { ok: false, fault: fault('not_a_device_reply', { status }) }
  return {
    ok: true,
    value: {
      deviceCode: new Secret(body.data.device_code),
      userCode: body.data.user_code,
      url,
      verificationUriComplete: shownAddress(body.data.verification_uri_complete),
      lifetimeMs: lifetimeIn(body.data.expires_in) ?? LIFE_MS,
      intervalMs: lifetimeIn(body.data.interval) ?? INTERVAL_MS,
    },
  }
}

/** What a person will be asked to open must be a web page, whatever a server writes. */
function shownAddress(text: string | undefined): string | null {
  return text !== undefined && text.length <= 2_048 && /^https?:\/\/[!#-;=?-[\]_a-z~%]+$/i.test(text) ? text : null
}

/** RFC 8628 section 3.5; the later two as Entra says them. */
const STANDINGS = {
  authorization_pending: 'pending',
  slow_down: 'slow_down',
  access_denied: 'denied',
  expired_token: 'expired',
  authorization_declined: 'denied',
  code_expired: 'expired',
} as const

/** By the error's name alone: GitHub and its like answer every one of them with 200. */
function readDeviceStanding(reply: HttpReply): DeviceStanding | null {
  const body = fieldsIn(reply) ?? {}
  if (accessTokenIn(body) !== null) return null
  const error = refusalWords(body).find((word) => Object.hasOwn(STANDINGS, word))
  if (error === undefined) return null
  const means = STANDINGS[error as keyof typeof STANDINGS]
  return means === 'slow_down' ? { means, intervalMs: lifetimeIn(body['interval']) } : { means }
}
