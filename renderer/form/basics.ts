import {
  CREDENTIAL_NAMES,
  credentialsOf,
  type EndpointField,
  type SecretName,
  type SettingField,
  type System,
} from '../../shared/systems/system.ts'
import type { ConnectionFormState } from './form-context.ts'

/** What a person is asked first: everything but switches and extras, which stand folded away with the endpoints. */
export function isBasic({ kind, rare }: Pick<SettingField, 'kind' | 'rare'>): boolean {
  return rare !== true && kind !== 'moment' && kind !== 'flag' && kind !== 'map'
}

/** An endpoint that must be there and that nobody can guess is asked for at once. */
export function isBasicEndpoint({ required, default: standard }: Pick<EndpointField, 'required' | 'default'>): boolean {
  return required && standard === ''
}

/** Where the settings choose among credentials, the others are not asked for; but one that is there is never hidden. */
export function isAskedFor(name: SecretName, system: System, form: ConnectionFormState): boolean {
  const { values, view, judgement } = form
  const isOther = CREDENTIAL_NAMES.some((each) => each === name) && system.credentials !== undefined
  if (!isOther || (values.secrets[name] ?? '') !== '' || view?.secrets[name]?.present === true) return true
  return credentialsOf(system, judgement.draft.settings).some((each) => each === name)
}
