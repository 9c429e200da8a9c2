import { z } from 'zod'
import { faultSchema } from '../faults/fault-schema.ts'
import type { IndexedConnection } from '../index-file/stored-index.ts'
import { urlOf } from '../systems/discovered-addresses.ts'
import { CREDENTIAL_NAMES, endpointOf, type SecretName, SIGN_IN_METHODS, type System } from '../systems/system.ts'
import { isoUtc, isoUtcOrNull } from '../time/instant.ts'
import { whyNotRestorable } from '../tokens/earlier-refresh-token.ts'
import { EXPIRY_SOURCES } from '../tokens/expiry.ts'
import { type GrantedScope, scopeWords } from '../tokens/granted-scope.ts'
import { readJwt } from '../tokens/jwt.ts'
import { HAND_OUT, handOutOf, tokensForPrograms } from '../tokens/tokens-for-programs.ts'
import { type Connection, isRenewable, settingValueSchema } from './connection.ts'
import { editionOf } from './edition.ts'
import { lastTestView, lastTestViewSchema } from './last-test.ts'
import { networkView, networkViewSchema } from './network.ts'
import { type LiveStanding, standingOf } from './standing.ts'
import { STATES } from './states.ts'
import { tagsAndNoteShape } from './tags-and-note.ts'

/**
 * What a person or program may see of a connection: everything but the secrets (docs/decisions.md 13). Times are ISO
 * 8601 UTC.
 */

const secretViewSchema = z.object({
  present: z.boolean(),
  since: z.string().nullable(),
  validUntil: z.string().nullable(),
  fingerprint: z.string().nullable(),
})

export type SecretView = z.infer<typeof secretViewSchema>

export const connectionViewSchema = z.object({
  /** Of two views of a connection the higher is the newer: a reply and a notice go different ways and may overtake each other. */
  revision: z.number(),
  id: z.string(),
  name: z.string(),
  system: z.string(),
  ...tagsAndNoteShape,
  baseUrl: z.string(),
  clientId: z.string(),
  maxRetries: z.number(),
  endpoints: z.record(z.string(), z.string()),
  /** The full addresses that will be called. */
  urls: z.record(z.string(), z.string()),
  own: z.record(z.string(), settingValueSchema),
  /** The origins that its secrets were entered for (shared/connections/binding.ts). */
  boundTo: z.array(z.string()),
  /** Another one once somebody has changed what is above; an edit may say which one it began with (edition.ts). */
  edition: z.string(),
  /** How often a person has entered secrets of it since it was added; a renewal is none. */
  secretsEntered: z.number().int().nonnegative(),
  state: z.enum(STATES),
  issuedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  expirySource: z.enum(EXPIRY_SOURCES),
  /** What the token may be used for, and what it no longer may; left out where the server never told. */
  scope: z.object({ granted: z.array(z.string()), lost: z.array(z.string()) }).optional(),
  /** Which token programs get; issued, end and its source are of that one. */
  handsOut: z.enum(HAND_OUT),
  /** When the quiet renewal begins, or the next try after a failure; null when none is planned. */
  refreshAt: z.string().nullable(),
  refreshExpiresAt: z.string().nullable(),
  renewal: z.enum(['refresh', 'login', 'client-credentials', 'none']),
  renewable: z.boolean(),
  /** Since when it is known that this server ends the older token with each renewal; null where that is not known. */
  endsOlderSince: z.string().nullable(),
  /** How a person gives it tokens; null where none has to. */
  signIn: z.enum(SIGN_IN_METHODS).nullable(),
  generation: z.number(),
  lastRefresh: z
    .object({
      at: z.string(),
      tookMs: z.number(),
      outcome: z.enum(['renewed', 'failed', 'refused']),
      rotated: z.boolean(),
      fault: faultSchema.nullable(),
    })
    .nullable(),
  /** What troubles this connection now; null when nothing does. */
  fault: faultSchema.nullable(),
  /** The last test, whole, with what a renewal has shown since. */
  validated: lastTestViewSchema.nullable(),
  pausedAt: z.string().nullable(),
  /** Server clock minus ours in ms where it is worth knowing (over 30 s), else null. */
  clockOffset: z.number().nullable(),
  secrets: z.record(z.string(), secretViewSchema),
  /** What the server has shown of itself, by the system's own names. */
  learned: z.record(z.string(), z.string()),
  /** How its calls travel, where that is set for it alone. */
  network: networkViewSchema.nullable(),
  /** Since when an earlier refresh token is kept that a person can bring back; left out where there is none. */
  earlierRefreshTokenSince: z.string().optional(),
  /** Since when the one before is kept in reserve: the server gave the present one in a reply that was not whole (shared/tokens/successor.ts). */
  reserveRefreshTokenSince: z.string().optional(),
  /** An edit that `connections.restore` takes back until then, and the secrets that it brings back; left out where there is none. */
  undo: z.object({ until: z.string(), secrets: z.array(z.string()) }).optional(),
  /**
   * What the site has set of it and may not be changed here, by the file that says so, and why its settings are not
   * followed, where they are not; left out of a connection that nobody but people here have set up.
   */
  managed: z
    .object({
      fields: z.array(z.string()),
      file: z.string(),
      contact: z.string().nullable(),
      fault: faultSchema.nullable(),
    })
    .optional(),
  /** Whether it holds the only copy of an access token whose replacement was cut off (docs/systems/crafter.md). */
  cutOff: z.boolean(),
})

export type ConnectionView = z.infer<typeof connectionViewSchema>

/** How it stands beside its document, and which of its views is the newer. */
export type LiveFacts = LiveStanding & Pick<ConnectionView, 'undo' | 'managed'> & { readonly revision: number }

const OFFSET_WORTH_SHOWING_MS = 30_000

/** `digest` makes the fingerprints; salted with the connection's id, so that equal secrets look different in two of them. */
export function viewOf(
  connection: Connection,
  system: System,
  live: LiveFacts,
  digest: (text: string) => string,
): ConnectionView {
  const { settings, lastRenewal } = connection
  const tokens = tokensForPrograms(connection)
  const offset = tokens?.clockOffset ?? null
  const { state, fault: trouble } = standingOf(connection, system, live)
  return {
    revision: live.revision,
    id: connection.id,
    name: connection.name,
    system: connection.system,
    tags: [...connection.tags],
    note: connection.note,
    baseUrl: settings.baseUrl,
    clientId: settings.clientId,
    maxRetries: settings.maxRetries,
    ...addressesOf(connection, system),
    own: { ...settings.own },
    boundTo: [...connection.bound.origins],
    edition: editionOf(connection, digest),
    secretsEntered: connection.secretsEntered ?? 0,
    state,
    // A refresh token that was handed in alone has been issued nothing to programs yet.
    issuedAt: tokens?.accessToken == null ? null : isoUtcOrNull(tokens.issuedAt),
    expiresAt: isoUtcOrNull(tokens?.expiresAt ?? null),
    expirySource: tokens?.expirySource ?? 'none',
    handsOut: handOutOf(settings),
    ...scopeOf(tokens?.scope),
    refreshAt: isoUtcOrNull(live.refreshAt),
    refreshExpiresAt: isoUtcOrNull(tokens?.refreshExpiresAt ?? null),
    renewal: system.renewal(settings),
    renewable: isRenewable(connection, system),
    endsOlderSince: isoUtcOrNull(connection.endsOlder?.at ?? null),
    signIn: system.signIn?.method(settings) ?? null,
    generation: tokens?.generation ?? 0,
    lastRefresh: lastRenewal && { ...lastRenewal, at: isoUtc(lastRenewal.at) },
    fault: trouble,
    validated: lastTestView(connection),
    pausedAt: isoUtcOrNull(connection.pausedAt),
    clockOffset: offset !== null && Math.abs(offset) > OFFSET_WORTH_SHOWING_MS ? offset : null,
    secrets: secretViews(connection, system, digest),
    learned: connection.learned,
    network: networkView(connection.network),
    ...earlierRefreshTokenOf(connection),
    ...(live.undo === undefined ? {} : { undo: live.undo }),
    ...(live.managed === undefined ? {} : { managed: live.managed }),
    cutOff: connection.kept !== undefined,
  }
}

/** The part of a view that the index keeps: the same, without a look at any secret. */
export function indexedOf(connection: Connection, system: System, live: LiveStanding): IndexedConnection {
  return {
    id: connection.id,
    name: connection.name,
    system: connection.system,
    state: standingOf(connection, system, live).state,
    expiresAt: isoUtcOrNull(tokensForPrograms(connection)?.expiresAt ?? null),
    refreshAt: isoUtcOrNull(live.refreshAt),
    renewable: isRenewable(connection, system),
  }
}

function earlierRefreshTokenOf(
  connection: Connection,
): Pick<ConnectionView, 'earlierRefreshTokenSince' | 'reserveRefreshTokenSince'> {
  const { superseded } = connection
  if (superseded === null) return {}
  const since = isoUtc(superseded.at)
  const trouble = whyNotRestorable(connection)
  if (trouble === null) return { earlierRefreshTokenSince: since }
  return trouble.params['why'] === 'successor' ? { reserveRefreshTokenSince: since } : {}
}

function scopeOf(scope: GrantedScope | undefined): Pick<ConnectionView, 'scope'> {
  return scope === undefined
    ? {}
    : { scope: { granted: [...scopeWords(scope.granted)], lost: [...scopeWords(scope.lost)] } }
}

/** Every endpoint that there is, its default where none was set. */
export function endpointsOf(system: System, settings: Connection['settings']): Record<string, string> {
  const addresses = system.endpoints.map(({ name }) => [name, endpointOf(system, settings, name)] as const)
  return Object.fromEntries(addresses.filter(([, path]) => path !== ''))
}

function addressesOf(connection: Connection, system: System): Pick<ConnectionView, 'endpoints' | 'urls'> {
  const urls = system.endpoints.map(({ name }) => [name, urlOf(system, connection, name)] as const)
  return {
    endpoints: endpointsOf(system, connection.settings),
    urls: Object.fromEntries(urls.filter(([, url]) => url !== '')),
  }
}

function secretViews(
  connection: Connection,
  system: System,
  digest: (text: string) => string,
): Record<string, SecretView> {
  const { tokens, credentials } = connection
  const views: Partial<Record<SecretName, SecretView>> = {
    accessToken: secretView(
      connection.id,
      tokens?.accessToken?.reveal(),
      tokens?.issuedAt ?? null,
      tokens?.expiresAt ?? null,
      digest,
    ),
    refreshToken: secretView(
      connection.id,
      tokens?.refreshToken?.reveal(),
      tokens?.refreshIssuedAt ?? null,
      tokens?.refreshExpiresAt ?? null,
      digest,
    ),
    ...Object.fromEntries(
      CREDENTIAL_NAMES.map((name) => {
        const { secret, since = null } = credentials[name] ?? {}
        return [name, secretView(connection.id, secret?.reveal(), since, null, digest)]
      }),
    ),
  }
  const systemViews = system.secrets.flatMap(({ name }) =>
    views[name] === undefined ? [] : [[name, views[name]] as const],
  )
  const { secret, issuedAt, expiresAt } = tokens?.idToken ?? {}
  const isShown = secret !== undefined || handOutOf(connection.settings) === 'id'
  const idToken = secretView(connection.id, secret?.reveal(), issuedAt ?? null, expiresAt ?? null, digest)
  return Object.fromEntries(isShown ? [...systemViews, ['idToken', idToken] as const] : systemViews)
}

/** Enough to see that two are the same, too little to find the secret by trying. */
const FINGERPRINT_LETTERS = 8

/** Client secrets may be short words, which a fingerprint would let someone guess at; they get none. */
const LONG_ENOUGH = 24

function secretView(
  salt: string,
  secret: string | undefined,
  since: number | null,
  validUntil: number | null,
  digest: (text: string) => string,
): SecretView {
  if (secret === undefined) return { present: false, since: null, validUntil: null, fingerprint: null }
  const exp = readJwt(secret)?.exp ?? null
  return {
    present: true,
    since: isoUtcOrNull(since),
    validUntil: isoUtcOrNull(validUntil ?? (exp === null ? null : exp * 1_000)),
    fingerprint: secret.length < LONG_ENOUGH ? null : digest(`${salt}:${secret}`).slice(0, FINGERPRINT_LETTERS),
  }
}
