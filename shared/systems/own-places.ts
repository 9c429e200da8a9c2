import { type Shown, urlOf } from './discovered-addresses.ts'
import type { System } from './system.ts'

/**
 * The addresses where a connection is renewed, where somebody signs in for it, and where its session is ended: as set, or
 * as the server told. Whoever came there with its token could end what keeps it fresh, or get more than was lent to him.
 */
export function ownPlacesOf(system: System, shown: Shown): readonly string[] {
  const endpoints = system.endpoints.filter(({ own }) => own).map(({ name }) => urlOf(system, shown, name))
  const more = system.ownPlaces?.(shown.settings) ?? []
  return [...new Set([...endpoints, ...more])].filter((address) => address !== '')
}
