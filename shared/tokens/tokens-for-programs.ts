import { ownText, type Settings } from '../systems/system.ts'
import type { TokenSet } from './token.ts'
import { BEARER } from './token-type.ts'

/** Which token of a set programs get: `id` where the API takes ID tokens alone (a Kubernetes API server). */
export const HAND_OUT = ['access', 'id'] as const
export type HandOut = (typeof HAND_OUT)[number]

export function handOutOf(settings: Settings): HandOut {
  return ownText(settings, 'handOut') === 'id' ? 'id' : 'access'
}

type HasTokens = { readonly settings: Settings; readonly tokens: TokenSet | null }

/**
 * The set as programs and the refresh plan see it: where the ID token is handed out, it replaces the access token, with its
 * own expiry. The document keeps both, so that the setting can be changed without asking the server again.
 */
export function tokensForPrograms({ settings, tokens }: HasTokens): TokenSet | null {
  if (tokens === null || handOutOf(settings) === 'access') return tokens
  const { idToken } = tokens
  if (idToken === null) return { ...tokens, accessToken: null, expiresAt: null, expirySource: 'none' }
  const { secret, issuedAt, expiresAt } = idToken
  const expirySource = expiresAt === null ? 'none' : 'jwt'
  return { ...tokens, accessToken: secret, tokenType: BEARER, issuedAt, expiresAt, expirySource }
}
