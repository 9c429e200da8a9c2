import { knownRecord } from '../encoding/known-record.ts'
import type { Draft, Mistake, SecretName, Settings, System } from '../systems/system.ts'
import { readInstant } from '../time/instant.ts'
import { cleanText } from './clean-text.ts'
import { readEndpoints, readSettings, repairWarnings } from './draft-settings.ts'
import { error, warning } from './mistake.ts'
import { pastedReply } from './paste/pasted-reply.ts'
import { LONGEST_SECRET, SHORTEST_SECRET } from './readable-settings.ts'
import { readTagsAndNote, type TypedTagsAndNote } from './tags-and-note.ts'

/**
 * From the JSON of `add`, `edit`, import and the form to a draft: unknown keys refused by name, text cleaned,
 * defaults filled in. What can be repaired for certain is repaired with a warning; the rest is an error.
 */

export type DraftReading = {
  readonly name: string | null
  readonly draft: Draft
  /** The secrets that came with this entry; the others are the base's. */
  readonly typedSecrets: readonly SecretName[]
  readonly tagsAndNote: TypedTagsAndNote
  /** An edit of tags and note alone, which does not change how the connection works. */
  readonly hasOnlyTagsAndNote: boolean
  readonly mistakes: readonly Mistake[]
}

/** What an edit starts from: the settings now saved, and which secrets are there (never their values for checks of text). */
export type DraftBase = {
  readonly settings: Settings
  readonly secrets: Draft['secrets']
  readonly typedExpiresAt: number | null
}

/** Raises `bad_shape` or `unknown_key`; every other trouble comes back as a mistake, so that a person sees all at once. */
export function readDraft(raw: unknown, system: System, base: DraftBase | null, now: number): DraftReading {
  const mistakes: Mistake[] = []
  const given = base === null ? raw : wrapReply(raw, system, now)
  const givenEntry = readEntry(given, system)
  if (base !== null && givenEntry.hasOnlyTagsAndNote) return readTagsAndNoteAlone(givenEntry, base, now)
  const entry = expandReplies(givenEntry, system, now, mistakes)
  const before = base?.settings ?? null
  const settings = {
    ...readSettings(entry.settings, system, before, mistakes),
    endpoints: readEndpoints(entry.endpoints, system, before, mistakes),
  }
  const typed = readSecrets(entry.secrets, system, mistakes)
  // A date belongs to the token that it was typed with.
  const savedExpiresAt = typed.accessToken === undefined ? (base?.typedExpiresAt ?? null) : null
  const typedExpiresAt = readMoment(entry.settings['expiresAt'], mistakes) ?? savedExpiresAt
  const draft: Draft = { settings, secrets: { ...base?.secrets, ...typed }, typedExpiresAt, now }
  requireSecrets(draft, system, mistakes)
  const tagsAndNote = readTagsAndNote(entry.tagsAndNote, Object.values(typed), mistakes)
  // A name stands in every list, in plain files and in alerts.
  if (Object.values(typed).some((secret) => secret.length >= SHORTEST_SECRET && entry.name?.includes(secret)))
    mistakes.push(error('name', 'text_holds_secret', { field: 'name' }))
  const typedSecrets = Object.keys(typed) as SecretName[]
  return { name: entry.name, draft, typedSecrets, tagsAndNote, hasOnlyTagsAndNote: false, mistakes }
}

function readTagsAndNoteAlone({ name, tagsAndNote: typed }: Entry, base: DraftBase, now: number): DraftReading {
  const mistakes: Mistake[] = []
  const tagsAndNote = readTagsAndNote(typed, [], mistakes)
  return { name, draft: { ...base, now }, typedSecrets: [], tagsAndNote, hasOnlyTagsAndNote: true, mistakes }
}

type Entry = {
  readonly name: string | null
  readonly settings: Record<string, unknown>
  readonly endpoints: Record<string, unknown>
  readonly secrets: Record<string, unknown>
  readonly tagsAndNote: Record<string, unknown>
  readonly hasOnlyTagsAndNote: boolean
}

const TOP_LEVEL_KEYS = ['name', 'system', 'tags', 'note', 'settings', 'secrets']

/** An edit may be a token reply alone, as `curl` printed it: everything else of the connection is known. */
function wrapReply(raw: unknown, system: System, now: number): unknown {
  const isEntry = typeof raw !== 'object' || raw === null || TOP_LEVEL_KEYS.some((name) => Object.hasOwn(raw, name))
  if (isEntry || !namesOf(system.secrets).includes('accessToken')) return raw
  return pastedReply(raw, now, TOKENS)?.kind === 'parts' ? { secrets: { accessToken: raw } } : raw
}

function readEntry(raw: unknown, system: System): Entry {
  const top = knownRecord(raw, 'connection', TOP_LEVEL_KEYS)
  const settings = knownRecord(top['settings'] ?? {}, 'settings', [...namesOf(system.settings), 'endpoints'])
  return {
    name: typeof top['name'] === 'string' ? top['name'].trim() : null,
    settings,
    endpoints: knownRecord(settings['endpoints'] ?? {}, 'settings.endpoints', namesOf(system.endpoints)),
    secrets: knownRecord(top['secrets'] ?? {}, 'secrets', namesOf(system.secrets)),
    tagsAndNote: { tags: top['tags'], note: top['note'] },
    hasOnlyTagsAndNote:
      top['settings'] === undefined && top['secrets'] === undefined && ('tags' in top || 'note' in top),
  }
}

const TOKENS = ['accessToken', 'refreshToken'] as const satisfies readonly SecretName[]

/**
 * Takes apart a server's whole reply that stands in the place of one secret, as it came out of `curl` or a page; a secret
 * typed in its own place wins over the reply's.
 */
function expandReplies(entry: Entry, system: System, now: number, mistakes: Mistake[]): Entry {
  let { secrets, settings } = entry
  const known = system.secrets.map(({ name }) => name)
  for (const name of known) {
    const reply = name === 'privateKey' ? null : pastedReply(entry.secrets[name], now, known)
    if (reply === null) continue
    const { [name]: _, ...others } = secrets
    secrets = others
    if (reply.kind === 'unreadable') {
      mistakes.push(error(`secrets.${name}`, 'reply_unreadable', { field: name }))
      continue
    }
    secrets = { ...reply.secrets, ...secrets }
    if (reply.expiresAt !== null && namesOf(system.settings).includes('expiresAt'))
      settings = { expiresAt: reply.expiresAt, ...settings }
    const fields = Object.keys(reply.secrets).join(', ')
    mistakes.push(warning(`secrets.${name}`, 'reply_taken_apart', { field: name, fields }))
  }
  return { ...entry, secrets, settings }
}

function namesOf(fields: readonly { readonly name: string }[]): string[] {
  return fields.map((field) => field.name)
}

/** A blank secret keeps the old one, as in every client that people know. */
function readSecrets(
  typed: Record<string, unknown>,
  system: System,
  mistakes: Mistake[],
): Partial<Record<SecretName, string>> {
  const secrets: Partial<Record<SecretName, string>> = {}
  const anyText = system.secrets.filter((secret) => secret.anyText === true).map((secret) => String(secret.name))
  const plain = ['clientSecret', 'privateKey', ...anyText]
  for (const [name, raw] of Object.entries(typed)) {
    if (typeof raw !== 'string') {
      mistakes.push(error(`secrets.${name}`, 'not_text', { field: name }))
      continue
    }
    if (raw.length > LONGEST_SECRET) {
      mistakes.push(error(`secrets.${name}`, 'too_long', { field: name, limit: LONGEST_SECRET }))
      continue
    }
    const { text, repairs } = cleanText(raw, plain.includes(name) ? 'setting' : 'token')
    if (text === '') continue
    // A key comes out of a file that ends with a line break, which is nobody's mistake.
    if (name !== 'privateKey') mistakes.push(...repairWarnings(repairs, `secrets.${name}`, name))
    secrets[name as SecretName] = text
  }
  return secrets
}

function requireSecrets(draft: Draft, system: System, mistakes: Mistake[]): void {
  for (const { name, required } of system.secrets) {
    if (!required || draft.secrets[name] !== undefined) continue
    mistakes.push(error(`secrets.${name}`, 'required_missing', { field: name }))
  }
}

function readMoment(raw: unknown, mistakes: Mistake[]): number | null {
  if (raw === undefined || raw === null || raw === '') return null
  const instant = typeof raw === 'string' ? readInstant(raw) : null
  if (instant === null) mistakes.push(error('settings.expiresAt', 'moment_unreadable'))
  else if (!instant.hasZone) mistakes.push(error('settings.expiresAt', 'zone_missing'))
  else return instant.at
  return null
}
