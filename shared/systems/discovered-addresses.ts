import { joinUrl } from '../entry/address.ts'
import { endpointOf, type Learned, type Settings, type System } from './system.ts'

/** Addresses that a server tells of itself (RFC 8414, OpenID Connect Discovery), remembered among what it has shown. */

/** What a connection's addresses are made of: what was set, and what the server has told. */
export type AddressFacts = { readonly settings: Settings; readonly learned: Learned }

/** The fact that a server names itself in its answers to a sign-in (RFC 9207). */
export const ISS_PARAMETER_FACT = 'namesItself'

/** The fact that a server takes client credentials in no other way: as its metadata tells (RFC 8414), or as it was found out. */
export const CLIENT_AUTH_FACT = 'clientAuthTold'

/** The name of the fact under which the address of an endpoint is remembered. */
export function endpointFact(endpoint: string): string {
  return `${endpoint}Endpoint`
}

/** The full address of an endpoint: as set, else as the server told it, else its default; empty when none is known. */
export function urlOf(system: Pick<System, 'endpoints'>, { settings, learned }: AddressFacts, name: string): string {
  const place = settings.endpoints[name] ?? learned[endpointFact(name)] ?? endpointOf(system, settings, name)
  return place === '' ? '' : joinUrl(settings.baseUrl, place)
}

/** The issuer that tells the addresses of this connection; null where none is set. */
export function issuerOf(system: System, settings: Settings): string | null {
  return system.issuer?.(settings) || null
}

/** The issuer to be asked before anything else can be; null when what a renewal needs is known. */
export function issuerToAsk(system: System, shown: AddressFacts): string | null {
  const issuer = issuerOf(system, shown.settings)
  return issuer !== null && urlOf(system, shown, 'token') === '' ? issuer : null
}

/** Forgets a token endpoint that has turned out to be none, so that the issuer is asked again. */
export function withoutDiscoveredTokenEndpoint(learned: Learned): Learned {
  const name = endpointFact('token')
  return learned[name] === undefined ? {} : { [name]: '' }
}
