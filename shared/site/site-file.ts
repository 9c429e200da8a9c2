import { z } from 'zod'
import { assertNotifyCommand, assertWebhook, notifyCommandSchema } from '../alerts/notify-settings.ts'
import { NAME_PATTERN } from '../connections/connection.ts'
import { jsonErrorAt, jsonPlaceAt } from '../encoding/json-place.ts'
import { jsonIn } from '../encoding/json-text.ts'
import { originOf } from '../entry/address.ts'
import { judgeDraft } from '../entry/judge-draft.ts'
import { plainWord } from '../entry/plain-word.ts'
import { type Fault, FaultError, type FaultParams, fault, raise } from '../fault.ts'
import { SYSTEMS, systemNamed } from '../systems/registry.ts'
import { SECRET_NAMES, type Settings, type System } from '../systems/system.ts'

/**
 * A file that a site's administrator lays into the platform's folder for managed settings (docs/managed-settings.md). It
 * holds no secrets. It takes effect as a whole or not at all.
 */
export const SITE_FILE_VERSION = 1

/** A connection that the site lays down. */
export type ManagedConnection = {
  readonly name: string
  readonly system: string
  /** In the JSON of `add`: only the fields that the file names, as they were written. */
  readonly settings: Readonly<Record<string, unknown>>
  /** What a person may not change: `baseUrl`, `endpoints.refresh`, ... */
  readonly locked: readonly string[]
  /** The file that says so. */
  readonly file: string
}

export type SiteFile = {
  /** Whom a person asks, in the site's own words. */
  readonly contact: string | null
  readonly connections: readonly ManagedConnection[]
  /** For new connections, by system, in the JSON of `add`. */
  readonly defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly allowedOrigins: readonly string[]
  readonly vault: 'keychain' | 'file' | null
  readonly proxy: { readonly url: string; readonly except: string } | null
  /** Certificates as PEM. */
  readonly authorities: string | null
  /** How alerts are sent (docs/notify.md); the webhook's key is entered on each workstation. */
  readonly notify: SiteNotify | null
}

export type SiteNotify = { readonly command: readonly string[] | null; readonly webhook: string | null }

const settings = z.record(z.string(), z.unknown())

const fileSchema = z.strictObject({
  everbearer: z.literal(SITE_FILE_VERSION),
  contact: z.string().max(200).optional(),
  connections: z
    .array(
      z.strictObject({
        name: z.string().regex(NAME_PATTERN),
        system: z.string(),
        settings: settings.default({}),
        /** Fields of `settings` that are only initial values: a person may change them. */
        free: z.array(z.string().max(64)).max(100).default([]),
      }),
    )
    .max(10_000)
    .default([]),
  defaults: z.record(z.string(), settings).default({}),
  allowedOrigins: z.array(z.string().max(300)).max(1_000).default([]),
  vault: z.enum(['keychain', 'file']).optional(),
  proxy: z.strictObject({ url: z.string().max(2_048), except: z.string().max(4_096).default('') }).optional(),
  authorities: z.string().max(262_144).optional(),
  notify: z
    .strictObject({ command: notifyCommandSchema.optional(), webhook: z.string().max(2_048).optional() })
    .optional(),
})

export type SiteFileReading =
  | { readonly ok: true; readonly site: SiteFile }
  | { readonly ok: false; readonly fault: Fault }

type Path = readonly (string | number)[]
/** What is being checked: its name for people, and its path in the JSON. */
type Position = { where: string; at: Path }

/**
 * `now` in UTC ms. The fault is site_file_broken {file, line, where, why}: `why` is the code of the fault found in it, or
 * picks a case of the sentence.
 */
export function readSiteFile(file: string, text: string, now: number): SiteFileReading {
  const broken = (why: string, { where, at }: Position, more: FaultParams = {}): SiteFileReading => {
    const { line = 1 } = jsonPlaceAt(text, at) ?? {}
    return { ok: false, fault: fault('site_file_broken', { file, line, where, why, ...more }) }
  }
  const position: Position = { where: 'file', at: [] }
  const raw = jsonIn(text)
  if (raw === undefined && text.trim() === '') return broken('empty', position)
  if (raw === undefined) return broken('not_json', position, { ...jsonErrorAt(text) })
  if (isNewer(raw)) return broken('file_newer', { where: 'everbearer', at: ['everbearer'] })
  const { data, error } = fileSchema.safeParse(raw)
  if (data === undefined) {
    const at = firstIssuePath(error)
    return broken(isSecret(at) ? 'secret' : isShared(raw, at) ? 'shared_vault' : 'bad_shape', {
      where: pathLabel(at),
      at,
    })
  }
  try {
    return { ok: true, site: judgeSite(data, file, now, position) }
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown
    const { code, params } = thrown.fault
    const field = fieldOf(params)
    if (field === null) return broken(code, position)
    const inside = position.at[0] === 'connections' ? ['settings'] : []
    const at = [...position.at, ...inside, ...field.split('.')]
    return broken(isSecret([field]) ? 'secret' : code, { ...position, at }, { key: field })
  }
}

/** Raises the first fault; keeps `position` up to date, so that the caller knows where it is. */
function judgeSite(data: z.output<typeof fileSchema>, file: string, now: number, position: Position): SiteFile {
  const moveTo = (where: string, ...at: Path): void => void Object.assign(position, { where, at })
  for (const [id, given] of Object.entries(data.defaults)) {
    moveTo('defaults', 'defaults', id)
    judgeSettings(systemOrRaise(id), given, now)
  }
  const names = new Set<string>()
  const connections = data.connections.map((each, index) => {
    const { name } = each
    moveTo(name, 'connections', index)
    if (names.has(name)) raise('name_taken', { name })
    names.add(name)
    return readManagedConnection(each, file, now)
  })
  const allowedOrigins = data.allowedOrigins.map((each, index) => {
    moveTo('allowedOrigins', 'allowedOrigins', index)
    return originOf(each) || raise('invalid_origin')
  })
  moveTo('notify', 'notify')
  const notify = data.notify === undefined ? null : notifyIn(data.notify)
  const { contact = null, vault = null, proxy = null, authorities = null, defaults } = data
  return { contact, connections, defaults, allowedOrigins, vault, proxy, authorities, notify }
}

/** The setting that a fault is about, by its path in `settings`; null for a name that must not be repeated (plain-word.ts). */
function fieldOf({ key, field }: FaultParams): string | null {
  const named = String(key ?? field ?? '?').replace(/^settings\./, '')
  return named === '?' ? null : named
}

/** A shared vault needs a password and a person's consent on each workstation: no file can choose it. */
const isShared = (raw: unknown, at: Path): boolean =>
  at.length === 1 && at[0] === 'vault' && (raw as { readonly vault?: unknown }).vault === 'shared'

/** Secrets have no place in a file that everybody here can read. */
function isSecret(at: Path): boolean {
  return at.some((part) => part === 'secrets' || (SECRET_NAMES as Path).includes(part))
}

/** Raises invalid_notify_command, invalid_webhook. */
function notifyIn({ command, webhook }: { command?: string[] | undefined; webhook?: string | undefined }): SiteNotify {
  return {
    command: command === undefined ? null : assertNotifyCommand(command),
    webhook: webhook === undefined ? null : assertWebhook(webhook),
  }
}

/** These settings, with defaults for those that are not named. Raises the first mistake in a named one. */
export function judgeSettings(system: System, given: Readonly<Record<string, unknown>>, now: number): Settings {
  const { draft, mistakes } = judgeDraft({ settings: given }, system, null, now)
  const firstError = mistakes.find(
    ({ level, field, code }) => level === 'error' && isFieldGiven(given, field) && code !== 'required_missing',
  )
  if (firstError !== undefined) raise(firstError.code, firstError.params)
  return draft.settings
}

/** `baseUrl`, `endpoints.refresh`: every setting that these name. */
export function fieldsIn({ endpoints, ...others }: Readonly<Record<string, unknown>>): readonly string[] {
  const paths = typeof endpoints === 'object' && endpoints !== null ? Object.keys(endpoints) : []
  return [...Object.keys(others), ...paths.map((name) => `endpoints.${name}`)]
}

function readManagedConnection(
  {
    name,
    system,
    settings: given,
    free,
  }: { name: string; system: string; settings: Record<string, unknown>; free: string[] },
  file: string,
  now: number,
): ManagedConnection {
  judgeSettings(systemOrRaise(system), given, now)
  // An expiry belongs to the token that it came with, and a site file holds no token.
  if (Object.hasOwn(given, 'expiresAt')) raise('unknown_key', { key: 'expiresAt', where: 'settings', known: '' })
  const fields = fieldsIn(given)
  const unknownField = free.find((field) => !fields.includes(field))
  if (unknownField !== undefined)
    raise('unknown_key', { key: plainWord(unknownField), where: 'free', known: fields.join(', ') })
  return { name, system, settings: given, locked: fields.filter((field) => !free.includes(field)), file }
}

function isFieldGiven(given: Readonly<Record<string, unknown>>, field: string): boolean {
  return fieldsIn(given).some((named) => field === `settings.${named}`)
}

function systemOrRaise(id: string): System {
  return (
    systemNamed(id) ??
    raise('unknown_system', { system: plainWord(id), known: SYSTEMS.map((each) => each.id).join(', ') })
  )
}

function isNewer(raw: unknown): boolean {
  const version = typeof raw === 'object' && raw !== null && 'everbearer' in raw ? raw.everbearer : null
  return typeof version === 'number' && version > SITE_FILE_VERSION
}

/** The path of the first schema issue. */
function firstIssuePath(error: z.ZodError): Path {
  const [issue] = error.issues
  const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol')
  return issue?.code === 'unrecognized_keys' ? [...path, issue.keys[0] ?? ''] : path
}

/** A path for people to read; parts that could hold a secret become `?`. */
function pathLabel(at: Path): string {
  return at.map((part) => (typeof part === 'number' ? part : plainWord(part))).join('.') || 'file'
}
