import type { TokenAnswer } from '../../../shared/api/contract/contract.ts'
import type { Presented } from '../loopback/caller.ts'
import { type Coming, LED_BACK, withoutParameter } from './led-back.ts'

/** Which headers a call through the gateway has on its way there and back. Pure. */

/** Of one connection alone (RFC 9110 section 7.6.1); Connection itself names more. */
const HOP_BY_HOP = [
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** By these some servers (IIS's URL Rewrite, Symfony, Zend) take another path than the one that was judged. */
const OTHER_PATHS = ['x-original-url', 'x-rewrite-url']

/** The key's own places; the rest is answered or said anew by us. */
const OWN = ['host', 'authorization', 'expect', 'via', 'origin']
/** `destination` leads a COPY or MOVE (destination.ts); of `proxy` CGI makes HTTP_PROXY. */
const NOT_THERE = new Set([...HOP_BY_HOP, ...OTHER_PATHS, ...OWN, 'destination', 'proxy'])

/** What a browser would keep for the port, an invitation to go past us, and what is ours to say. */
const NOT_BACK = new Set([...HOP_BY_HOP, 'alt-svc', 'strict-transport-security', 'everbearer-fault'])

/** By this a server with a base URL that leads back to Everbearer is known. */
export const VIA = '1.1 everbearer'

/** Every value of that name, in lower case. */
export function valuesIn(rawHeaders: readonly string[], wanted: string): readonly string[] {
  let values: string[] | null = null
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!isNamed(rawHeaders[at], wanted)) continue
    values ??= []
    values.push(rawHeaders[at + 1] ?? '')
  }
  return values ?? NONE
}

const NONE: readonly string[] = []

/** The first of that name; a Host or Authorization that stands twice is judged apart. */
export function headerIn(rawHeaders: readonly string[], wanted: string): string | null {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (isNamed(rawHeaders[at], wanted)) return rawHeaders[at + 1] ?? ''
  }
  return null
}

function isNamed(name = '', wanted: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted
}

/** Those that go on: none of this hop, nor what a Connection header adds to those (RFC 9110 section 7.6.1). */
function passedOn(
  rawHeaders: readonly string[],
  stays: ReadonlySet<string>,
  put: (name: string, value: string, small: string) => void,
): void {
  const listed = listedIn(rawHeaders)
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const small = name.toLowerCase()
    const read = asReadByCgi(small)
    // In another spelling it would take the place of the one that the body is framed by.
    if (stays.has(read) || (read === 'content-length' && small !== read)) continue
    // Whoever names Content-Length there would have the body run into the next request.
    if (small === 'content-length' || !listed.includes(small)) put(name, rawHeaders[at + 1] ?? '', small)
  }
}

/** CGI and WSGI know one sign between words, and some of their servers make it of whatever stands there. */
function asReadByCgi(small: string): string {
  return /[^a-z0-9-]/.test(small) ? small.replace(/[^a-z0-9]/g, '-') : small
}

/** In small letters; what is of one connection anyway need not be told. */
function listedIn(rawHeaders: readonly string[]): readonly string[] {
  const listed = valuesIn(rawHeaders, 'connection').join().toLowerCase()
  return listed === '' || HOP_BY_HOP.includes(listed) ? NONE : listed.split(',').map((name) => name.trim())
}

/** `upgrade`: the protocol that both sides are to speak from then on, else null. */
export function headersThere(
  rawHeaders: readonly string[],
  { host, presented, answer, upgrade, place }: Going,
): string[] {
  const there = ['Host', host]
  if (answer.parameter === undefined) there.push('Authorization', authorizationFor(presented, answer, place))
  const before = headerIn(rawHeaders, 'via')
  there.push('Via', before === null ? VIA : `${before}, ${VIA}`)
  if (upgrade !== null) there.push('Connection', 'Upgrade', 'Upgrade', upgrade)
  passedOn(rawHeaders, NOT_THERE, (name, value) => there.push(name, value))
  return there
}

export type Going = {
  readonly host: string
  readonly presented: Presented
  readonly answer: TokenAnswer
  readonly upgrade: string | null
  readonly place: { readonly takesPassword: boolean }
}

/** In the very place of the key: git wants its token as a password. */
function authorizationFor(
  presented: Presented,
  { token, tokenType }: TokenAnswer,
  { takesPassword }: Going['place'],
): string {
  if (!takesPassword) return `${tokenType} ${token}`
  if (presented.by === 'basic') return basic(presented.user, token)
  return presented.by === 'basic user' ? basic(token, presented.password) : `${tokenType} ${token}`
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
}

/** The query with the token in its parameter, and no other value under that name. */
export function queryThere(path: string, { parameter, token }: TokenAnswer): string {
  if (parameter === undefined) return path
  const [place = '', query = ''] = [path.split('?', 1)[0], path.slice(path.indexOf('?') + 1)]
  const others = withoutParameter(path.includes('?') ? query : '', parameter)
  return `${place}?${[...others, `${parameter}=${encodeURIComponent(token)}`].join('&')}`
}

export function headersBack(rawHeaders: readonly string[], coming: Coming): string[] {
  const back: string[] = []
  passedOn(rawHeaders, NOT_BACK, (name, value, small) => {
    const led = LED_BACK.get(small)
    const said = led === undefined ? value : led(value, coming)
    if (said !== null) back.push(name, said)
  })
  return back
}
