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
  /** Its end is a guess of ours, on the safe side (expiry.ts): past it the token may still be good. */
  endDoubted: z.literal(true).optional(),
  /** When the machine was started, by the clock that these times are counted by; left out where nothing tells. */
  boot: z.object({ id: z.string(), at: momentSchema }).optional(),
  /** Null where the server gave none. A renewal that brings none keeps the one before, with its own end. */
  idToken: idTokenSchema.nullable(),
  /** Left out where no reply has told of it. */
  scope: grantedScopeSchema.optional(),
  refreshToken: secretSchema.nullable(),
  refreshIssuedAt: momentSchema.nullable(),
  refreshExpiresAt: momentSchema.nullable(),
  /** True once a renewal brought a refresh token that ends no later: renewing sooner cannot help then. */
  refreshExpiryFixed: z.boolean(),
  /** Counts up with every new set, so that a late or doubled answer can be told from a new one. */
  generation: z.number().int().nonnegative(),
  /** Server clock minus ours in ms, as last told by a reply: at the least, since the reply was a while on its way. */
  clockOffset: z.number().nullable(),
})

export type TokenSet = z.infer<typeof tokenSetSchema>

export type TokenReply =
  | { readonly ok: true; readonly tokens: TokenSet }
  | { readonly ok: false; readonly fault: Fault }

/**
 * The one gate for sloppy token answers: every spelling, numbers as text, lifetimes with a unit, type in any case,
 * no refresh token (the old one is kept, RFC 6749 section 6). What cannot be read counts as not said; without an
 * access token the fault is `no_tokens_in_reply`. Nobody behind this gate knows of any of it.
 * `zoneOffsetMinutes` is this machine's zone, in which a zone-less expires_at is read (docs/systems/draw.md 3);
 * `untoldLifeMs` how long the system's tokens count where nothing tells (`System.untoldLifeMs`), `askedScope` what this very
 * request asked for.
 */
export function readTokens(
  raw: RawTokens,
  reply: Pick<HttpReply, 'sentAt' | 'receivedAt' | 'headers'>,
  previous: TokenSet | null,
  zoneOffsetMinutes: number,
  untoldLifeMs: number | null = null,
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
      ...(expiry.source === 'none' ? untold(reply.sentAt, previous, untoldLifeMs) : told(expiry)),
      idToken: idTokenIn(raw, reply) ?? previous?.idToken ?? null,
      ...(scope === null ? {} : { scope }),
      ...refreshPart(raw, reply.sentAt, previous, zoneOffsetMinutes),
      generation: (previous?.generation ?? 0) + 1,
      clockOffset: expiry.clockOffset === null ? null : leastOffset(expiry.clockOffset, reply),
    },
  }
}

/** The server may have written its Date at any moment between sending and reply. */
const leastOffset = (middle: number, { sentAt, receivedAt }: Pick<HttpReply, 'sentAt' | 'receivedAt'>): number =>
  Math.floor(middle - (receivedAt - sentAt) / 2)

type End = Pick<TokenSet, 'expiresAt' | 'expirySource' | 'endDoubted'>

function told({ expiresAt, source, doubted }: Expiry): End {
  return { expiresAt, expirySource: source, ...(doubted ? { endDoubted: true } : {}) }
}

/** A reply that says nothing of its life means the one before, else the system's own rule (docs/decisions.md 6). */
function untold(sentAt: number, previous: TokenSet | null, untoldLifeMs: number | null): End {
  const { expiresAt = null, expirySource = 'none', issuedAt = 0, endDoubted } = previous ?? {}
  // A date that was typed was that token's alone, and a rule is the system's to change.
  const wasTold = expirySource !== 'typed' && expirySource !== 'rule'
  const lifeMs = expiresAt === null || !wasTold ? 0 : expiresAt - issuedAt
  if (lifeMs <= 0) return byRule(sentAt, untoldLifeMs)
  return { expiresAt: sentAt + lifeMs, expirySource: 'last_told', ...(endDoubted ? { endDoubted } : {}) }
}

function byRule(issuedAt: number, untoldLifeMs: number | null): End {
  return untoldLifeMs === null
    ? { expiresAt: null, expirySource: 'none' }
    : { expiresAt: issuedAt + untoldLifeMs, expirySource: 'rule' }
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
  const saidAt = firstAt(raw, SPELLINGS.refreshExpiresAt, (value) => momentIn(value, zoneOffsetMinutes))
  const isDoubted = countsMilliseconds(lifetime)
  const byLife = lifetime === null ? null : sentAt + (isDoubted ? lifetime / 1_000 : lifetime)
  const told = isDoubted ? (saidAt ?? exp ?? byLife) : (byLife ?? saidAt ?? exp)
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

/** A body as a record of unknowns, or null when it is not a JSON object. */
export function recordIn(reply: HttpReply): RawTokens | null {
  const body = jsonOf(reply)
  return isRecord(body) ? { ...body } : null
}

/** The tokens that a person typed or pasted: expiry from the JWT, else the date typed with it. */
export function pastedTokens(
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
