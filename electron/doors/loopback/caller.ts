import { type Fault, fault } from '../../../shared/fault.ts'
import type { Consumer } from '../../core/consumers/consumer-document.ts'
import { idIn, KEY_PATTERN } from '../../core/consumers/consumer-keys.ts'
import type { ConsumerService } from '../../core/consumers/consumer-service.ts'
import type { PortNames } from '../../core/consumers/forwarded-call.ts'
import type { Refusal } from '../refusal.ts'

/** Host, Origin and key of a request: the same checks before the API and before the gateway. */

export type Header = (name: string) => string | null

/**
 * Null passes. Host must be one of the port's own names, which defeats DNS rebinding. Web pages are refused by Origin and
 * Sec-Fetch-Site, which browsers always send. Programs that send an Origin (WebSocket libraries do) use the address that
 * they call.
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

/** The key as it was sent, and where, so that the token can take its place. */
export type Presented =
  | { readonly key: string; readonly by: 'bearer' }
  /** As the Basic password (git, curl -u); the user name is passed on. */
  | { readonly key: string; readonly by: 'basic'; readonly user: string }
  /** As the Basic user name (`https://KEY@host/`, `curl -u KEY:`); the password is passed on. */
  | { readonly key: string; readonly by: 'basic user'; readonly password: string }
  /** In the query, for systems whose programs send their token there. */
  | { readonly key: string; readonly by: 'query' }

/** Null where no key was sent. Does not look up whose it is. */
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

/** The fault for a missing or unknown key. */
export function unknownKey(presented: Presented | null): Fault {
  if (presented === null || presented.key === '') return fault('consumer_key_unknown', { why: 'none' })
  return fault('consumer_key_unknown', idIn(presented.key) === null ? { why: 'shape' } : {})
}

/** Null for an unknown key. Call only once the consumers are read. */
export function consumerOf(consumers: ConsumerService, key: string | undefined): Consumer | null {
  const consumer = key === undefined ? null : consumers.holderOf(key)
  if (consumer !== null) consumers.seen(consumer)
  return consumer
}
