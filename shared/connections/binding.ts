import { z } from 'zod'
import { originOf } from '../entry/address.ts'
import { raise } from '../fault.ts'
import { issuerOf, type Shown, urlOf } from '../systems/discovered-addresses.ts'
import { credentialsOf, SECRET_NAMES, type SecretName, type System } from '../systems/system.ts'

/**
 * A secret is bound to the origins (scheme, host and port) that it was entered for: whoever may change an address must
 * not thereby be able to have the secrets of somebody else sent to it (docs/decisions.md 19).
 */
export const boundSchema = z.object({
  origins: z.array(z.string()),
  /** The issuer that was entered with the secrets has still to tell its addresses: what it names first is bound as well. */
  open: z.boolean(),
})

export type Bound = z.infer<typeof boundSchema>

/** Every origin that a secret of this connection travels to, ours or a program's: base URL, endpoints, issuer, told addresses. */
export function originsOf(system: System, shown: Shown): readonly string[] {
  const { baseUrl } = shown.settings
  const addresses = [
    baseUrl,
    issuerOf(system, shown.settings) ?? '',
    ...system.endpoints.map(({ name }) => urlOf(system, shown, name)),
  ]
  return [...new Set(addresses.map(originOf).filter((origin) => origin !== ''))]
}

/** What secrets that were entered with these settings are bound to. */
export function boundTo(system: System, shown: Shown): Bound {
  return { origins: [...originsOf(system, shown)], open: issuerOf(system, shown.settings) !== null }
}

/** Of these origins those that no secret was entered for. */
export function strangersTo(bound: Bound, origins: readonly string[]): readonly string[] {
  return origins.filter((origin) => !bound.origins.includes(origin))
}

/** Whether an answer that was asked for with this binding would come to a connection that now leads somewhere else. */
export function leadsElsewhere(asked: Bound, system: System, now: Shown): boolean {
  return strangersTo(asked, originsOf(system, now)).length > 0
}

/** As a fault says them, and as whoever says yes gives them back. */
export function originsText(origins: readonly string[]): string {
  return origins.join(', ')
}

/** The origins in such a text; what is no origin is left out. */
export function originsIn(text: string): readonly string[] {
  return text
    .split(',')
    .map(originOf)
    .filter((origin) => origin !== '')
}

export type Rebinding = {
  readonly name: string
  readonly system: System
  readonly bound: Bound
  /** Where it led until now, and where it would from now on. */
  readonly before: Shown
  readonly after: Shown
  /** Whether secrets that were entered before stay, and whether any came with this very entry. */
  readonly kept: boolean
  readonly entered: boolean
  /** Origins that a person has allowed outside of any page. */
  readonly allowed: readonly string[]
}

/**
 * What the secrets are bound to after their settings were changed. Raises origin_changed {name, bound, wanted} when secrets
 * that stay would go where nobody entered them for, nor said yes to.
 */
export function boundAfter(change: Rebinding): Bound {
  const { name, system, bound, before, after, kept, entered, allowed } = change
  const fresh = boundTo(system, after)
  const strangers = strangersTo(bound, fresh.origins)
  const sameIssuer = issuerOf(system, before.settings) === issuerOf(system, after.settings)
  if (!kept && (entered || strangers.length > 0)) return fresh
  const refused = strangers.filter((origin) => !allowed.includes(origin))
  if (refused.length > 0)
    raise('origin_changed', { name, bound: originsText(bound.origins), wanted: originsText(refused) })
  // Another issuer of the same origin was entered without the secrets: what it tells is asked about.
  const open = sameIssuer && bound.open
  // Where nothing new came, what is bound stays: settings may lead back there, and an issuer may tell it again.
  if (strangers.length === 0) return { origins: [...bound.origins, ...strangersTo(bound, allowed)], open }
  const told = sameIssuer ? originsOf(system, { settings: after.settings, learned: before.learned }) : []
  return { origins: [...new Set([...fresh.origins, ...told, ...allowed])], open }
}

/** Of the origins that an edit leads to those that secrets which stay were not entered for; none where none stay. */
export function strayOrigins(
  system: System,
  bound: Bound,
  change: { readonly before: Settled; readonly after: Settled },
  secrets: { readonly stored: readonly SecretName[]; readonly typed: readonly SecretName[] },
): readonly string[] {
  const { before, after } = change
  if (keptSecrets(system, before, after, secrets.stored, secrets.typed).length === 0) return []
  return strangersTo(bound, originsOf(system, { settings: after.settings, learned: {} }))
}

type Settled = Pick<Shown, 'settings'>

const TOKENS: readonly SecretName[] = ['accessToken', 'refreshToken']

/**
 * Of the stored secrets those that an edit keeps. Tokens that the typed credentials bring anew are not among them: where
 * these lead to another server, they are left behind.
 */
export function keptSecrets(
  system: System,
  before: Settled,
  after: Settled,
  stored: readonly SecretName[],
  typed: readonly SecretName[],
): readonly SecretName[] {
  const anew = [before, after].every(({ settings }) => bringsTokens(system, settings, typed))
  const left = anew ? TOKENS : []
  return SECRET_NAMES.filter((name) => stored.includes(name) && !typed.includes(name) && !left.includes(name))
}

/** Whether the typed credentials are all that it takes to get tokens. */
function bringsTokens(system: System, settings: Shown['settings'], typed: readonly SecretName[]): boolean {
  const renewal = system.renewal(settings)
  if (renewal !== 'login' && renewal !== 'client-credentials') return false
  return credentialsOf(system, settings).every((credential) => typed.includes(credential))
}
