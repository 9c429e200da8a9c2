import type { EndpointField, SettingField, System } from '../../../shared/systems/system.ts'

/** The JSON that `add` takes, made from the system itself so that it can never be out of date. */
export function systemExample(system: System): object {
  const settings = system.settings.filter(({ required, name }) => required || name === 'maxRetries')
  const endpoints = system.endpoints.filter((endpoint) => endpoint.required && endpoint.default === '')
  return {
    name: `${system.id}-ward-3`,
    system: system.id,
    settings: {
      ...Object.fromEntries(settings.map((field) => [field.name, exampleOf(field)])),
      ...(endpoints.length === 0 ? {} : { endpoints: Object.fromEntries(endpoints.map(pathOf)) }),
    },
    // The first two are the usual pair, also where none is strictly required.
    secrets: Object.fromEntries(system.secrets.slice(0, 2).map(({ name }) => [name, '...'])),
  }
}

function exampleOf(field: SettingField): string | number | boolean {
  if (field.default !== undefined) return field.default
  return field.kind === 'url' ? 'https://server.example/' : 'Institute A'
}

function pathOf({ name }: EndpointField): [string, string] {
  return [name, `/oauth/${name}`]
}
