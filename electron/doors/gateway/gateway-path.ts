import { withoutEnd } from '../../../shared/entry/trimming.ts'
import { type Fault, fault } from '../../../shared/fault.ts'

/** Where a call through the gateway leads: below the connection's base URL, and never where that is renewed. Pure. */

/** Of a target such as `/g/ward/api/upload/?a=b`; `rest` begins with a slash or is empty, and has the query. */
export type GatewayTargetParts = { readonly name: string; readonly rest: string }

export const GATEWAY = '/g/'

const TARGET = /^\/g\/([a-z0-9][a-z0-9-]{0,62})((?:[/?].*)?)$/s

/** Null for absolute forms, other paths and invalid names. */
export function partsOf(target: string): GatewayTargetParts | null {
  const [, name, rest] = TARGET.exec(target) ?? []
  return name === undefined || rest === undefined ? null : { name, rest }
}

/** Printable ASCII without backslash: servers and proxies disagree on how to read the rest. */
const PLAIN = /^[\x21-\x5b\x5d-\x7e]*$/

/** Unambiguous: nothing to decode, fold or cut off, and no dots. */
const PLAINEST = /^[\w/-]*$/

/** What is computed once from a base URL and the connection's own endpoints. */
export type GatewayBase = {
  /** Scheme, host and port. */
  readonly origin: string
  readonly host: string
  readonly path: string
  /** The same with no slash at its end. */
  readonly root: string
  /** Segments of each own place at this origin, without dots and spaces at their ends. */
  readonly own: readonly (readonly string[])[]
}

export function gatewayBase(baseUrl: string, protectedAddresses: readonly string[]): GatewayBase {
  const { origin, host, pathname } = new URL(baseUrl)
  const own = protectedAddresses
    .map((place) => URL.parse(place))
    .filter((place) => place?.origin === origin)
    .map((place) => segmentsOf(asText(readingsOf(place?.pathname ?? '').at(1) ?? place?.pathname ?? '')))
    .filter((segments) => segments.length > 0)
    .map((segments) => segments.map(withoutTail))
  return { origin, host, path: pathname, root: withoutEnd(pathname, '/'), own }
}

/**
 * The path and query to send, below the base. It must be safe however a server reads it: as it stands, percent-decoded once
 * or repeatedly, as bytes or as UTF-8, with slashes merged, path parameters cut off, in lower case, and without dots and
 * spaces at the end of a segment, as on Windows.
 * `gateway_path_refused` for what could lead out of the base, `gateway_path_own` for the connection's own endpoints.
 */
export function pathBelow(base: GatewayBase, rest: string): { readonly path: string } | { readonly fault: Fault } {
  const end = rest.indexOf('?')
  const [asked, query] = end < 0 ? [rest, ''] : [rest.slice(0, end), rest.slice(end)]
  if (!PLAIN.test(rest) || rest.includes('#')) return { fault: fault('gateway_path_refused') }
  // Clients that join with a slash too many mean the same (docs/systems/draw.md).
  const path = asked === '' ? base.path : `${base.root}/${asked.replace(/^\/+/, '')}`
  const code = PLAINEST.test(path) ? refusalOfReading(path, base) : refusalOfPath(path, base)
  return code === null ? { path: `${path}${query}` } : { fault: fault(code) }
}

type WhyNot = 'gateway_path_refused' | 'gateway_path_own'

function refusalOfPath(path: string, base: GatewayBase): WhyNot | null {
  for (const reading of readingsOf(path)) {
    if (isUnreadable(reading)) return 'gateway_path_refused'
    const text = asText(reading)
    const code = refusalOfReading(reading, base) ?? (text === reading ? null : refusalOfReading(text, base))
    if (code !== null) return code
  }
  return null
}

/** Why a path in this reading is refused, or null. */
function refusalOfReading(text: string, { own }: GatewayBase): WhyNot | null {
  const segments = segmentsOf(text)
  if (segments.some(isDots)) return 'gateway_path_refused'
  const isOwn = own.some((wanted) => wanted.every((segment, at) => segment === withoutTail(segments[at] ?? '')))
  return isOwn ? 'gateway_path_own' : null
}

/** More rounds than any chain of servers decodes. */
const MOST_ROUNDS = 5

/** The path as it stands and after each round of percent-decoding, as bytes. */
function readingsOf(path: string): readonly string[] {
  const readings = [path]
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const last = readings.at(-1) ?? ''
    const next = last.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    if (next === last) return readings
    readings.push(next)
  }
  // Not fully decoded: assume a dot segment.
  return [...readings, '/..']
}

/** Bytes decoded as UTF-8 and NFKC-normalized: some servers fold look-alikes of letters, dots and slashes. */
function asText(bytes: string): string {
  return /^[\0-\x7f]*$/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8').normalize('NFKC')
}

/**
 * To some servers a backslash is a slash, a control character the end, and %u002e a dot; C0 and C1 begin overlong UTF-8,
 * which hides dots.
 */
function isUnreadable(reading: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  return /[\u0000-\u001f\\\u007f\u00c0\u00c1]|%u[0-9a-f]{4}/i.test(reading)
}

/** Non-empty segments, cut at a semicolon (path parameters to some servers) and at a decoded `?` or `#`. */
function segmentsOf(path: string): string[] {
  const segments: string[] = []
  for (const whole of path.toLowerCase().split('/')) {
    const end = whole.search(/[;?#]/)
    const segment = end < 0 ? whole : whole.slice(0, end)
    if (segment !== '') segments.push(segment)
  }
  return segments
}

/** `.` or `..`, with spaces as well, which Windows ignores. */
function isDots(segment: string): boolean {
  return /^\s*\.\s*(?:\.\s*)?$/.test(segment)
}

/** Windows drops dots and spaces at the end of a name. Not by a regular expression, which would take quadratic time. */
function withoutTail(segment: string): string {
  let end = segment.length
  while (end > 0 && isTail(segment.charAt(end - 1))) end--
  return end === segment.length ? segment : segment.slice(0, end)
}

function isTail(letter: string): boolean {
  return letter === '.' || letter.trim() === ''
}
