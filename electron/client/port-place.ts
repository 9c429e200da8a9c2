import { readFileSync } from 'node:fs'
import { BlockList, isIP, isIPv6 } from 'node:net'
import { FaultError, fault, raise } from '../../shared/fault.ts'
import { errorCode } from '../adapters/node/error-code.ts'
import type { Options } from './shapes.ts'

/** Where a port for programs with a key is, what lets one in, and over what way a key may go there. */
export type PortPlace = {
  readonly url: string
  readonly hostname: string
  readonly port: number
  readonly isTls: boolean
  /** As the Host header has it. */
  readonly host: string
  /** Read anew each time, since a mounted secret is replaced in its place. Raises consumer_key_unfit {where}. */
  readonly key: () => string
  /** In place of the usual authorities; raises file_unreadable {path, detail}. */
  readonly authority: () => string | undefined
  /** Whether a key may go there in plain text, once it is known who is at the other end. */
  mayBePlain(peer: string | undefined): boolean
}

type PortOptions = Pick<Options, 'url' | 'key' | 'keyFile' | 'ca' | 'bridge'>

/** What a client was given; the environment counts where no URL was, so that its key goes to its own URL alone. */
export function portGiven(options: Options, env: NodeJS.ProcessEnv): (PortOptions & { readonly url: string }) | null {
  const { url, home, ...rest } = options
  if (url !== undefined) return { ...rest, url }
  const found = env['EVERBEARER_URL'] ?? ''
  if (home !== undefined || found === '') return null
  const fromEnvironment = {
    key: env['EVERBEARER_KEY'],
    keyFile: env['EVERBEARER_KEY_FILE'],
    ca: env['EVERBEARER_CA'],
    bridge: env['EVERBEARER_BRIDGE'],
  }
  return { ...nonEmpty(fromEnvironment), ...nonEmpty(rest), url: found }
}

function nonEmpty(all: { readonly [key in keyof PortOptions]?: string | undefined }): PortOptions {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== ''))
}

/** Raises keeper_url_unfit {url}, and key_in_the_clear {host} where none could go there at all. */
export function placeOf(given: PortOptions & { readonly url: string }): PortPlace {
  const address = URL.parse(given.url.trim())
  if (address === null || !isPlainOrigin(address)) raise('keeper_url_unfit', { url: withoutPassword(given.url) })
  const isTls = address.protocol === 'https:'
  const hostname = address.hostname.replace(/^\[(.*)\]$/, '$1')
  const mayBePlain = (peer: string | undefined) => isPlainAllowed(hostname, peer, given.bridge)
  if (!isTls && !mayBePlain(hostname)) raise('key_in_the_clear', { host: hostname })
  return {
    url: address.origin,
    hostname,
    port: Number(address.port || (isTls ? 443 : 80)),
    isTls,
    host: address.host,
    key: () => keyIn(given),
    authority: () => (given.ca === undefined ? undefined : textOf(given.ca)),
    mayBePlain,
  }
}

function isPlainOrigin({ protocol, username, password, pathname, search, hash }: URL): boolean {
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '' && pathname === '/'
}

/** A URL that may hold a password is not shown. */
function withoutPassword(url: string): string {
  return url.includes('@') ? '…' : url
}

/** By these a container calls its host; its engine says where they lead, and never out of this computer. */
const HOSTS_OF_CONTAINERS = ['host.docker.internal', 'host.containers.internal']

/**
 * Loopback, a container's host at an address of no public network, and the bridge that was named: nothing that is written
 * there leaves this computer. `peer` is the name itself before anybody was dialled.
 */
function isPlainAllowed(hostname: string, peer: string | undefined, bridge: string | undefined): boolean {
  const at = bareAddress(peer)
  if (isLoopback(at)) return true
  if (bridge !== undefined && bareAddress(bridge.trim()) === bareAddress(hostname) && isIn(at, PRIVATE)) return true
  if (!HOSTS_OF_CONTAINERS.includes(hostname)) return false
  return at === hostname || isIn(at, PRIVATE)
}

function bareAddress(address = ''): string {
  return address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/^\[(.*)\]$/, '$1')
}

function isLoopback(address: string): boolean {
  return /^([^.]+\.)*localhost$/i.test(address) || isIn(address, LOOPBACK)
}

function isIn(address: string, list: BlockList): boolean {
  return isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

const LOOPBACK = listOf([
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
])
/** Of private networks and of one link (RFC 1918, 3927, 4193, 4291). */
const PRIVATE = listOf([
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
])

function listOf(nets: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const list = new BlockList()
  for (const net of nets) list.addSubnet(...net)
  return list
}

/** As electron/core/consumers/consumer-keys.ts makes them; its types would bring the whole contract into the client's. */
const KEY = /^evb_[0-9a-f]{80}$/

function keyIn({ key, keyFile }: PortOptions): string {
  const found = (key ?? (keyFile === undefined ? '' : textOf(keyFile))).trim()
  if (KEY.test(found)) return found
  const where = key === undefined && keyFile !== undefined ? { where: keyFile } : {}
  return raise('consumer_key_unfit', where)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new FaultError(fault('file_unreadable', { path, detail: errorCode(cause) }), { cause })
  }
}
