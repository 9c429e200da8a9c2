import { randomBytes, randomUUID } from 'node:crypto'
import { textToBase64url } from '../../shared/encoding/base64url.ts'

/** Lives in ms. */
export type DemoLives = { readonly access: number; readonly refresh: number }

export type DemoPair = { readonly accessToken: string; readonly refreshToken: string }

type Kind = 'access' | 'refresh'

/** The tokens of the demo server: JWTs in DRAW's shape, signed with nothing, since only this very server reads them. */
export type DemoTokens = ReturnType<typeof createDemoTokens>

export function createDemoTokens(lives: DemoLives) {
  const ends = { access: new Map<string, number>(), refresh: new Map<string, number>() }

  function createToken(kind: Kind, now: number): string {
    const end = now + lives[kind]
    const claims = { token_type: kind, client_id: 1, iat: now / 1_000, exp: end / 1_000, jti: randomUUID() }
    const token = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${randomBytes(32).toString('base64url')}`
    ends[kind].set(token, end)
    return token
  }

  function isValid(kind: Kind, token: string, now: number): boolean {
    return (ends[kind].get(token) ?? 0) > now
  }

  function issue(now: number): DemoPair {
    for (const known of Object.values(ends)) {
      for (const [token, end] of known) if (end <= now) known.delete(token)
    }
    return { accessToken: createToken('access', now), refreshToken: createToken('refresh', now) }
  }

  return {
    issue,
    /** A new pair for a refresh token that is good; it is spent from then on. Null for every other. */
    renew(refreshToken: string, now: number): DemoPair | null {
      if (!isValid('refresh', refreshToken, now)) return null
      ends.refresh.delete(refreshToken)
      return issue(now)
    },
    accepts: (accessToken: string, now: number): boolean => isValid('access', accessToken, now),
  }
}

function part(value: object): string {
  return textToBase64url(JSON.stringify(value))
}
