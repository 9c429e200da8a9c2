import type { EndpointField, SettingField } from '../../shared/systems/system.ts'

/** What a person is asked first: everything but switches and extras, which stand folded away with the endpoints. */
export function isBasic({ kind }: Pick<SettingField, 'kind'>): boolean {
  return kind !== 'moment' && kind !== 'flag' && kind !== 'map'
}

/** An endpoint that must be there and that nobody can guess is asked for at once. */
export function isBasicEndpoint({ required, default: standard }: Pick<EndpointField, 'required' | 'default'>): boolean {
  return required && standard === ''
}
