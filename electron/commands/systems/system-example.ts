import type { EndpointField, SettingField, System } from '../../../shared/systems/system.ts'

/** What most fill in, also where it is not strictly required. */
const USUAL_SETTINGS = ['clientId', 'maxRetries']
const USUAL_SECRETS: readonly string[] = ['clientSecret', 'refreshToken']

/** The JSON that `add` takes, made from the system itself so that it can never be out of date. */
export function systemExample(system: System): object {
  const settings = system.settings.filter(({ required, name }) => required || USUAL_SETTINGS.includes(name))
  const secrets = system.secrets.filter(({ required, name }) => required || USUAL_SECRETS.includes(name))
  const endpoints = system.endpoints.filter((endpoint) => endpoint.required && endpoint.default === '')
  return {
    name: `${system.id}-ward-3`,
    system: system.id,
    settings: {
      ...Object.fromEntries(settings.map((field) => [field.name, exampleOf(field)])),
      ...(endpoints.length === 0 ? {} : { endpoints: Object.fromEntries(endpoints.map(pathOf)) }),
    },
    secrets: Object.fromEntries(secrets.map(({ name }) => [name, '...'])),
  }
}

function exampleOf(field: SettingField): string | number | boolean {
  if (field.default !== undefined) return field.default
  return field.kind === 'url' ? 'https://server.example/' : 'Institute A'
}

function pathOf({ name }: EndpointField): [string, string] {
  return [name, `/oauth/${name}`]
}
