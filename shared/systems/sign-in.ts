import type { Secret } from '../secret.ts'

/** What a sign-in is made of, by browser (RFC 8252) or by device (RFC 8628). */

/** `slow_down`: as `pending`, and asked too often; some servers say how often they want to be asked (ms). */
export type DeviceStanding =
  | { readonly means: 'pending' | 'denied' | 'expired' }
  | { readonly means: 'slow_down'; readonly intervalMs: number | null }

export type Authorization = {
  readonly url: string
  readonly clientId: string
  /** As set; empty where any loopback address will do. */
  readonly redirectUri: string
  readonly parameters: Readonly<Record<string, string>>
  /** Null where it is not known, so that an answer cannot be held against it. */
  readonly issuer: string | null
  /** The server names itself in each answer (RFC 9207): one that does not was not its own. */
  readonly issParameter: boolean
}

export type CodeAnswer = { readonly code: Secret; readonly verifier: Secret; readonly redirectUri: string }

/** RFC 8628 section 3.2; lengths in ms. */
export type DeviceAuthorization = {
  readonly deviceCode: Secret
  readonly userCode: string
  readonly url: string
  /** The same with the code in it; null where the server gives none. */
  readonly verificationUriComplete: string | null
  readonly lifetimeMs: number
  readonly intervalMs: number
}
