/** What the OAuth server for tests remembers, as plain data. Tokens appear as fingerprints only. */
import type { TokenContext } from 'oidc-provider'
import { fingerprint } from '../draw/draw-record.ts'

export type TokenRequest = {
  /** UTC ms, when it came and when its reply was ready. */
  readonly from: number
  readonly to: number
  readonly grant: string | null
  readonly client: string | null
  /** How the client showed who it is, whether or not that was accepted. */
  readonly auth: 'basic' | 'post' | 'none'
  readonly refresh: string | null
  readonly scope: string | null
  readonly status: number
  readonly error: string | null
}

export type RefusedUse = {
  readonly at: number
  readonly reason: 'missing' | 'unknown' | 'expired'
  /**
   * For tokens from the token endpoint: ms since their request came, less their lifetime. The provider counts in whole seconds and may end a token up to a
   * second early, which its holder cannot see; an early end has a negative number here.
   */
  readonly lateMs: number | null
}

export type OauthRecord = {
  readonly tokenRequests: TokenRequest[]
  /** Refresh tokens that came again after they were traded. Zero, or a law is broken. */
  reuseCount: number
  /** Pairs of requests with one refresh token that were under way at the same time. Zero, or a law is broken. */
  overlaps: number
  /** Grants that the provider revoked, which it does on reuse. */
  revokedGrants: number
  usesAccepted: number
  readonly usesRefused: RefusedUse[]
  /** What the provider itself calls a server error: a bug of the kit, or of the provider. */
  readonly serverErrors: string[]
}

export function emptyOauthRecord(): OauthRecord {
  return {
    tokenRequests: [],
    reuseCount: 0,
    overlaps: 0,
    revokedGrants: 0,
    usesAccepted: 0,
    usesRefused: [],
    serverErrors: [],
  }
}

/** Reads one finished token request off the provider's context, notes it and what it says about earlier ones. */
export function noteTokenRequest(record: OauthRecord, context: TokenContext, from: number): void {
  const params = context.oidc?.params ?? {}
  const token = params['refresh_token']
  const request: TokenRequest = {
    from,
    to: Date.now(),
    grant: params['grant_type'] ?? null,
    client: context.oidc?.client?.clientId ?? params['client_id'] ?? null,
    auth: context.req.headers.authorization ? 'basic' : params['client_secret'] === undefined ? 'none' : 'post',
    refresh: token === undefined ? null : fingerprint(token),
    scope: params['scope'] ?? null,
    status: context.status,
    error: errorOf(context.body),
  }
  if (request.refresh !== null) noteSameToken(record, request, request.refresh)
  record.tokenRequests.push(request)
}

function noteSameToken(record: OauthRecord, request: TokenRequest, refresh: string): void {
  const earlier = record.tokenRequests.filter((other) => other.refresh === refresh)
  record.overlaps += earlier.filter((other) => other.to > request.from).length
  if (earlier.some((other) => other.status === 200 && other.to <= request.from)) record.reuseCount += 1
}

function errorOf(body: unknown): string | null {
  return typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : null
}
