import {
  CREDENTIAL_NAMES,
  credentialsOf,
  type EndpointField,
  type FormPlacement,
  type Question,
  type SecretName,
  type SettingField,
  type Settings,
  type System,
} from '../../shared/systems/system.ts'
import type { ConnectionFormState } from './form-context.ts'

/** What a person is asked first: everything but switches and extras, which stand folded away with the endpoints. */
export function isBasic({ kind, rare, askedWith }: SettingField, settings: Settings): boolean {
  const isWanted = askedWith === undefined || askedWith(settings)
  return isWanted && rare !== true && kind !== 'moment' && kind !== 'flag' && kind !== 'map'
}

/** An endpoint that must be there and that nobody can guess is asked for at once. */
export function isBasicEndpoint(
  { required, default: standard, askedWith }: EndpointField,
  settings: Settings,
): boolean {
  return askedWith === undefined ? required && standard === '' : askedWith(settings)
}

/** A system with much to fill in asks for it by questions; the others have one card for all of it. */
export function asksQuestions({ settings }: Pick<System, 'settings'>): boolean {
  return settings.some(({ question }) => question !== undefined)
}

export function isOf(question: Question | undefined) {
  return (field: FormPlacement): boolean => field.question === question
}

/** Where the settings choose among credentials, the others are not asked for; but one that is there is never hidden. */
export function isAskedFor(name: SecretName, system: System, form: ConnectionFormState): boolean {
  const { values, view, judgement } = form
  if ((values.secrets[name] ?? '') !== '' || view?.secrets[name]?.present === true) return true
  const { settings } = judgement.draft
  const isCredential = CREDENTIAL_NAMES.some((each) => each === name)
  if (isCredential)
    return system.credentials === undefined || credentialsOf(system, settings).some((each) => each === name)
  return !bringsTokens(system, settings)
}

/** A sign-in or the client's own credentials bring the tokens; nobody has any to paste. */
export function bringsTokens(system: System, settings: Settings): boolean {
  if (!asksQuestions(system)) return false
  return (system.signIn?.method(settings) ?? null) !== null || system.renewal(settings) !== 'refresh'
}
