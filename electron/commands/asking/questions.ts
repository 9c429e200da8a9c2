import {
  CREDENTIAL_NAMES,
  credentialsOf,
  endpointOf,
  type SettingField,
  type SettingValue,
  type System,
} from '../../../shared/systems/system.ts'
import { type Asking, judged, type Question } from './entry.ts'

/** As in the form: what everybody fills in first, and what is seldom needed only for whoever wants it. */
export function firstQuestions(asking: Asking): Question[] {
  const { system } = asking
  return [
    ...system.settings.filter(isFirst).map((field) => settingQuestion(asking, field)),
    ...system.endpoints.filter(isGuessedByNobody).map((field) => pathQuestion(asking, field.name, true)),
  ]
}

/** Asked after the settings, since these choose among the credentials. */
export function secretQuestions(asking: Asking): Question[] {
  const { system } = asking
  const { settings } = judged(asking).draft
  const chosen: readonly string[] = credentialsOf(system, settings)
  const others: readonly string[] = system.credentials === undefined ? [] : CREDENTIAL_NAMES
  return system.secrets
    .filter(({ name }) => !others.includes(name) || chosen.includes(name))
    .map(({ name, required }) => ({ place: 'secrets', name, kind: 'secret', required, standard: '' }))
}

/** The end of a token that cannot tell it itself belongs to that token. */
export function endQuestion(asking: Asking): Question[] {
  const field = asking.system.settings.find(({ kind }) => kind === 'moment')
  return field === undefined || asking.entry.secrets['accessToken'] === undefined
    ? []
    : [settingQuestion(asking, field)]
}

export function seldomQuestions(asking: Asking): Question[] {
  const { system } = asking
  return [
    ...system.settings
      .filter((field) => !isFirst(field) && field.kind !== 'moment')
      .map((field) => settingQuestion(asking, field)),
    ...system.endpoints
      .filter((field) => !isGuessedByNobody(field))
      .map((field) => pathQuestion(asking, field.name, field.required)),
  ]
}

function isFirst({ kind, rare }: SettingField): boolean {
  return rare !== true && kind !== 'moment' && kind !== 'flag' && kind !== 'map'
}

function isGuessedByNobody({ required, default: standard }: System['endpoints'][number]): boolean {
  return required && standard === ''
}

function settingQuestion(asking: Asking, field: SettingField): Question {
  const { settings, typedExpiresAt } = judged(asking).draft
  const { name, kind, required, choices } = field
  const known: Readonly<Record<string, SettingValue | undefined>> = {
    ...settings.own,
    baseUrl: settings.baseUrl,
    clientId: settings.clientId,
    maxRetries: settings.maxRetries,
  }
  const moment = typedExpiresAt === null ? '' : new Date(typedExpiresAt).toISOString()
  const standard = kind === 'moment' ? moment : textOf(known[name] ?? field.default)
  return { place: 'settings', name, kind, required, standard, ...(choices === undefined ? {} : { choices }) }
}

function pathQuestion(asking: Asking, name: string, required: boolean): Question {
  const { settings } = judged(asking).draft
  return { place: 'endpoints', name, kind: 'path', required, standard: endpointOf(asking.system, settings, name) }
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
