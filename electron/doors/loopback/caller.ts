import { type Fault, fault } from '../../../shared/fault.ts'
import type { Consumer } from '../../core/consumers/consumer-document.ts'
import { idIn, KEY_PATTERN } from '../../core/consumers/consumer-keys.ts'
import type { ConsumerService } from '../../core/consumers/consumer-service.ts'
import type { PortNames } from '../../core/consumers/forwarded-call.ts'
import type { Refusal } from '../refusal.ts'

/** Who a request says it is from: the same judgement before the API and before the gateway. */

export type Header = (name: string) => string | null

/**
 * Null lets the request on to its key. The port's own names alone are Host, which defeats DNS rebinding; and no web page
 * gets in, whatever it knows: browsers say by Origin and Sec-Fetch-Site that one is behind it. Programs that send an
 * Origin (WebSocket libraries do) name the address that they call.
 */
export function refusalOfCaller(header: Header, { scheme, has }: PortNames): Refusal | null {
  const host = header('host')?.toLowerCase() ?? null
  if (host === null || !has(host)) return 'caller_host'
  const origin = header('origin')?.toLowerCase() ?? null
  if (origin !== null && !ownOrigins(scheme, host).includes(origin)) return 'caller_origin'
  const site = header('sec-fetch-site')
  return site === null || site === 'none' || site === 'same-origin' ? null : 'caller_origin'
}

function ownOrigins(scheme: PortNames['scheme'], host: string): readonly string[] {
  return scheme === 'https' ? [`https://${host}`, `wss://${host}`] : [`http://${host}`, `ws://${host}`]
}

/** The key as it was sent, and how, so that the token can take its very place. */
export type Presented =
  | { readonly key: string; readonly by: 'bearer' }
  /** As a password (git, curl -u); the user's name goes on as it is. */
  | { readonly key: string; readonly by: 'basic'; readonly user: string }
  /** As the user's name, with whatever password (`https://KEY@host/`, `curl -u KEY:`), which goes on as it is. */
  | { readonly key: string; readonly by: 'basic user'; readonly password: string }
  /** In the query, where a system's programs have their token there. */
  | { readonly key: string; readonly by: 'query' }

/** Null where no key was sent at all. Whose it is, if anybody's, is not looked up here. */
export function presentedKey(header: Header, target: string): Presented | null {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+) *$/.exec(header('authorization') ?? '') ?? []
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return { key: credentials, by: 'bearer' }
    case 'basic': {
      const pair = Buffer.from(credentials, 'base64').toString('utf8')
      const colon = pair.indexOf(':')
      const [user, password] = [pair.slice(0, Math.max(0, colon)), pair.slice(colon + 1)]
      const isUser = idIn(user) !== null && idIn(password) === null
      return isUser ? { key: user, by: 'basic user', password } : { key: password, by: 'basic', user }
    }
    case '': {
      const [key = ''] = KEY_PATTERN.exec(target.split('?')[1] ?? '') ?? []
      return idIn(key) === null ? null : { key, by: 'query' }
    }
    default:
      return null
  }
}

/** Why a key that was presented opens nothing, as far as its sender may know. */
export function unknownKey(presented: Presented | null): Fault {
  if (presented === null || presented.key === '') return fault('consumer_key_unknown', { why: 'none' })
  return fault('consumer_key_unknown', idIn(presented.key) === null ? { why: 'shape' } : {})
}

/** Null for a key that opens nothing. To be asked once the consumers are read. */
export function consumerOf(consumers: ConsumerService, key: string | undefined): Consumer | null {
  const consumer = key === undefined ? null : consumers.holderOf(key)
  if (consumer !== null) consumers.seen(consumer)
  return consumer
}
