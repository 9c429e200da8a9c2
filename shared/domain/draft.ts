import { z } from 'zod'
import { type FaultCode, raise } from '../fault.ts'
import type { Draft, Mistake, SecretName, SettingField, Settings, SettingValue, System } from '../systems/system.ts'
import { cleaned } from './cleaning.ts'
import { readInstant } from './instant.ts'

/**
 * From the JSON of `add`, `edit`, import and the form to a draft: unknown keys refused by name, text cleaned,
 * defaults filled in. What can be repaired for certain is repaired with a warning; the rest is an error.
 */

const entrySchema = z.record(z.string(), z.unknown())

export type DraftReading = {
  readonly name: string | null
  readonly draft: Draft
  /** The secrets that came with this very entry; the others are the base's. */
  readonly typedSecrets: readonly SecretName[]
  readonly mistakes: readonly Mistake[]
}

/** What an edit starts from: the settings now saved, and which secrets are there (never their values for checks of text). */
export type DraftBase = {
  readonly settings: Settings
  readonly secrets: Draft['secrets']
  readonly typedExpiresAt: number | null
}

const TOP = ['name', 'system', 'settings', 'secrets']

/** Raises `bad_shape` or `unknown_key`; every other trouble comes back as a mistake, so that a person sees all at once. */
export function readDraft(raw: unknown, system: System, base: DraftBase | null, now: number): DraftReading {
  const entry = recordAt(raw, 'connection')
  refuseUnknown(entry, TOP, 'connection')
  const settings = recordAt(entry['settings'] ?? {}, 'settings')
  const secrets = recordAt(entry['secrets'] ?? {}, 'secrets')
  refuseUnknown(settings, [...system.settings.map((field) => field.name), 'endpoints'], 'settings')
  refuseUnknown(
    secrets,
    system.secrets.map((field) => field.name),
    'secrets',
  )
  const endpoints = recordAt(settings['endpoints'] ?? {}, 'settings.endpoints')
  refuseUnknown(
    endpoints,
    system.endpoints.map((field) => field.name),
    'settings.endpoints',
  )

  const mistakes: Mistake[] = []
  const values = readSettings(settings, system, base?.settings ?? null, mistakes)
  const typedSecrets = readSecrets(secrets, mistakes)
  const typedExpiresAt =
    readMoment(settings['expiresAt'], mistakes) ??
    (typedSecrets.accessToken === undefined ? (base?.typedExpiresAt ?? null) : null)
  const draft: Draft = {
    settings: { ...values, endpoints: readEndpoints(endpoints, system, base?.settings ?? null, mistakes) },
    secrets: { ...base?.secrets, ...typedSecrets },
    typedExpiresAt,
    now,
  }
  requireSecrets(draft, system, mistakes)
  return {
    name: typeof entry['name'] === 'string' ? entry['name'].trim() : null,
    draft,
    typedSecrets: Object.keys(typedSecrets) as SecretName[],
    mistakes,
  }
}

function recordAt(raw: unknown, where: string): Record<string, unknown> {
  const reading = entrySchema.safeParse(raw)
  if (!reading.success || Array.isArray(raw)) raise('bad_shape', { where })
  return reading.data
}

function refuseUnknown(entry: Record<string, unknown>, known: readonly string[], where: string): void {
  const key = Object.keys(entry).find((name) => !known.includes(name))
  if (key !== undefined) raise('unknown_key', { key: shortKey(key), where, known: known.join(', ') })
}

/** A key is a name; somebody who pastes a token in its place must not see it again in an error. */
function shortKey(key: string): string {
  return /^[A-Za-z][A-Za-z0-9_.-]{0,39}$/.test(key) ? key : '?'
}

function mistake(mistakes: Mistake[], field: string, code: FaultCode, params: Mistake['params'] = {}): void {
  mistakes.push({ level: 'error', field, code, params })
}

function readSettings(
  typed: Record<string, unknown>,
  system: System,
  base: Settings | null,
  mistakes: Mistake[],
): Omit<Settings, 'endpoints'> {
  const values: Record<string, SettingValue> = {}
  for (const field of system.settings) {
    if (field.kind === 'moment') continue
    const before = settingOf(base, field.name)
    const value = typed[field.name] === undefined ? undefined : readSetting(typed[field.name], field, mistakes)
    const chosen = value ?? before ?? field.default
    if (chosen !== undefined && chosen !== '') values[field.name] = chosen
    else if (field.required) mistake(mistakes, `settings.${field.name}`, 'required_missing', { field: field.name })
  }
  const { baseUrl, clientId, maxRetries, ...own } = values
  return { baseUrl: String(baseUrl ?? ''), clientId: String(clientId ?? ''), maxRetries: Number(maxRetries ?? 3), own }
}

function settingOf(base: Settings | null, name: string): SettingValue | undefined {
  if (base === null) return undefined
  if (name === 'baseUrl' || name === 'clientId' || name === 'maxRetries') return base[name]
  return base.own[name]
}

/** As many quick retries as anyone could want; more would only hammer a server that is down. */
const MAX_RETRIES_CEILING = 20

function readSetting(raw: unknown, field: SettingField, mistakes: Mistake[]): SettingValue | undefined {
  const where = `settings.${field.name}`
  if (field.kind === 'flag') {
    if (typeof raw === 'boolean') return raw
    mistake(mistakes, where, 'not_a_choice', { field: field.name, choices: 'true, false' })
    return undefined
  }
  if (field.kind === 'integer') return readInteger(raw, field.name, mistakes)
  if (field.kind === 'map') return readMap(raw, field.name, mistakes)
  const text = readText(raw, where, field.name, mistakes)
  if (text !== undefined && field.choices !== undefined && !field.choices.includes(text)) {
    mistake(mistakes, where, 'not_a_choice', { field: field.name, choices: field.choices.join(', ') })
    return undefined
  }
  return text
}

function readInteger(raw: unknown, name: string, mistakes: Mistake[]): number | undefined {
  const number = typeof raw === 'string' && /^\s*\d{1,9}\s*$/.test(raw) ? Number(raw) : raw
  if (typeof number !== 'number' || !Number.isInteger(number))
    mistake(mistakes, `settings.${name}`, 'not_a_number', { field: name })
  else if (number < 0 || number > MAX_RETRIES_CEILING) {
    mistake(mistakes, `settings.${name}`, 'out_of_range', { field: name, least: 0, most: MAX_RETRIES_CEILING })
  } else return number
  return undefined
}

function readMap(raw: unknown, name: string, mistakes: Mistake[]): Record<string, string> | undefined {
  const reading = z.record(z.string(), z.string()).safeParse(raw)
  if (reading.success) return reading.data
  mistake(mistakes, `settings.${name}`, 'not_text', { field: name })
  return undefined
}

function readText(raw: unknown, where: string, name: string, mistakes: Mistake[]): string | undefined {
  if (typeof raw !== 'string') {
    mistake(mistakes, where, 'not_text', { field: name })
    return undefined
  }
  const { text, repairs } = cleaned(raw, 'setting')
  mistakes.push(...repairs.map((code) => ({ level: 'warning', field: where, code, params: { field: name } }) as const))
  return text
}

function readEndpoints(
  typed: Record<string, unknown>,
  system: System,
  base: Settings | null,
  mistakes: Mistake[],
): Record<string, string> {
  const endpoints: Record<string, string> = { ...base?.endpoints }
  for (const { name, default: standard } of system.endpoints) {
    if (typed[name] === undefined) continue
    const text = readText(typed[name], `settings.endpoints.${name}`, name, mistakes)
    // Empty or equal to the default means: set back, so that a later default reaches this connection too.
    if (text === undefined || text === '' || text === standard) delete endpoints[name]
    else endpoints[name] = text
  }
  return endpoints
}

/** A blank secret keeps the old one, as in every client that people know. */
function readSecrets(typed: Record<string, unknown>, mistakes: Mistake[]): Partial<Record<SecretName, string>> {
  const secrets: Partial<Record<SecretName, string>> = {}
  for (const [name, raw] of Object.entries(typed)) {
    if (typeof raw !== 'string') {
      mistake(mistakes, `secrets.${name}`, 'not_text', { field: name })
      continue
    }
    const { text, repairs } = cleaned(raw, name === 'clientSecret' ? 'setting' : 'token')
    mistakes.push(
      ...repairs.map(
        (code) => ({ level: 'warning', field: `secrets.${name}`, code, params: { field: name } }) as const,
      ),
    )
    if (text !== '') secrets[name as SecretName] = text
  }
  return secrets
}

function requireSecrets(draft: Draft, system: System, mistakes: Mistake[]): void {
  for (const { name, required } of system.secrets) {
    if (!required || draft.secrets[name] !== undefined) continue
    mistake(mistakes, `secrets.${name}`, 'required_missing', { field: name })
  }
}

function readMoment(raw: unknown, mistakes: Mistake[]): number | null {
  if (raw === undefined || raw === null || raw === '') return null
  const instant = typeof raw === 'string' ? readInstant(raw) : null
  if (instant === null) mistake(mistakes, 'settings.expiresAt', 'moment_unreadable')
  else if (!instant.zoned) mistake(mistakes, 'settings.expiresAt', 'zone_missing')
  else return instant.at
  return null
}
