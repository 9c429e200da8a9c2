import { isIP } from 'node:net'
import type { Network } from '../../../../shared/connections/network.ts'
import { percentDecoded } from '../../../../shared/encoding/percent.ts'
import { isExcepted } from './proxy-exceptions.ts'

/** Which proxy a call goes through, by the usual variables. Pure: the same for the same variables. */

export type ProxyServer = {
  readonly secure: boolean
  readonly host: string
  readonly port: number
  /** Value of a Proxy-Authorization header, from the address's user and password; null when it has none. */
  readonly authorization: string | null
}

export type ProxyChoice =
  | { readonly kind: 'direct' }
  | { readonly kind: 'proxy'; readonly proxy: ProxyServer; readonly variable: string }
  /** The variable holds something that is no address of an HTTP proxy (SOCKS, a typing mistake). */
  | { readonly kind: 'unusable'; readonly variable: string }

const DIRECT: ProxyChoice = { kind: 'direct' }

/**
 * HTTPS_PROXY for https, HTTP_PROXY for http, else ALL_PROXY, in either case of letters; NO_PROXY names the
 * exceptions. Loopback is never given to a proxy: to it, 127.0.0.1 would be the proxy's own machine.
 */
export function chooseProxy(target: URL, env: NodeJS.ProcessEnv, set: Network['proxy'] = null): ProxyChoice {
  if (set !== null) return configuredProxy(target, set)
  const exceptions = variableOf(env, ['NO_PROXY'])?.value ?? ''
  if (isLoopback(target.hostname) || isExcepted(bareHost(target), portOf(target), exceptions)) return DIRECT
  const found = variableOf(env, [target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY', 'ALL_PROXY'])
  if (found === null) return DIRECT
  const proxy = readProxy(found.value)
  return proxy === null
    ? { kind: 'unusable', variable: found.variable }
    : { kind: 'proxy', proxy, variable: found.variable }
}

/** As it was set: then no variable counts. */
function configuredProxy(target: URL, { url, user, password, except }: NonNullable<Network['proxy']>): ProxyChoice {
  if (url === '' || isLoopback(target.hostname) || isExcepted(bareHost(target), portOf(target), except)) return DIRECT
  const proxy = readProxy(url)
  if (proxy === null) return { kind: 'unusable', variable: 'proxy' }
  const authorization = user === '' ? null : basic(user, password?.reveal() ?? '')
  return { kind: 'proxy', proxy: { ...proxy, authorization }, variable: '' }
}

/** `hostname` as URL gives it: in lower case, IPv6 in brackets. */
export function isLoopback(hostname: string): boolean {
  return /^(?:.+\.)?localhost\.?$/.test(hostname) || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** A value may come in small letters too, as curl and wget have it; the small one wins, as it does there. */
function variableOf(env: NodeJS.ProcessEnv, names: readonly string[]): { variable: string; value: string } | null {
  for (const variable of names.flatMap((name) => [name.toLowerCase(), name])) {
    const value = env[variable]?.trim().replace(QUOTED, '$2')
    if (value) return { variable, value }
  }
  return null
}

/** As a file of variables for a container leaves them. */
const QUOTED = /^(["'])(.*)\1$/

/** User and password may hold what ends a host for readers of addresses: `DOMAIN\\user`, a `#` or `/` in a password. */
function readProxy(text: string): ProxyServer | null {
  const { scheme, user, host } = proxyAddress(text)
  const url = URL.parse(`${scheme}${user.replace(/[\\#/?]/g, encodeURIComponent)}${host}`)
  if (url === null || url.hostname === '' || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  const secure = url.protocol === 'https:'
  return { secure, host: bareHost(url), port: portOf(url), authorization: authorizationOf(url) }
}

/** The parts of a proxy's address as they were written, without the quotes around them. */
export function proxyAddress(text: string): { scheme: string; user: string; host: string } {
  const [, scheme = 'http://', user = '', host = ''] = PROXY.exec(text.trim().replace(QUOTED, '$2')) ?? []
  return { scheme, user, host }
}

/** What stands before the last `@` is the user's; an address of a proxy has no path in which there could be another. */
const PROXY = /^([a-z][a-z\d+.-]*:\/\/)?(.*@)?([^@]*)$/is

function authorizationOf({ username, password }: URL): string | null {
  if (username === '') return null
  return basic(percentDecoded(username), percentDecoded(password))
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
}

/** For people: without user and password. */
export function proxyName({ secure, host, port }: ProxyServer): string {
  return `${secure ? 'https' : 'http'}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}

/** The host as a socket wants it: IPv6 without its brackets. */
export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}

export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}
