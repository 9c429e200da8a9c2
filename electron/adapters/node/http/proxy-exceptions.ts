import { BlockList, isIP } from 'node:net'

/**
 * Whether NO_PROXY excepts a host: a list, parted by commas, spaces, `;` or `|`, of hosts and domains (`.example`,
 * `*.example`), addresses, networks (`10.0.0.0/8`, `fd00::/8`) and beginnings of IPv4 addresses (`192.168.`, `10.*`), as curl,
 * Go, Python, Java and Windows take them between them; each host with an optional port; `*` is everything. `host` without
 * brackets, in lower case.
 */
export function isExcepted(host: string, port: number, list: string): boolean {
  const named = withoutDot(host)
  return list
    .toLowerCase()
    .split(/[\s,;|"']+/)
    .map((entry) => entry.replace(SCHEME, ''))
    .some((entry) => entry !== '' && excepts(entry, named, port))
}

/** What people copy along from the proxy's own address. */
const SCHEME = /^https?:\/\//

/** `api.example.` is `api.example` (RFC 1034 section 3.1). */
export function withoutDot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host
}

function excepts(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true
  if (/\/\d/.test(entry)) return holds(entry, host)
  const { name: written, port: wantedPort } = partsOf(entry.split('/', 1)[0] ?? '')
  if (wantedPort !== null && wantedPort !== port) return false
  const name = written.replace(/(?:\.\*)+$/, '.')
  if (isBeginning(name)) return isIP(host) === 4 && host.startsWith(name)
  if (isIP(name) === 6) return holds(`${name}/128`, host)
  if (/^\*[^.]/.test(name)) return host.endsWith(withoutDot(name).slice(1))
  const wanted = withoutDot(name.replace(/^\*?\./, ''))
  return wanted !== '' && (host === wanted || host.endsWith(`.${wanted}`))
}

/** `192.168.`, up to three numbers; a domain's name never ends in a number and a dot. */
function isBeginning(name: string): boolean {
  return /^(?:\d{1,3}\.){1,3}$/.test(name)
}

/** CIDR, RFC 4632 section 3.1 and RFC 4291 section 2.3. What is none excepts nothing. */
function holds(network: string, host: string): boolean {
  const [written = '', length = '', ...more] = network.split('/')
  const address = withoutBrackets(written)
  const family = isIP(address)
  if (family === 0 || family !== isIP(host) || more.length > 0 || !/^\d{1,3}$/.test(length)) return false
  if (Number(length) > (family === 4 ? 32 : 128)) return false
  const list = new BlockList()
  const kind = family === 4 ? 'ipv4' : 'ipv6'
  list.addSubnet(address, Number(length), kind)
  return list.check(host, kind)
}

/** Host and port of `host:443`, `[fd00::7]:443`, `fd00::7`; the port is null where none was written. */
function partsOf(entry: string): { name: string; port: number | null } {
  const at = entry.lastIndexOf(':')
  const isPort = at > 0 && /^\d{1,5}$/.test(entry.slice(at + 1))
  const bare = !entry.startsWith('[') && entry.indexOf(':') !== at
  if (!isPort || bare) return { name: withoutBrackets(entry), port: null }
  return { name: withoutBrackets(entry.slice(0, at)), port: Number(entry.slice(at + 1)) }
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
}
