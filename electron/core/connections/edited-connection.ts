import { keptSecrets, rebind, unboundOrigins } from '../../../shared/connections/binding.ts'
import {
  type Connection,
  currentAsked,
  generationOf,
  refusalOf,
  storedSecrets,
  withLearned,
} from '../../../shared/connections/connection.ts'
import { countSecretsEntered } from '../../../shared/connections/edition.ts'
import { enteredFields } from '../../../shared/connections/entered-tokens.ts'
import { ENDLESS } from '../../../shared/connections/states.ts'
import type { TagsAndNote } from '../../../shared/connections/tags-and-note.ts'
import type { DraftReading } from '../../../shared/entry/draft.ts'
import { Secret } from '../../../shared/secret.ts'
import {
  CREDENTIAL_NAMES,
  type Draft,
  type SecretName,
  type Settings,
  type System,
} from '../../../shared/systems/system.ts'
import { supersedeRefreshToken } from '../../../shared/tokens/earlier-refresh-token.ts'
import type { ExpirySource } from '../../../shared/tokens/expiry.ts'
import { type TokenSet, tokenSetFromPasted } from '../../../shared/tokens/token.ts'

/** What a draft makes of a document. */

type Around = {
  readonly system: System
  readonly now: number
  readonly machine: string
  readonly digest: (text: string) => string
  /** Origins to which a person outside of any page lets the stored secrets go. */
  readonly allowed: readonly string[]
}

/**
 * A person did something about it, so an old refusal no longer counts; tokens pasted count as a new generation. Raises
 * origin_changed where secrets that stay would go to another server.
 */
export function edited(latest: Connection, reading: DraftReading, around: Around): Connection {
  const { draft, typedSecrets } = reading
  if (reading.hasOnlyTagsAndNote) return { ...latest, ...wordsAfter(latest, reading) }
  const { system, now, machine, digest, allowed } = around
  const settings = settingsFrom(draft)
  // Whatever a server has shown was that server's, asked that way.
  const same = isSameServer(settings, latest.settings)
  // That a token never ends was said of that one.
  const ofTheToken = typedSecrets.includes('accessToken') ? { [ENDLESS]: '' } : {}
  const learned = same ? withLearned(latest.learned, ofTheToken) : {}
  const after = { settings, learned }
  const replaces = typedSecrets.includes('refreshToken')
  const kept = keptSecrets(system, latest, after, storedSecrets(latest), typedSecrets)
  const bound = rebind({
    name: latest.name,
    system,
    bound: latest.bound,
    before: latest,
    after,
    keepsSecrets: kept.length > 0 || latest.kept !== undefined || (!replaces && latest.superseded !== null),
    hasNewSecrets: typedSecrets.length > 0,
    allowed,
  })
  const moved = unboundOrigins(latest.bound, bound.origins).length > 0
  // Tokens that another server gave to other credentials have nothing to say to this one.
  const before = moved ? onlyKept(latest.tokens, kept) : inScope(latest.tokens, same)
  const tokens = tokensFrom(draft, before, typedSecrets, now)
  return {
    ...latest,
    ...wordsAfter(latest, reading),
    ...enteredFields(latest.id, reading, digest),
    machine,
    settings,
    ...(typedSecrets.length > 0 ? countSecretsEntered(latest) : {}),
    credentials: credentialsFrom(draft, latest.credentials, typedSecrets, now),
    learned,
    bound,
    tokens,
    renewedAt: same ? latest.renewedAt : null,
    endsOlder: same ? latest.endsOlder : null,
    superseded: supersededAfter(latest, draft, { replaces, moved }, now),
    asked: replaces ? null : askedAfter(latest, tokens),
    refused: null,
    // What a test found was found with what was there before.
    validated: latest.validated && { ...latest.validated, generation: null },
    rejectedGeneration: null,
  }
}

/** An entry without tags or a note leaves them as they are. */
export function wordsAfter(latest: TagsAndNote, { tagsAndNote }: DraftReading): Pick<Connection, 'tags' | 'note'> {
  return { tags: [...(tagsAndNote.tags ?? latest.tags)], note: tagsAndNote.note ?? latest.note }
}

/** The refresh token stays what it is: sent already, its reply on the way, or lost. */
function askedAfter(latest: Connection, tokens: TokenSet | null): Connection['asked'] {
  const { asked, refused } = latest
  const generation = generationOf({ tokens })
  if (asked !== null) return currentAsked(latest) === null ? asked : { ...asked, generation }
  const isLost = refused !== null && refusalOf(latest)?.code === 'refresh_reply_lost'
  return isLost ? { generation, at: refused.at, unanswered: true } : null
}

/** The earlier refresh token does not go along to another server. */
function supersededAfter(
  latest: Connection,
  draft: Draft,
  { replaces, moved }: { readonly replaces: boolean; readonly moved: boolean },
  now: number,
): Connection['superseded'] {
  const isSame = draft.secrets.refreshToken === latest.tokens?.refreshToken?.reveal()
  if (!replaces) return latest.superseded
  if (moved) return null
  return isSame ? latest.superseded : supersedeRefreshToken(latest, now)
}

/** A moved connection keeps those tokens that somebody let go along; none at all where there are none. */
function onlyKept(tokens: TokenSet | null, kept: readonly SecretName[]): TokenSet | null {
  if (tokens === null) return null
  const refreshToken = kept.includes('refreshToken') ? tokens.refreshToken : null
  if (kept.includes('accessToken')) return { ...tokens, refreshToken }
  return { ...tokens, refreshToken, accessToken: null, idToken: null, expiresAt: null, expirySource: 'none' }
}

/** A document's own copy of what a draft has. */
export function settingsFrom({ settings }: Draft): Connection['settings'] {
  const own = { ...settings.own } as Connection['settings']['own']
  return { ...settings, endpoints: { ...settings.endpoints }, own }
}

export function credentialsFrom(
  draft: Draft,
  before: Connection['credentials'],
  typed: readonly SecretName[],
  now: number,
): Connection['credentials'] {
  const arrived = CREDENTIAL_NAMES.flatMap((name) => {
    const text = typed.includes(name) ? draft.secrets[name] : undefined
    return text === undefined ? [] : [[name, { secret: new Secret(text), since: now }] as const]
  })
  return { ...before, ...Object.fromEntries(arrived) }
}

/** What a server granted was for what it was asked for then. */
function inScope(tokens: TokenSet | null, same: boolean): TokenSet | null {
  if (same || tokens === null) return tokens
  const { scope: _, ...rest } = tokens
  return rest
}

/** The base URL, the addresses and the system's own settings: any of them may lead to a server that answers otherwise. */
function isSameServer(one: Settings, other: Settings): boolean {
  const whereabouts = ({ baseUrl, endpoints, own }: Settings): string => JSON.stringify([baseUrl, endpoints, own])
  return whereabouts(one) === whereabouts(other)
}

/** An end that nobody told of this very token; what a person types is more than that. */
const RETYPED: readonly ExpirySource[] = ['typed', 'rule', 'none']

export function tokensFrom(
  draft: Draft,
  before: TokenSet | null,
  typed: readonly string[],
  now: number,
): TokenSet | null {
  const access = typed.includes('accessToken') ? draft.secrets.accessToken : undefined
  const refresh = typed.includes('refreshToken') ? draft.secrets.refreshToken : undefined
  const generation = (before?.generation ?? 0) + 1
  if (access !== undefined) {
    const refreshToken = refresh === undefined ? null : new Secret(refresh)
    const pasted = { accessToken: new Secret(access), refreshToken, typedExpiresAt: draft.typedExpiresAt }
    const fresh = tokenSetFromPasted(pasted, now, generation)
    return before === null || refresh !== undefined ? fresh : { ...fresh, ...refreshPartOf(before) }
  }
  if (refresh !== undefined) {
    const fresh = tokenSetFromPasted(
      { accessToken: null, refreshToken: new Secret(refresh), typedExpiresAt: null },
      now,
      generation,
    )
    if (before === null) return fresh
    return { ...before, ...refreshPartOf(fresh), generation }
  }
  const retyped = draft.typedExpiresAt !== null && before !== null && RETYPED.includes(before.expirySource)
  return retyped ? { ...before, expiresAt: draft.typedExpiresAt, expirySource: 'typed' } : before
}

function refreshPartOf({ refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed }: TokenSet) {
  return { refreshToken, refreshIssuedAt, refreshExpiresAt, refreshExpiryFixed }
}
