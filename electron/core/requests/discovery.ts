import { originsOf, originsText, unboundOrigins } from '../../../shared/connections/binding.ts'
import { type Connection, withLearned } from '../../../shared/connections/connection.ts'
import { isPlainHttp, originOf } from '../../../shared/entry/address.ts'
import { isLoopback } from '../../../shared/entry/loopback.ts'
import { raise } from '../../../shared/fault.ts'
import { ALGORITHMS_FACT } from '../../../shared/systems/assertion-algorithms.ts'
import {
  CLIENT_AUTH_FACT,
  endpointFact,
  ISS_PARAMETER_FACT,
  issuerToAsk,
} from '../../../shared/systems/discovered-addresses.ts'
import type { Learned, System } from '../../../shared/systems/system.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'

/** A server that tells its own addresses is asked for them once, before anything else can be asked of it. */

export type DiscoveryContext = Pick<KeeperParts, 'oauth' | 'connections' | 'limiter' | 'journalWriter' | 'sender'>

/** The connection with the addresses that it needs, remembered. Raises what asking the issuer raises, and origin_told. */
export async function withAddresses(
  context: DiscoveryContext,
  record: ConnectionRecord,
  system: System,
): Promise<Connection> {
  const { connections, limiter, journalWriter, sender } = context
  const connection = await connections.load(record)
  const issuer = issuerToAsk(system, connection)
  if (issuer === null) return connection
  const { told, unfit } = await limiter.run(originOf(issuer), () => discoveredBy(context, issuer, system, connection))
  let strangers: readonly string[] = []
  let overtaken = false
  await connections.keep(record, (current) => {
    // A person entered another one meanwhile: what this one tells is not about that.
    overtaken = issuerToAsk(system, current) !== issuer
    if (overtaken) return current
    const next = withTold(current, system, told, sender.allowedOrigins())
    strangers = unboundOrigins(current.bound, next.bound.origins)
    return next
  })
  if (strangers.length > 0)
    journalWriter.note({ event: 'origins_told', connection: record.name, params: { to: originsText(strangers) } })
  if (unfit.length > 0 && !overtaken)
    journalWriter.note({ event: 'invalid_told_address', connection: record.name, params: { fields: unfit.join(', ') } })
  return overtaken ? withAddresses(context, record, system) : connections.load(record)
}

/** The same for what is not saved; nothing is remembered. */
export async function draftWithAddresses(
  means: Pick<DiscoveryContext, 'oauth' | 'sender'>,
  system: System,
  draft: Connection,
): Promise<Connection> {
  const issuer = issuerToAsk(system, draft)
  if (issuer === null) return draft
  const { told } = await discoveredBy(means, issuer, system, draft)
  return withTold(draft, system, told, means.sender.allowedOrigins())
}

/**
 * The first addresses that the issuer tells, which was entered together with the secrets, are bound with it. Later ones,
 * and those of an issuer that was entered without, lead nowhere new but to what the site has allowed: raises
 * origin_told {name, bound, wanted}.
 */
function withTold(current: Connection, system: System, told: Learned, allowed: readonly string[]): Connection {
  const { name, settings, bound } = current
  const learned = withLearned(current.learned, told)
  const origins = originsOf(system, { settings, learned })
  const strangers = unboundOrigins(bound, origins)
  const refused = bound.open ? [] : strangers.filter((origin) => !allowed.includes(origin))
  if (refused.length > 0)
    raise('origin_told', { name, bound: originsText(bound.origins), wanted: originsText(refused) })
  return { ...current, learned, bound: { origins: [...bound.origins, ...strangers], open: false } }
}

/**
 * A server that sends tokens to plain http has been tampered with, or means somebody else's network; one on this computer
 * may mean this computer. What is no
 * address, and not set by hand either, raises invalid_told_address {field} where it is needed, and is `unfit` elsewhere.
 */
async function discoveredBy(
  { oauth, sender }: Pick<DiscoveryContext, 'oauth' | 'sender'>,
  issuer: string,
  system: System,
  whose: Pick<Connection, 'settings' | 'network'>,
): Promise<{ readonly told: Learned; readonly unfit: readonly string[] }> {
  const { settings } = whose
  const facts = await oauth.discover(issuer, sender.wayFor(whose))
  const { endpoints, unreadable, issParameter, wantsSecretInBody, assertionAlgorithms } = facts
  const mayBePlain = (address: string): boolean =>
    settings.own['allowHttp'] === true || (isPlainHttp(issuer) && isLoopback(address))
  const isFit = (address: string): boolean => !isPlainHttp(address) || mayBePlain(address)
  const plain = Object.entries(endpoints).filter(([, address]) => !isFit(address))
  const unfit = [...Object.entries(unreadable), ...plain.map(([name]) => [name, metadataName(name)] as const)].filter(
    ([name]) => !settings.endpoints[name],
  )
  const needed = unfit.find(
    ([name]) => name === 'token' || name === SIGN_IN_AT[system.signIn?.method(settings) ?? 'none'],
  )
  if (needed !== undefined) raise('invalid_told_address', { field: needed[1] })
  const fit = Object.entries(endpoints).filter(([, address]) => isFit(address))
  const told = {
    ...Object.fromEntries(fit.map(([name, address]) => [endpointFact(name), address])),
    [ISS_PARAMETER_FACT]: issParameter ? 'yes' : '',
    [CLIENT_AUTH_FACT]: wantsSecretInBody ? 'post' : '',
    [ALGORITHMS_FACT]: assertionAlgorithms.join(' '),
  }
  return { told, unfit: unfit.map(([, field]) => field) }
}

/** As RFC 8414 and RFC 8628 name it. */
function metadataName(endpoint: string): string {
  return endpoint === 'device' ? 'device_authorization_endpoint' : `${endpoint}_endpoint`
}

/** Which endpoint a way of signing in begins at. */
const SIGN_IN_AT = { browser: 'authorization', device: 'device', none: null } as const
