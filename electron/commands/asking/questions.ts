import {
  CREDENTIAL_NAMES,
  credentialsOf,
  endpointOf,
  type SettingField,
  type SettingValue,
  type System,
} from '../../../shared/systems/system.ts'
import { type EntryDialog, judgeEntry, type Question } from './entry.ts'

/** As in the form: first what everybody fills in; rare settings are asked only on request. */
export function mainQuestions(dialog: EntryDialog): Question[] {
  const { system } = dialog
  return [
    ...system.settings.filter(isMainField).map((field) => settingQuestion(dialog, field)),
    ...system.endpoints.filter(needsTypedPath).map((field) => pathQuestion(dialog, field.name, true)),
  ]
}

/** Asked after the settings, since these choose among the credentials. */
export function secretQuestions(dialog: EntryDialog): Question[] {
  const { system } = dialog
  const { settings } = judgeEntry(dialog).draft
  const chosen: readonly string[] = credentialsOf(system, settings)
  const alternatives: readonly string[] = system.credentials === undefined ? [] : CREDENTIAL_NAMES
  return system.secrets
    .filter(({ name }) => !alternatives.includes(name) || chosen.includes(name))
    .map(({ name, required }) => ({ place: 'secrets', name, kind: 'secret', required, standard: '' }))
}

/** The expiry of a token that does not carry it; asked only where an access token was entered. */
export function expiryQuestion(dialog: EntryDialog): Question[] {
  const field = dialog.system.settings.find(({ kind }) => kind === 'moment')
  return field === undefined || dialog.entry.secrets['accessToken'] === undefined
    ? []
    : [settingQuestion(dialog, field)]
}

export function rareQuestions(dialog: EntryDialog): Question[] {
  const { system } = dialog
  return [
    ...system.settings
      .filter((field) => !isMainField(field) && field.kind !== 'moment')
      .map((field) => settingQuestion(dialog, field)),
    ...system.endpoints
      .filter((field) => !needsTypedPath(field))
      .map((field) => pathQuestion(dialog, field.name, field.required)),
  ]
}

function isMainField({ kind, rare }: SettingField): boolean {
  return rare !== true && kind !== 'moment' && kind !== 'flag' && kind !== 'map'
}

function needsTypedPath({ required, default: standard }: System['endpoints'][number]): boolean {
  return required && standard === ''
}

function settingQuestion(dialog: EntryDialog, field: SettingField): Question {
  const { settings, typedExpiresAt } = judgeEntry(dialog).draft
  const { name, kind, required, choices } = field
  const currentValues: Readonly<Record<string, SettingValue | undefined>> = {
    ...settings.own,
    baseUrl: settings.baseUrl,
    clientId: settings.clientId,
    maxRetries: settings.maxRetries,
  }
  const moment = typedExpiresAt === null ? '' : new Date(typedExpiresAt).toISOString()
  const standard = kind === 'moment' ? moment : textOf(currentValues[name] ?? field.default)
  return { place: 'settings', name, kind, required, standard, ...(choices === undefined ? {} : { choices }) }
}

function pathQuestion(dialog: EntryDialog, name: string, required: boolean): Question {
  const { settings } = judgeEntry(dialog).draft
  return { place: 'endpoints', name, kind: 'path', required, standard: endpointOf(dialog.system, settings, name) }
}

function textOf(value: SettingValue | undefined): string {
  if (value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([key, each]) => `${key}=${each}`)
    .join(' ')
}

/** What was typed, as the entry wants it. */
export function typedValue({ kind }: Question, text: string): unknown {
  if (kind === 'flag') return ['y', 'yes', 'true', 'on'].includes(text.toLowerCase())
  if (kind !== 'map') return text
  const pairs = text.split(/\s+/).flatMap((word) => (word === '' ? [] : [word.split(/=(.*)/s, 2)]))
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value]))
}
