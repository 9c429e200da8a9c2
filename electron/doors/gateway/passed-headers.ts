import type { TokenAnswer } from '../../../shared/api/contract/contract.ts'
import type { Presented } from '../loopback/caller.ts'
import { type RewriteContext, URL_REWRITES, withoutParameter } from './url-rewrites.ts'

/** Which headers a call through the gateway has on its way there and back. Pure. */

/** Hop-by-hop headers (RFC 9110 section 7.6.1); Connection names more. */
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

/** With these some servers (IIS's URL Rewrite, Symfony, Zend) use another path than the one that was checked. */
const OTHER_PATHS = ['x-original-url', 'x-rewrite-url']

/** Set or answered by the gateway itself. */
const REPLACED = ['host', 'authorization', 'expect', 'via', 'origin']
/** Not sent to the server. `destination` is checked in destination.ts; CGI would turn `proxy` into HTTP_PROXY. */
const NOT_TO_SERVER = new Set([...HOP_BY_HOP, ...OTHER_PATHS, ...REPLACED, 'destination', 'proxy'])

/** Not sent back: what a browser would store for the whole port, what would bypass the gateway, and our own header. */
const NOT_TO_CLIENT = new Set([...HOP_BY_HOP, 'alt-svc', 'strict-transport-security', 'everbearer-fault'])

/** Detects a loop: a base URL that leads back to Everbearer. */
export const VIA = '1.1 everbearer'

/** Every value of that name, in lower case. */
export function valuesIn(rawHeaders: readonly string[], wanted: string): readonly string[] {
  let values: string[] | null = null
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!isNamed(rawHeaders[at], wanted)) continue
    values ??= []
    values.push(rawHeaders[at + 1] ?? '')
  }
  return values ?? NO_VALUES
}

const NO_VALUES: readonly string[] = []

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
function forEachEndToEnd(
  rawHeaders: readonly string[],
  stays: ReadonlySet<string>,
  put: (name: string, value: string, lowerName: string) => void,
): void {
  const connectionListed = connectionOptions(rawHeaders)
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const lowerName = name.toLowerCase()
    const read = cgiName(lowerName)
    // CGI would take another spelling for Content-Length itself.
    if (stays.has(read) || (read === 'content-length' && lowerName !== read)) continue
    // `Connection: content-length` must not drop it: the body would run into the next request.
    if (lowerName === 'content-length' || !connectionListed.includes(lowerName))
      put(name, rawHeaders[at + 1] ?? '', lowerName)
  }
}

/** CGI and WSGI map every character but letters and digits to one. */
function cgiName(lowerName: string): string {
  return /[^a-z0-9-]/.test(lowerName) ? lowerName.replace(/[^a-z0-9]/g, '-') : lowerName
}

/** The headers that Connection names, in lower case; none where it is one hop-by-hop name that is dropped anyway. */
function connectionOptions(rawHeaders: readonly string[]): readonly string[] {
  const connectionListed = valuesIn(rawHeaders, 'connection').join().toLowerCase()
  return connectionListed === '' || HOP_BY_HOP.includes(connectionListed)
    ? NO_VALUES
    : connectionListed.split(',').map((name) => name.trim())
}

/** `upgrade`: the protocol that both sides are to speak from then on, else null. */
export function headersToServer(
  rawHeaders: readonly string[],
  { host, presented, answer, upgrade, place }: TokenPlacement,
): string[] {
  const there = ['Host', host]
  if (answer.parameter === undefined) there.push('Authorization', authorizationFor(presented, answer, place))
  const before = headerIn(rawHeaders, 'via')
  there.push('Via', before === null ? VIA : `${before}, ${VIA}`)
  if (upgrade !== null) there.push('Connection', 'Upgrade', 'Upgrade', upgrade)
  forEachEndToEnd(rawHeaders, NOT_TO_SERVER, (name, value) => there.push(name, value))
  return there
}

export type TokenPlacement = {
  readonly host: string
  readonly presented: Presented
  readonly answer: TokenAnswer
  readonly upgrade: string | null
  readonly place: { readonly takesPassword: boolean }
}

/** In the key's place: git wants its token as a password. */
function authorizationFor(
  presented: Presented,
  { token, tokenType }: TokenAnswer,
  { takesPassword }: TokenPlacement['place'],
): string {
  if (!takesPassword) return `${tokenType} ${token}`
  if (presented.by === 'basic') return basicAuthorization(presented.user, token)
  return presented.by === 'basic user' ? basicAuthorization(token, presented.password) : `${tokenType} ${token}`
}

function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
}

/** The query with the token in its parameter, and no other value under that name. */
export function queryWithToken(path: string, { parameter, token }: TokenAnswer): string {
  if (parameter === undefined) return path
  const [place = '', query = ''] = [path.split('?', 1)[0], path.slice(path.indexOf('?') + 1)]
  const others = withoutParameter(path.includes('?') ? query : '', parameter)
  return `${place}?${[...others, `${parameter}=${encodeURIComponent(token)}`].join('&')}`
}

export function headersBack(rawHeaders: readonly string[], context: RewriteContext): string[] {
  const back: string[] = []
  forEachEndToEnd(rawHeaders, NOT_TO_CLIENT, (name, value, lowerName) => {
    const rewrite = URL_REWRITES.get(lowerName)
    const rewritten = rewrite === undefined ? value : rewrite(value, context)
    if (rewritten !== null) back.push(name, rewritten)
  })
  return back
}
