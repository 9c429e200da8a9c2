import { z } from 'zod'
import { isRecord } from '../encoding/record.ts'
import { type Fault, fault } from '../fault.ts'
import { type HttpReply, jsonOf } from '../http.ts'
import { Secret } from '../secret.ts'
import { secretSchema } from '../secret-schema.ts'
import { readHttpDate } from '../time/instant.ts'
import { momentSchema } from '../time/moment-schema.ts'
import { countsMilliseconds, EXPIRY_SOURCES, type Expiry, expiryOf } from './expiry.ts'
import { grantedScope, grantedScopeSchema } from './granted-scope.ts'
import { idTokenIn, idTokenSchema } from './id-token.ts'
import { readJwt } from './jwt.ts'
import {
  accessTokenIn,
  expOf,
  firstAt,
  lifetimeIn,
  momentIn,
  type RawTokens,
  refreshTokenIn,
  SPELLINGS,
  typeIn,
} from './token-fields.ts'
import { BEARER } from './token-type.ts'

/** Tokens of one generation. Times in UTC ms by this machine's clock. */
export const tokenSetSchema = z.object({
  /** Null while only a refresh token was pasted and the first renewal is still to come. */
  accessToken: secretSchema.nullable(),
  tokenType: z.string(),
  issuedAt: momentSchema,
  expiresAt: momentSchema.nullable(),
  expirySource: z.enum(EXPIRY_SOURCES),
  /** `expiresAt` is a cautious guess (expiry.ts): past it the token may still be valid. */
  endDoubted: z.literal(true).optional(),
  /** When the machine was started, by the clock that these times are counted by; left out where nothing tells. */
  boot: z.object({ id: z.string(), at: momentSchema }).optional(),
  /** Null where the server gave none. A renewal without one keeps the one before, with its own expiry. */
  idToken: idTokenSchema.nullable(),
  /** Left out where no reply has stated one. */
  scope: grantedScopeSchema.optional(),
  refreshToken: secretSchema.nullable(),
  refreshIssuedAt: momentSchema.nullable(),
  refreshExpiresAt: momentSchema.nullable(),
  /** True once a renewal brought a refresh token that ends no later: renewing sooner cannot help then. */
  refreshExpiryFixed: z.boolean(),
  /** Counts up with every new set, so that a late or repeated reply can be told from a new one. */
  generation: z.number().int().nonnegative(),
  /** Server clock minus ours in ms by the last reply; a lower bound, since the reply took some time. */
  clockOffset: z.number().nullable(),
})

export type TokenSet = z.infer<typeof tokenSetSchema>

export type TokenReply =
  | { readonly ok: true; readonly tokens: TokenSet }
  | { readonly ok: false; readonly fault: Fault }

/**
 * The only place that tolerates sloppy token replies: every spelling, numbers as text, lifetimes with a unit, type in any
 * case, no refresh token (the old one is kept, RFC 6749 section 6). What cannot be read counts as missing; without an
 * access token the fault is `no_tokens_in_reply`.
 * `zoneOffsetMinutes` is this machine's zone, in which a zone-less expires_at is read (docs/systems/draw.md 3);
 * `defaultLifetimeMs` how long the system's tokens live where the reply does not say (`System.defaultLifetimeMs`), `askedScope`
 * what this request asked for.
 */
export function readTokens(
  raw: RawTokens,
  reply: Pick<HttpReply, 'sentAt' | 'receivedAt' | 'headers'>,
  previous: TokenSet | null,
  zoneOffsetMinutes: number,
  defaultLifetimeMs: number | null = null,
  askedScope = '',
): TokenReply {
  const accessToken = accessTokenIn(raw)
  if (accessToken === null) return { ok: false, fault: fault('no_tokens_in_reply') }
  const expiry = expiryOf({
    sentAt: reply.sentAt,
    receivedAt: reply.receivedAt,
    expiresIn: firstAt(raw, SPELLINGS.expiresIn, lifetimeIn),
    expiresAt: firstAt(raw, SPELLINGS.expiresAt, (value) => momentIn(value, zoneOffsetMinutes)),
    jwt: readJwt(accessToken),
    serverDate: readHttpDate(reply.headers['date'] ?? ''),
  })
  const scope = grantedScope(raw, previous?.scope ?? null, askedScope)
  return {
    ok: true,
    tokens: {
      accessToken: new Secret(accessToken),
      tokenType: firstAt(raw, SPELLINGS.tokenType, typeIn) ?? BEARER,
      issuedAt: reply.sentAt,
      ...(expiry.source === 'none'
        ? expiryFromPrevious(reply.sentAt, previous, defaultLifetimeMs)
        : expiryFields(expiry)),
      idToken: idTokenIn(raw, reply) ?? previous?.idToken ?? null,
      ...(scope === null ? {} : { scope }),
      ...refreshPart(raw, reply.sentAt, previous, zoneOffsetMinutes),
      generation: (previous?.generation ?? 0) + 1,
      clockOffset: expiry.clockOffset === null ? null : leastOffset(expiry.clockOffset, reply),
    },
  }
}

/** The lower bound: the server may have written its Date at any moment between sending and reply. */
const leastOffset = (middle: number, { sentAt, receivedAt }: Pick<HttpReply, 'sentAt' | 'receivedAt'>): number =>
  Math.floor(middle - (receivedAt - sentAt) / 2)

type ExpiryFields = Pick<TokenSet, 'expiresAt' | 'expirySource' | 'endDoubted'>

function expiryFields({ expiresAt, source, isDoubted }: Expiry): ExpiryFields {
  return { expiresAt, expirySource: source, ...(isDoubted ? { endDoubted: true } : {}) }
}

/** A reply without a lifetime has the previous one's, else the system's default (docs/decisions.md 6). */
function expiryFromPrevious(sentAt: number, previous: TokenSet | null, defaultLifetimeMs: number | null): ExpiryFields {
  const { expiresAt = null, expirySource = 'none', issuedAt = 0, endDoubted } = previous ?? {}
  // A typed date was for that token alone, and a system's default may have changed.
  const wasTold = expirySource !== 'typed' && expirySource !== 'rule'
  const lifeMs = expiresAt === null || !wasTold ? 0 : expiresAt - issuedAt
  if (lifeMs <= 0) return expiryByRule(sentAt, defaultLifetimeMs)
  return { expiresAt: sentAt + lifeMs, expirySource: 'last_told', ...(endDoubted ? { endDoubted } : {}) }
}

function expiryByRule(issuedAt: number, defaultLifetimeMs: number | null): ExpiryFields {
  return defaultLifetimeMs === null
    ? { expiresAt: null, expirySource: 'none' }
    : { expiresAt: issuedAt + defaultLifetimeMs, expirySource: 'rule' }
}

type RefreshPart = Pick<TokenSet, 'refreshToken' | 'refreshIssuedAt' | 'refreshExpiresAt' | 'refreshExpiryFixed'>

function refreshPart(
  raw: RawTokens,
  sentAt: number,
  previous: TokenSet | null,
  zoneOffsetMinutes: number,
): RefreshPart {
  const arrived = refreshTokenIn(raw)
  const lifetime = firstAt(raw, SPELLINGS.refreshExpiresIn, lifetimeIn)
  const refreshToken = arrived === null ? (previous?.refreshToken ?? null) : new Secret(arrived)
  const isNew = arrived !== null && arrived !== previous?.refreshToken?.reveal()
  const exp = arrived === null ? null : expOf(arrived)
  const statedAt = firstAt(raw, SPELLINGS.refreshExpiresAt, (value) => momentIn(value, zoneOffsetMinutes))
  const isDoubted = countsMilliseconds(lifetime)
  const fromLifetime = lifetime === null ? null : sentAt + (isDoubted ? lifetime / 1_000 : lifetime)
  const statedEnd = isDoubted ? (statedAt ?? exp ?? fromLifetime) : (fromLifetime ?? statedAt ?? exp)
  const refreshExpiresAt = statedEnd ?? (isNew ? null : (previous?.refreshExpiresAt ?? null))
  const before = previous?.refreshExpiresAt ?? null
  return {
    refreshToken,
    refreshIssuedAt: refreshToken === null ? null : isNew ? sentAt : (previous?.refreshIssuedAt ?? sentAt),
    refreshExpiresAt,
    refreshExpiryFixed: before !== null && refreshExpiresAt !== null && refreshExpiresAt <= before + FIXED_SLACK_MS,
  }
}

/** Servers that end a session at a fixed time answer with the same end, give or take rounding. */
const FIXED_SLACK_MS = 1_000

/** A body as a record of unknowns, or null when it is not a JSON object. */
export function recordIn(reply: HttpReply): RawTokens | null {
  const body = jsonOf(reply)
  return isRecord(body) ? { ...body } : null
}

/** The tokens that a person typed or pasted: expiry from the JWT, else the date typed with it. */
export function tokenSetFromPasted(
  pasted: { accessToken: Secret | null; refreshToken: Secret | null; typedExpiresAt: number | null },
  now: number,
  generation: number,
): TokenSet {
  const exp = pasted.accessToken === null ? null : expOf(pasted.accessToken.reveal())
  const iat = pasted.accessToken === null ? null : (readJwt(pasted.accessToken.reveal())?.iat ?? null)
  const issued = iat === null ? now : Math.floor(iat * 1_000)
  return {
    accessToken: pasted.accessToken,
    tokenType: BEARER,
    issuedAt: Math.min(issued, now),
    expiresAt: exp ?? pasted.typedExpiresAt,
    expirySource: exp === null ? (pasted.typedExpiresAt === null ? 'none' : 'typed') : 'jwt',
    idToken: null,
    refreshToken: pasted.refreshToken,
    refreshIssuedAt: pasted.refreshToken === null ? null : now,
    refreshExpiresAt: pasted.refreshToken === null ? null : expOf(pasted.refreshToken.reveal()),
    refreshExpiryFixed: false,
    generation,
    clockOffset: null,
  }
}
