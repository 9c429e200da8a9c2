import type { Connection } from '../../../shared/connections/connection.ts'
import type { EffectiveNetwork } from '../../../shared/connections/network.ts'
import { originOf } from '../../../shared/entry/address.ts'
import { issuerOf } from '../../../shared/systems/discovered-addresses.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Sender } from '../requests/sending.ts'

/** A server, and the connections that need it. */
export type Server = { readonly origin: string; readonly names: string[]; readonly way: EffectiveNetwork | null }

/** Each server once, however many connections lead there; an endpoint may be an address of its own. */
export function serversOf(
  read: readonly { record: ConnectionRecord; connection: Connection }[],
  wayFor: Sender['wayFor'],
): Server[] {
  const servers = new Map<string, Server>()
  for (const { record, connection } of read) {
    const { baseUrl, endpoints } = connection.settings
    const system = systemNamed(connection.system)
    const issuer = system === null ? '' : (issuerOf(system, connection.settings) ?? '')
    const told = Object.values(connection.learned)
    const own = [issuer, ...Object.values(endpoints), ...told].filter((place) => /^https?:\/\//i.test(place))
    for (const origin of new Set([baseUrl, ...own].map(originOf))) {
      // With a way of its own it is looked at by that way.
      const key = connection.network === null ? origin : `${origin} ${record.id}`
      const server = servers.get(key) ?? { origin, names: [], way: wayFor(connection) }
      server.names.push(record.name)
      servers.set(key, server)
    }
  }
  return [...servers.values()]
}
