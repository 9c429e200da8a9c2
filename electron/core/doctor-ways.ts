import { originOf } from '../../shared/domain/address.ts'
import type { Connection } from '../../shared/domain/connection.ts'
import { systemNamed } from '../../shared/systems/registry.ts'
import { issuerOf } from '../../shared/systems/told-addresses.ts'
import type { Held } from './held.ts'

/** A server, and the connections that need it. */
export type Server = { readonly origin: string; readonly names: string[] }

/** Each server once, however many connections lead there; an endpoint may be an address of its own. */
export function serversOf(read: readonly { held: Held; connection: Connection }[]): Server[] {
  const servers = new Map<string, Server>()
  for (const { held, connection } of read) {
    const { baseUrl, endpoints } = connection.settings
    const system = systemNamed(connection.system)
    const issuer = system === null ? '' : (issuerOf(system, connection.settings) ?? '')
    const told = Object.values(connection.learned)
    const own = [issuer, ...Object.values(endpoints), ...told].filter((place) => /^https?:\/\//i.test(place))
    for (const origin of new Set([baseUrl, ...own].map(originOf))) {
      const server = servers.get(origin) ?? { origin, names: [] }
      server.names.push(held.name)
      servers.set(origin, server)
    }
  }
  return [...servers.values()]
}
