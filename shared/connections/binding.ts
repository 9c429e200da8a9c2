import { z } from 'zod'
import { originOf } from '../entry/address.ts'
import { raise } from '../fault.ts'
import { type AddressFacts, issuerOf, urlOf } from '../systems/discovered-addresses.ts'
import { credentialsOf, SECRET_NAMES, type SecretName, type System } from '../systems/system.ts'

/**
 * A secret is bound to the origins (scheme, host and port) that it was entered for: whoever may change an address must
 * not thereby be able to have the secrets of somebody else sent to it (docs/decisions.md 19).
 */
export const boundSchema = z.object({
  origins: z.array(z.string()),
  /** Discovery of the issuer that was entered with the secrets is still to come: the addresses that it brings are bound as well. */
  open: z.boolean(),
})

export type Bound = z.infer<typeof boundSchema>

/** Every origin that a secret of this connection is sent to, by us or by a program: base URL, endpoints, issuer, discovered addresses. */
export function originsOf(system: System, shown: AddressFacts): readonly string[] {
  const { baseUrl } = shown.settings
  const addresses = [
    baseUrl,
    issuerOf(system, shown.settings) ?? '',
    ...system.endpoints.map(({ name }) => urlOf(system, shown, name)),
  ]
  return [...new Set(addresses.map(originOf).filter((origin) => origin !== ''))]
}

/** What secrets that were entered with these settings are bound to. */
export function bindingOf(system: System, shown: AddressFacts): Bound {
  return { origins: [...originsOf(system, shown)], open: issuerOf(system, shown.settings) !== null }
}

/** Those of these origins that no secret was entered for. */
export function unboundOrigins(bound: Bound, origins: readonly string[]): readonly string[] {
  return origins.filter((origin) => !bound.origins.includes(origin))
}

/** Whether the connection now leads to other origins than when something was asked with this binding. */
export function leadsElsewhere(asked: Bound, system: System, now: AddressFacts): boolean {
  return unboundOrigins(asked, originsOf(system, now)).length > 0
}

/** As a fault names them, and as a person's consent repeats them. */
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
  readonly before: AddressFacts
  readonly after: AddressFacts
  /** Whether secrets that were entered before stay, and whether any came with this edit. */
  readonly keepsSecrets: boolean
  readonly hasNewSecrets: boolean
  /** Origins that a person has allowed outside of any page. */
  readonly allowed: readonly string[]
}

/**
 * What the secrets are bound to after the settings were changed. Raises origin_changed {name, bound, wanted} when secrets
 * that stay would be sent to an origin that they were not entered for and that nobody has allowed.
 */
export function rebind(change: Rebinding): Bound {
  const { name, system, bound, before, after, keepsSecrets, hasNewSecrets, allowed } = change
  const fresh = bindingOf(system, after)
  const strangers = unboundOrigins(bound, fresh.origins)
  const sameIssuer = issuerOf(system, before.settings) === issuerOf(system, after.settings)
  if (!keepsSecrets && (hasNewSecrets || strangers.length > 0)) return fresh
  const refused = strangers.filter((origin) => !allowed.includes(origin))
  if (refused.length > 0)
    raise('origin_changed', { name, bound: originsText(bound.origins), wanted: originsText(refused) })
  // Another issuer of the same origin was entered without the secrets: a person is asked about its addresses.
  const open = sameIssuer && bound.open
  // Without new origins the old ones stay bound: settings may lead back there, and discovery may bring them again.
  if (strangers.length === 0) return { origins: [...bound.origins, ...unboundOrigins(bound, allowed)], open }
  const discovered = sameIssuer ? originsOf(system, { settings: after.settings, learned: before.learned }) : []
  return { origins: [...new Set([...fresh.origins, ...discovered, ...allowed])], open }
}

/** The origins that an edit leads to and that the kept secrets were not entered for; none where no secrets are kept. */
export function strayOrigins(
  system: System,
  bound: Bound,
  change: { readonly before: HasSettings; readonly after: HasSettings },
  secrets: { readonly stored: readonly SecretName[]; readonly typed: readonly SecretName[] },
): readonly string[] {
  const { before, after } = change
  if (keptSecrets(system, before, after, secrets.stored, secrets.typed).length === 0) return []
  return unboundOrigins(bound, originsOf(system, { settings: after.settings, learned: {} }))
}

type HasSettings = Pick<AddressFacts, 'settings'>

const TOKENS: readonly SecretName[] = ['accessToken', 'refreshToken']

/**
 * The stored secrets that an edit keeps. Tokens that the typed credentials can get again are not among them: where the edit
 * leads to another server, they are dropped.
 */
export function keptSecrets(
  system: System,
  before: HasSettings,
  after: HasSettings,
  stored: readonly SecretName[],
  typed: readonly SecretName[],
): readonly SecretName[] {
  const bringsNewTokens = [before, after].every(({ settings }) => bringsTokens(system, settings, typed))
  const replaced = bringsNewTokens ? TOKENS : []
  return SECRET_NAMES.filter((name) => stored.includes(name) && !typed.includes(name) && !replaced.includes(name))
}

/** Whether the typed credentials are all that it takes to get tokens. */
function bringsTokens(system: System, settings: AddressFacts['settings'], typed: readonly SecretName[]): boolean {
  const renewal = system.renewal(settings)
  if (renewal !== 'login' && renewal !== 'client-credentials') return false
  return credentialsOf(system, settings).every((credential) => typed.includes(credential))
}
