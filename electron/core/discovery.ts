import { isPlainHttp, originOf } from '../../shared/domain/address.ts'
import { type Connection, withLearned } from '../../shared/domain/connection.ts'
import type { Known, Learned, System } from '../../shared/systems/system.ts'
import { issuerToAsk, NAMES_ITSELF, toldAs } from '../../shared/systems/told-addresses.ts'
import type { Connections } from './connections.ts'
import type { Held } from './held.ts'
import type { Lanes } from './lanes.ts'
import type { OAuth } from './oauth.ts'

/** A server that tells its own addresses is asked for them once, before anything else can be asked of it. */

export type DiscoveryContext = { readonly oauth: OAuth; readonly connections: Connections; readonly lanes: Lanes }

/** The connection with the addresses that it needs, remembered. Raises what asking the issuer raises. */
export async function withAddresses(context: DiscoveryContext, held: Held, system: System): Promise<Connection> {
  const connection = await context.connections.load(held)
  const issuer = issuerToAsk(system, connection)
  if (issuer === null) return connection
  const told = await context.lanes.run(originOf(issuer), () => toldBy(context.oauth, issuer, connection))
  await context.connections.keep(held, (current) => ({ ...current, learned: withLearned(current.learned, told) }))
  return context.connections.load(held)
}

/** The same for what is not saved; nothing is remembered. */
export async function knownWithAddresses(oauth: OAuth, system: System, known: Known): Promise<Known> {
  const issuer = issuerToAsk(system, known)
  if (issuer === null) return known
  return { ...known, learned: withLearned(known.learned, await toldBy(oauth, issuer, known)) }
}

/** A server over https that sends tokens to plain http has been tampered with, or means somebody else's network. */
async function toldBy(oauth: OAuth, issuer: string, { settings }: Pick<Known, 'settings'>): Promise<Learned> {
  const { endpoints, namesItself } = await oauth.discover(issuer)
  const plainAllowed = isPlainHttp(issuer) || settings.own['allowHttp'] === true
  const fit = Object.entries(endpoints).filter(([, address]) => plainAllowed || !isPlainHttp(address))
  return {
    ...Object.fromEntries(fit.map(([name, address]) => [toldAs(name), address])),
    [NAMES_ITSELF]: namesItself ? 'yes' : '',
  }
}
