import { z } from 'zod'
import { type Fault, fault } from '../fault.ts'
import { type HttpReply, jsonOf } from '../http.ts'
import { Secret } from '../secret.ts'
import { readDuration } from './duration.ts'
import { EXPIRY_SOURCES, expiryOf } from './expiry.ts'
import { readHttpDate, readInstant } from './instant.ts'
import { readJwt } from './jwt.ts'

/** A secret as it lies in a vault document: plain text there, a Secret from the moment it is read. */
export const secretSchema = z.string().transform((text) => new Secret(text))

/** Tokens of one generation. Times in UTC ms by this machine's clock. */
export const tokenSetSchema = z.object({
  /** Null while only a refresh token was pasted and the first renewal is still to come. */
  accessToken: secretSchema.nullable(),
  tokenType: z.string(),
  issuedAt: z.number(),
  expiresAt: z.number().nullable(),
  expirySource: z.enum(EXPIRY_SOURCES),
  refreshToken: secretSchema.nullable(),
  refreshIssuedAt: z.number().nullable(),
  refreshExpiresAt: z.number().nullable(),
  /** True once a renewal brought a refresh token that ends no later: renewing sooner cannot help then. */
  refreshExpiryFixed: z.boolean(),
  /** Counts up with every new set, so that a late or doubled answer can be told from a new one. */
  generation: z.number().int().nonnegative(),
  /** Server clock minus ours in ms, as last told by a reply. */
  clockOffset: z.number().nullable(),
})

export type TokenSet = z.infer<typeof tokenSetSchema>

/** What a system found in a reply, in whatever spelling; all optional, since servers are sloppy. */
export type RawTokens = Readonly<Record<string, unknown>>

export type TokenReply =
  | { readonly ok: true; readonly tokens: TokenSet }
  | { readonly ok: false; readonly fault: Fault }

const SPELLINGS = {
  accessToken: ['access_token', 'accessToken'],
  refreshToken: ['refresh_token', 'refreshToken'],
  tokenType: ['token_type', 'tokenType'],
  expiresIn: ['expires_in', 'expiresIn', 'duration'],
  expiresAt: ['expires_at', 'expiresAt'],
  refreshExpiresIn: ['refresh_expires_in', 'refreshExpiresIn', 'refresh_token_expires_in'],
} as const

/**
 * The one gate for sloppy token answers: every spelling, numbers as text, lifetimes with a unit, type in any case,
 * no refresh token (the old one is kept, RFC 6749 section 6). Nobody behind this gate knows of any of it.
 * `zoneOffsetMinutes` is this machine's zone, in which a zone-less expires_at is read (systems/draw.md section 3).
 */
export function readTokens(
  raw: RawTokens,
  reply: Pick<HttpReply, 'sentAt' | 'receivedAt' | 'headers'>,
  previous: TokenSet | null,
  zoneOffsetMinutes: number,
): TokenReply {
  const accessToken = textAt(raw, SPELLINGS.accessToken)
  if (accessToken === null) return { ok: false, fault: fault('no_tokens_in_reply') }
  const expiry = expiryOf({
    sentAt: reply.sentAt,
    receivedAt: reply.receivedAt,
    expiresIn: lifetimeAt(raw, SPELLINGS.expiresIn),
    expiresAt: momentAt(raw, SPELLINGS.expiresAt, zoneOffsetMinutes),
    jwt: readJwt(accessToken),
    serverDate: readHttpDate(reply.headers['date'] ?? ''),
  })
  return {
    ok: true,
    tokens: {
      accessToken: new Secret(accessToken),
      tokenType: canonicalType(textAt(raw, SPELLINGS.tokenType)),
      issuedAt: reply.sentAt,
      expiresAt: expiry.expiresAt,
      expirySource: expiry.source,
      ...refreshPart(raw, reply.sentAt, previous),
      generation: (previous?.generation ?? 0) + 1,
      clockOffset: expiry.clockOffset,
    },
  }
}

type RefreshPart = Pick<TokenSet, 'refreshToken' | 'refreshIssuedAt' | 'refreshExpiresAt' | 'refreshExpiryFixed'>

function refreshPart(raw: RawTokens, sentAt: number, previous: TokenSet | null): RefreshPart {
  const arrived = textAt(raw, SPELLINGS.refreshToken)
  const lifetime = lifetimeAt(raw, SPELLINGS.refreshExpiresIn)
  const refreshToken = arrived === null ? (previous?.refreshToken ?? null) : new Secret(arrived)
  const isNew = arrived !== null && arrived !== previous?.refreshToken?.reveal()
  const exp = arrived === null ? null : (readJwt(arrived)?.exp ?? null)
  const told = lifetime !== null && lifetime > 0 ? sentAt + lifetime : exp === null ? null : exp * 1_000
  const refreshExpiresAt = told ?? (isNew ? null : (previous?.refreshExpiresAt ?? null))
  const before = previous?.refreshExpiresAt ?? null
  return {
    refreshToken,
    refreshIssuedAt: refreshToken === null ? null : isNew ? sentAt : (previous?.refreshIssuedAt ?? sentAt),
    refreshExpiresAt,
    refreshExpiryFixed: before !== null && refreshExpiresAt !== null && refreshExpiresAt <= before + FIXED_SLACK_MS,
  }
}

/** Servers that end a session at a fixed time answer with the same end give or take their own rounding. */
const FIXED_SLACK_MS = 1_000

function canonicalType(type: string | null): string {
  return type === null || type.toLowerCase() === 'bearer' ? 'Bearer' : type
}

function firstAt(raw: RawTokens, names: readonly string[]): unknown {
  const name = names.find((candidate) => raw[candidate] !== undefined && raw[candidate] !== null)
  return name === undefined ? undefined : raw[name]
}

function textAt(raw: RawTokens, names: readonly string[]): string | null {
  const value = firstAt(raw, names)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** Seconds as number or text, or text with a unit ("72h", systems/osais.md section 2). Ms, or null. */
function lifetimeAt(raw: RawTokens, names: readonly string[]): number | null {
  const value = firstAt(raw, names)
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? Math.round(value * 1_000) : null
  return typeof value === 'string' ? readDuration(value) : null
}

/** ISO 8601, or a number of seconds since 1970 (milliseconds when it would be past the year 5000). */
function momentAt(raw: RawTokens, names: readonly string[], zoneOffsetMinutes: number): number | null {
  const value = firstAt(raw, names)
  const number = typeof value === 'string' && /^\d{9,13}$/.test(value.trim()) ? Number(value) : value
  if (typeof number === 'number') return number > 1e11 ? number : number * 1_000
  if (typeof number !== 'string') return null
  const instant = readInstant(number)
  if (instant === null) return null
  return instant.zoned ? instant.at : instant.at - zoneOffsetMinutes * 60_000
}

/** A body as a record of unknowns, or null when it is not a JSON object. */
export function recordIn(reply: HttpReply): RawTokens | null {
  const body = jsonOf(reply)
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : null
}

/** The tokens that a person typed or pasted: expiry from the JWT, else the date typed with it. */
export function pastedTokens(
  pasted: { accessToken: Secret | null; refreshToken: Secret | null; typedExpiresAt: number | null },
  now: number,
  generation: number,
): TokenSet {
  const claims = pasted.accessToken === null ? null : readJwt(pasted.accessToken.reveal())
  const refreshExp = pasted.refreshToken === null ? null : (readJwt(pasted.refreshToken.reveal())?.exp ?? null)
  const exp = claims?.exp ?? null
  const issued = claims?.iat ?? null
  return {
    accessToken: pasted.accessToken,
    tokenType: 'Bearer',
    issuedAt: issued !== null && issued * 1_000 < now ? issued * 1_000 : now,
    expiresAt: exp === null ? pasted.typedExpiresAt : exp * 1_000,
    expirySource: exp === null ? (pasted.typedExpiresAt === null ? 'none' : 'typed') : 'jwt',
    refreshToken: pasted.refreshToken,
    refreshIssuedAt: pasted.refreshToken === null ? null : now,
    refreshExpiresAt: refreshExp === null ? null : refreshExp * 1_000,
    refreshExpiryFixed: false,
    generation,
    clockOffset: null,
  }
}
