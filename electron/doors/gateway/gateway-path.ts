import { withoutEnd } from '../../../shared/entry/trimming.ts'
import { type Fault, fault } from '../../../shared/fault.ts'

/** Where a call through the gateway leads: below the connection's base URL, and never where that is renewed. Pure. */

/** Of a target such as `/g/ward/api/upload/?a=b`; `rest` begins with a slash or is empty, and has the query. */
export type GatewayTargetParts = { readonly name: string; readonly rest: string }

export const GATEWAY = '/g/'

const TARGET = /^\/g\/([a-z0-9][a-z0-9-]{0,62})((?:[/?].*)?)$/s

/** Null for what is none: absolute forms, other paths, a name that cannot be one. */
export function partsOf(target: string): GatewayTargetParts | null {
  const [, name, rest] = TARGET.exec(target) ?? []
  return name === undefined || rest === undefined ? null : { name, rest }
}

/** Printable ASCII without backslash and fragment: whatever else somebody reads differently along the way. */
const PLAIN = /^[\x21-\x5b\x5d-\x7e]*$/

/** Read alike by everybody: nothing to decode, to fold, to cut off or to step up by. */
const PLAINEST = /^[\w/-]*$/

/** What of a base URL and the connection's own places is the same for every call below it. */
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

export function gatewayBase(baseUrl: string, ownPlaces: readonly string[]): GatewayBase {
  const { origin, host, pathname } = new URL(baseUrl)
  const own = ownPlaces
    .map((place) => URL.parse(place))
    .filter((place) => place?.origin === origin)
    .map((place) => segmentsOf(asText(readingsOf(place?.pathname ?? '').at(1) ?? place?.pathname ?? '')))
    .filter((segments) => segments.length > 0)
    .map((segments) => segments.map(withoutTail))
  return { origin, host, path: pathname, root: withoutEnd(pathname, '/'), own }
}

/**
 * The path and query below it, ready for the line. It must be safe however a server reads it: as it stands, with
 * percent signs decoded (once or over and over), as bytes or as the text that they are, slashes run together, parameters cut
 * off, letters made small, and the dots and spaces at the end of a name gone, as on Windows.
 * `gateway_path_refused` for what could lead out of the base, `gateway_path_own` for the connection's own places.
 */
export function pathBelow(base: GatewayBase, rest: string): { readonly path: string } | { readonly fault: Fault } {
  const end = rest.indexOf('?')
  const [asked, query] = end < 0 ? [rest, ''] : [rest.slice(0, end), rest.slice(end)]
  if (!PLAIN.test(rest) || rest.includes('#')) return { fault: fault('gateway_path_refused') }
  // Clients that join with a slash too many mean the same (docs/systems/draw.md).
  const path = asked === '' ? base.path : `${base.root}/${asked.replace(/^\/+/, '')}`
  const code = PLAINEST.test(path) ? whereNot(path, base) : readEachWay(path, base)
  return code === null ? { path: `${path}${query}` } : { fault: fault(code) }
}

type WhyNot = 'gateway_path_refused' | 'gateway_path_own'

function readEachWay(path: string, base: GatewayBase): WhyNot | null {
  for (const reading of readingsOf(path)) {
    if (isUnreadable(reading)) return 'gateway_path_refused'
    const text = asText(reading)
    const code = whereNot(reading, base) ?? (text === reading ? null : whereNot(text, base))
    if (code !== null) return code
  }
  return null
}

/** Why a path that reads so leads where nobody may go; null for all others. */
function whereNot(text: string, { own }: GatewayBase): WhyNot | null {
  const segments = segmentsOf(text)
  if (segments.some(isDots)) return 'gateway_path_refused'
  const isOwn = own.some((wanted) => wanted.every((segment, at) => segment === withoutTail(segments[at] ?? '')))
  return isOwn ? 'gateway_path_own' : null
}

/** More rounds than any chain of servers decodes; whoever needs them all has something to hide. */
const MOST_ROUNDS = 5

/** As it stands, and decoded until nothing is left to decode; what cannot be decoded is read byte by byte. */
function readingsOf(path: string): readonly string[] {
  const readings = [path]
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const last = readings.at(-1) ?? ''
    const next = last.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    if (next === last) return readings
    readings.push(next)
  }
  // Still not done: a dot segment may come out of it yet.
  return [...readings, '/..']
}

/** Bytes as the UTF-8 that they are, and its look-alikes of letters, dots and slashes as these: some servers fold them. */
function asText(bytes: string): string {
  return /^[\0-\x7f]*$/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8').normalize('NFKC')
}

/**
 * A backslash is a slash to some, a control character the end, and %u002e a dot; and no UTF-8 has these two bytes, but dots
 * in disguise do.
 */
function isUnreadable(reading: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  return /[\u0000-\u001f\\\u007f\u00c0\u00c1]|%u[0-9a-f]{4}/i.test(reading)
}

/** Without what comes after a semicolon, which some servers take for parameters, or after a decoded `?` or `#`; and without empty ones. */
function segmentsOf(path: string): string[] {
  const segments: string[] = []
  for (const whole of path.toLowerCase().split('/')) {
    const end = whole.search(/[;?#]/)
    const segment = end < 0 ? whole : whole.slice(0, end)
    if (segment !== '') segments.push(segment)
  }
  return segments
}

/** One step up or none, with spaces in it as well: Windows passes over them. */
function isDots(segment: string): boolean {
  return /^\s*\.\s*(?:\.\s*)?$/.test(segment)
}

/** Windows names files without the dots and spaces at the end. By hand: a pattern would take quadratic time over spaces. */
function withoutTail(segment: string): string {
  let end = segment.length
  while (end > 0 && isTail(segment.charAt(end - 1))) end--
  return end === segment.length ? segment : segment.slice(0, end)
}

function isTail(letter: string): boolean {
  return letter === '.' || letter.trim() === ''
}
