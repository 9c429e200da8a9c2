import type { Settings, SettingValue } from '../systems/system.ts'

const ENDPOINT = 'endpoints.'

/** A setting by its field: `baseUrl`, `endpoints.refresh`, a system's own. What is left to its default is empty text. */
export function settingAt(settings: Settings, field: string): SettingValue {
  if (field.startsWith(ENDPOINT)) return settings.endpoints[field.slice(ENDPOINT.length)] ?? ''
  if (field === 'baseUrl' || field === 'clientId' || field === 'maxRetries') return settings[field]
  return settings.own[field] ?? ''
}

/** Every field that any of these settings has. */
export function fieldsOf(...all: readonly Settings[]): readonly string[] {
  const systemFields = all.flatMap(({ endpoints, own }) => [
    ...Object.keys(endpoints).map((name) => ENDPOINT + name),
    ...Object.keys(own),
  ])
  return [...new Set(['baseUrl', 'clientId', 'maxRetries', ...systemFields])]
}

/** Those of these fields in which the two differ. */
export function differingFields(fields: readonly string[], one: Settings, other: Settings): readonly string[] {
  const jsonAt = (settings: Settings, field: string): string => JSON.stringify(settingAt(settings, field))
  return fields.filter((field) => jsonAt(one, field) !== jsonAt(other, field))
}

/** Settings in the JSON of `add`, reduced to these fields. */
export function onlyFields(
  given: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Record<string, unknown> {
  const endpoints = Object.entries(given['endpoints'] ?? {}).filter(([name]) => fields.includes(ENDPOINT + name))
  const plain = Object.entries(given).filter(([name]) => fields.includes(name))
  return {
    ...Object.fromEntries(plain),
    ...(endpoints.length === 0 ? {} : { endpoints: Object.fromEntries(endpoints) }),
  }
}
