import type { TokenAnswer } from '../../../shared/api/contract/contract.ts'
import { originsText, unboundOrigins } from '../../../shared/connections/binding.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import type { EffectiveNetwork } from '../../../shared/connections/network.ts'
import { originOf } from '../../../shared/entry/address.ts'
import { raise } from '../../../shared/fault.ts'
import { protectedAddressesOf } from '../../../shared/systems/protected-addresses.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Connections } from '../connections/connections.ts'
import type { Sender } from '../requests/sending.ts'
import type { Consumer } from './consumer-document.ts'

/** What a call through the gateway goes out with; it never leaves this process, and no door has it in a contract. */
export type GatewayTarget = {
  /** The token that is valid now, and what belongs to it. */
  readonly answer: TokenAnswer
  /** The same object for as long as the connection and its network stay as they are. */
  readonly place: GatewayPlace
}

export type GatewayPlace = {
  readonly baseUrl: string
  /** How its calls travel; null as the surroundings have it. */
  readonly way: EffectiveNetwork | null
  /** Full addresses where no program is led, nor anywhere below them. */
  readonly protectedAddresses: readonly string[]
  /** Where the key came as a password, the token takes that very place. */
  readonly takesPassword: boolean
}

type Context = {
  readonly connections: Connections
  readonly tokenFor: (record: ConnectionRecord, consumer: Consumer) => TokenAnswer | Promise<TokenAnswer>
  readonly sender: Sender
}

/** Raises what hinders a valid token, and origin_unbound where the base URL is none that its secrets were entered for. */
export function createGatewayTargets({ connections, tokenFor, sender }: Context) {
  const places = new WeakMap<Connection, GatewayPlace>()

  function placeOf(connection: Connection): GatewayPlace {
    const way = sender.wayFor(connection)
    const known = places.get(connection)
    if (known !== undefined && isSameWay(known.way, way)) return known
    const { settings, learned, bound, name } = connection
    const origin = originOf(settings.baseUrl)
    if (unboundOrigins(bound, [origin]).length > 0)
      raise('origin_unbound', { name, bound: originsText(bound.origins), wanted: origin })
    const system = systemNamed(connection.system)
    const protectedAddresses = system === null ? [] : protectedAddressesOf(system, { settings, learned })
    const takesPassword = system?.takesPassword === true
    const place = { baseUrl: settings.baseUrl, way, protectedAddresses, takesPassword }
    places.set(connection, place)
    return place
  }

  async function awaited(record: ConnectionRecord, coming: Promise<TokenAnswer> | TokenAnswer): Promise<GatewayTarget> {
    const answer = await coming
    return { answer, place: placeOf(record.connection ?? (await connections.load(record))) }
  }

  return (record: ConnectionRecord, consumer: Consumer): GatewayTarget | Promise<GatewayTarget> => {
    const answer = tokenFor(record, consumer)
    const { connection } = record
    // Of a call that waits for nothing each `await` would cost more than the look at its path.
    if (answer instanceof Promise || connection === null) return awaited(record, answer)
    return { answer, place: placeOf(connection) }
  }
}

/** Made anew each time, of parts that stay. */
function isSameWay(one: EffectiveNetwork | null, other: EffectiveNetwork | null): boolean {
  if (one === null || other === null) return one === other
  return (['proxy', 'authorities', 'client'] as const).every((part) => one[part] === other[part])
}
