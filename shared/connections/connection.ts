import { z } from 'zod'
import { jsonIn } from '../encoding/json-text.ts'
import { type Fault, fault } from '../fault.ts'
import { faultSchema } from '../faults/fault-schema.ts'
import { secretSchema } from '../secret-schema.ts'
import {
  CREDENTIAL_NAMES,
  type CredentialName,
  credentialsOf,
  type Known,
  type Learned,
  type SecretName,
  type Settings,
  type System,
} from '../systems/system.ts'
import { momentSchema } from '../time/moment-schema.ts'
import { endsOlderSchema, olderTokenSchema } from '../tokens/older-token.ts'
import { tokenSetSchema } from '../tokens/token.ts'
import { boundSchema } from './binding.ts'
import { NAME_PATTERN } from './connection-name.ts'
import { lastTestSchema } from './last-test.ts'
import { networkSchema, writeNetwork } from './network.ts'
import { tagsAndNoteShape } from './tags-and-note.ts'
import { upgradeContent, type Versions } from './version-steps.ts'

export { NAME_PATTERN }
export const nameSchema = z.string().regex(NAME_PATTERN)

/** A connection as one versioned document: settings and secrets together, so that neither can be changed alone. */

/** Raised with every change of shape, together with a new step from the one before and a document of that. */
export const DOCUMENT_VERSION = 3

/** Version 2 had no tags and no note. */
const VERSIONS: Versions = {
  current: DOCUMENT_VERSION,
  fromPrevious: (document) => ({ tags: [], note: '', ...document }),
}

export const settingValueSchema = z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.string())])

export const settingsSchema = z.object({
  baseUrl: z.string(),
  clientId: z.string(),
  maxRetries: z.number().int().nonnegative(),
  endpoints: z.record(z.string(), z.string()),
  own: z.record(z.string(), settingValueSchema),
})

/** Written before a refresh token is sent: whoever reads it later knows that generation n may have been spent. */
const askedSchema = z.object({
  generation: z.number(),
  at: momentSchema,
  unanswered: z.boolean(),
  /**
   * Which attempt, where several workstations share it (electron/core/fleet/marks/asked-mark.ts). Came without another version of
   * the document, which a member of an earlier build could not read: it leaves this out, and then the mark alone counts.
   */
  attempt: z.string().optional(),
})

/**
 * The refresh token before the present one, kept only while it may be needed: the reply that brought its successor could
 * not be used as a whole, so the successor might be none. `sentAgain`: it has had its one more try.
 */
const supersededSchema = z.object({ refreshToken: secretSchema, at: momentSchema, sentAgain: z.boolean() })

const lastRenewalSchema = z.object({
  at: momentSchema,
  tookMs: z.number(),
  outcome: z.enum(['renewed', 'failed', 'refused']),
  fault: faultSchema.nullable(),
  rotated: z.boolean(),
})

const documentSchema = z.object({
  version: z.literal(DOCUMENT_VERSION),
  id: z.string(),
  name: nameSchema,
  system: z.string(),
  machine: z.string(),
  createdAt: momentSchema,
  ...tagsAndNoteShape,
  settings: settingsSchema,
  credentials: z.partialRecord(z.enum(CREDENTIAL_NAMES), z.object({ secret: secretSchema, since: momentSchema })),
  tokens: tokenSetSchema.nullable(),
  /** Where the secrets may go (shared/connections/binding.ts). */
  bound: boundSchema,
  asked: askedSchema.nullable(),
  /** The server's "no" to this generation; cleared by newer tokens or settings. */
  refused: z.object({ generation: z.number(), at: momentSchema, fault: faultSchema }).nullable(),
  /** The last generation that a program reported as answered 401. */
  rejectedGeneration: z.number().nullable(),
  pausedAt: momentSchema.nullable(),
  /** The last "ends in N days" that was announced, and for which end. */
  announced: z.object({ end: momentSchema, days: z.number() }).nullable(),
  lastRenewal: lastRenewalSchema.nullable(),
  /** When a renewal last brought tokens with these settings; null for a connection that has still to show that it can. */
  renewedAt: momentSchema.nullable(),
  superseded: supersededSchema.nullable(),
  /** The access token before the present one, and that this server ends it; null where nothing is known (shared/tokens/older-token.ts). */
  older: olderTokenSchema.nullable(),
  endsOlder: endsOlderSchema.nullable(),
  /** The last test, whole (shared/connections/last-test.ts). */
  validated: lastTestSchema.nullable(),
  /** What the server has shown of itself (`Learned`); forgotten when the settings that led to it change. */
  learned: z.record(z.string(), z.string()),
  /** How its calls travel, where that is set; null: as those of all connections, or as the surroundings have it. */
  network: networkSchema.nullable(),
  /** How often a person has entered secrets here after the first; left out: never (shared/connections/edition.ts). */
  secretsEntered: z.number().int().nonnegative().optional(),
  /** By what the tokens are known again that a person, or a file, has brought last (shared/connections/entered-tokens.ts). */
  entered: z.string().optional(),
  /** Of the refresh token among them: renewals have spent it since, and it may go into no other connection. */
  enteredRefresh: z.string().optional(),
  /** What would be lost if a step at the server were cut off in its middle (electron/core/access-tokens/crafter-replacing.ts). */
  kept: secretSchema.optional(),
})

export type Connection = z.infer<typeof documentSchema>

export type DocumentReading =
  | { readonly ok: true; readonly connection: Connection }
  | { readonly ok: false; readonly fault: Fault }

/**
 * Reads a vault document of this version or the one before; else document_damaged, document_newer {version, reads} or
 * document_older. Those are left alone: nothing is cut off that this Everbearer does not know.
 */
export function readDocument(text: string): DocumentReading {
  const stepped = upgradeContent(jsonIn(text), VERSIONS)
  if (!stepped.ok) return { ok: false, fault: unreadableFault(stepped.version) }
  const reading = documentSchema.safeParse(stepped.content)
  return reading.success ? { ok: true, connection: reading.data } : { ok: false, fault: unreadableFault(null) }
}

/** A document with a version is not damaged: another Everbearer can read it. */
function unreadableFault(version: number | null): Fault {
  if (version === null) return fault('document_damaged')
  return fault(version < DOCUMENT_VERSION - 1 ? 'document_older' : 'document_newer', {
    version,
    reads: DOCUMENT_VERSION,
  })
}

/** The document's text: one of the few places where secrets are revealed, because the vault is their home. */
export function writeDocument(connection: Connection): string {
  const { tokens, superseded } = connection
  return JSON.stringify({
    ...connection,
    credentials: Object.fromEntries(
      credentialsIn(connection).map(([name, { secret, since }]) => [name, { secret: secret.reveal(), since }]),
    ),
    tokens: tokens && {
      ...tokens,
      accessToken: tokens.accessToken?.reveal() ?? null,
      refreshToken: tokens.refreshToken?.reveal() ?? null,
      idToken: tokens.idToken && { ...tokens.idToken, secret: tokens.idToken.secret.reveal() },
    },
    superseded: superseded && { ...superseded, refreshToken: superseded.refreshToken.reveal() },
    network: writeNetwork(connection.network),
    kept: connection.kept?.reveal(),
  })
}

/** The part of a connection that its system needs. */
export function knownOf(
  connection: Pick<Connection, 'credentials' | 'tokens' | 'learned'> &
    Partial<Pick<Connection, 'renewedAt'>> & { settings: Settings },
): Known {
  const { settings, tokens, learned } = connection
  const credentials = Object.fromEntries(credentialsIn(connection).map(([name, { secret }]) => [name, secret]))
  return { settings, credentials, tokens, learned, hasRenewed: (connection.renewedAt ?? null) !== null }
}

type Credential = NonNullable<Connection['credentials'][CredentialName]>

/** The credentials that are there, by name. */
export function credentialsIn({ credentials }: Pick<Connection, 'credentials'>): [CredentialName, Credential][] {
  return CREDENTIAL_NAMES.flatMap((name) => {
    const credential = credentials[name]
    return credential === undefined ? [] : [[name, credential]]
  })
}

/** The secrets that are there, by name. */
export function storedSecrets(connection: Pick<Connection, 'credentials' | 'tokens'>): readonly SecretName[] {
  const { accessToken = null, refreshToken = null } = connection.tokens ?? {}
  return [
    ...(accessToken === null ? [] : (['accessToken'] as const)),
    ...(refreshToken === null ? [] : (['refreshToken'] as const)),
    ...credentialsIn(connection).map(([name]) => name),
  ]
}

/** Newer facts beside older ones; an empty text takes a fact away. */
export function withLearned(known: Learned, more: Learned = {}): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...known, ...more }).filter(([, fact]) => fact !== ''))
}

/** True when the system can renew and has what it takes: a refresh token, or the client's own credentials. */
export function isRenewable(connection: Connection, system: System): boolean {
  switch (system.renewal(connection.settings)) {
    case 'refresh':
      return connection.tokens?.refreshToken != null
    case 'login':
    case 'client-credentials':
      return credentialsOf(system, connection.settings).every((name) => connection.credentials[name] !== undefined)
    case 'none':
      return false
  }
}

/** True when a person gives this connection its tokens, by signing in at the server. */
export function signsIn({ settings }: Pick<Connection, 'settings'>, system: System): boolean {
  return (system.signIn?.method(settings) ?? null) !== null
}

/** True when a renewal consumes what it sends, so that it must never be sent twice once its successor is known. */
export function spendsRefreshToken(connection: Connection, system: System): boolean {
  return system.renewal(connection.settings) === 'refresh'
}

/** The server's refusal, where it was about the tokens that we still have. */
export function refusalOf(connection: Connection): Fault | null {
  const { refused, tokens } = connection
  if (refused === null || refused.generation !== generationOf({ tokens })) return null
  return refused.fault
}

/** The "asked" mark of the present set; null where its refresh token has never been sent. */
export function currentAsked({ asked, tokens }: Pick<Connection, 'asked' | 'tokens'>): Connection['asked'] {
  return asked?.generation === generationOf({ tokens }) ? asked : null
}

/** The generation of the present set; 0 where there has been none. */
export function generationOf({ tokens }: Pick<Connection, 'tokens'>): number {
  return tokens?.generation ?? 0
}
