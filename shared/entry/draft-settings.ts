import { z } from 'zod'
import type { FaultCode } from '../fault.ts'
import type { Mistake, SettingField, Settings, SettingValue, System } from '../systems/system.ts'
import { unseenIn } from '../text/visible-text.ts'
import { cleanText } from './clean-text.ts'
import { error, warning } from './mistake.ts'

/** Letters of one setting. No address is longer in practice, and every reader of one may rely on it. */
const LONGEST_SETTING = 4_096

/** Settings and endpoints of a draft, read from unknown values; whatever is wrong is added to `mistakes`. */

/** Every setting but the endpoints: as typed, else as it was, else the default. */
export function readSettings(
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
    else if (field.required && !hasError(mistakes, field.name))
      mistakes.push(error(`settings.${field.name}`, 'required_missing', { field: field.name }))
  }
  const { baseUrl, clientId, maxRetries, ...own } = values
  return { baseUrl: String(baseUrl ?? ''), clientId: String(clientId ?? ''), maxRetries: Number(maxRetries ?? 3), own }
}

/** A value with an error is not missing as well. */
function hasError(mistakes: readonly Mistake[], name: string): boolean {
  return mistakes.some(({ level, field }) => level === 'error' && field === `settings.${name}`)
}

function settingOf(base: Settings | null, name: string): SettingValue | undefined {
  if (base === null) return undefined
  if (name === 'baseUrl' || name === 'clientId' || name === 'maxRetries') return base[name]
  return base.own[name]
}

/** The endpoints that differ from the system's defaults. */
export function readEndpoints(
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
    if (text === '' || text === standard) delete endpoints[name]
    else if (text !== undefined) endpoints[name] = text
  }
  return endpoints
}

function readSetting(raw: unknown, field: SettingField, mistakes: Mistake[]): SettingValue | undefined {
  switch (field.kind) {
    case 'flag':
      return readFlag(raw, field.name, mistakes)
    case 'integer':
      return readInteger(raw, field.name, mistakes)
    case 'map':
      return readMap(raw, field.name, mistakes)
    default:
      return readChoice(readText(raw, `settings.${field.name}`, field.name, mistakes), field, mistakes)
  }
}

function readFlag(raw: unknown, name: string, mistakes: Mistake[]): boolean | undefined {
  if (typeof raw === 'boolean') return raw
  mistakes.push(error(`settings.${name}`, 'not_a_choice', { field: name, choices: 'true, false' }))
  return undefined
}

/** More quick retries would only hammer a server that is down. */
const MAX_RETRIES_CEILING = 20

function readInteger(raw: unknown, name: string, mistakes: Mistake[]): number | undefined {
  const field = `settings.${name}`
  const number = typeof raw === 'string' && /^\s*\d{1,9}\s*$/.test(raw) ? Number(raw) : raw
  if (typeof number !== 'number' || !Number.isInteger(number)) {
    mistakes.push(error(field, 'not_a_number', { field: name }))
    return undefined
  }
  if (number >= 0 && number <= MAX_RETRIES_CEILING) return number
  const nearest = String(number < 0 ? 0 : MAX_RETRIES_CEILING)
  mistakes.push(error(field, 'out_of_range', { field: name, least: 0, most: MAX_RETRIES_CEILING }, nearest))
  return undefined
}

function readMap(raw: unknown, name: string, mistakes: Mistake[]): Record<string, string> | undefined {
  const field = `settings.${name}`
  const reading = z.record(z.string(), z.string()).safeParse(raw)
  if (!reading.success) {
    mistakes.push(error(field, 'not_text', { field: name }))
    return undefined
  }
  const texts = Object.entries(reading.data).flat()
  if (texts.join('').length > LONGEST_SETTING) {
    mistakes.push(error(field, 'too_long', { field: name, limit: LONGEST_SETTING }))
    return undefined
  }
  return texts.every((text) => isPlain(text, field, name, mistakes)) ? reading.data : undefined
}

function readChoice(text: string | undefined, field: SettingField, mistakes: Mistake[]): string | undefined {
  const { name, choices } = field
  if (text === undefined || choices === undefined || choices.includes(text)) return text
  mistakes.push(error(`settings.${name}`, 'not_a_choice', { field: name, choices: choices.join(', ') }))
  return undefined
}

function readText(raw: unknown, where: string, name: string, mistakes: Mistake[]): string | undefined {
  if (typeof raw !== 'string') {
    mistakes.push(error(where, 'not_text', { field: name }))
    return undefined
  }
  if (raw.length > LONGEST_SETTING) {
    mistakes.push(error(where, 'too_long', { field: name, limit: LONGEST_SETTING }))
    return undefined
  }
  const { text, repairs } = cleanText(raw, 'setting')
  mistakes.push(...repairWarnings(repairs, where, name))
  return isPlain(text, where, name, mistakes) ? text : undefined
}

/** Servers compare letter by letter: invisible characters and remains of a wrong encoding are never meant. Adds the mistake. */
function isPlain(text: string, where: string, name: string, mistakes: Mistake[]): boolean {
  const character = unseenIn(text)
  if (character !== null) mistakes.push(error(where, 'character_hidden', { field: name, character }))
  else if (text.includes('\ufffd')) mistakes.push(error(where, 'character_lost', { field: name }))
  else return true
  return false
}

/** A warning for each repair. */
export function repairWarnings(repairs: readonly FaultCode[], where: string, name: string): Mistake[] {
  return repairs.map((code) => warning(where, code, { field: name }))
}
