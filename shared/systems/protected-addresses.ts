import { type AddressFacts, urlOf } from './discovered-addresses.ts'
import type { System } from './system.ts'

/**
 * Addresses to which no program's call is forwarded: where a connection is renewed, signed in to and revoked, as set or as
 * the server told. With its token a program could end the session there, or get more rights than it was given.
 */
export function protectedAddressesOf(system: System, shown: AddressFacts): readonly string[] {
  const endpoints = system.endpoints.filter(({ own }) => own).map(({ name }) => urlOf(system, shown, name))
  const more = system.protectedAddresses?.(shown.settings) ?? []
  return [...new Set([...endpoints, ...more])].filter((address) => address !== '')
}
