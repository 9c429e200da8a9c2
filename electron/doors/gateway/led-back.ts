import { withoutEnd } from '../../../shared/entry/trimming.ts'

/** What a server's headers say of its own addresses, in the gateway's words. Pure. */

export type Coming = {
  /** `http://127.0.0.1:4711/g/ward`, as the consumer calls it. */
  readonly mount: string
  readonly baseUrl: string
  /** The address that was asked. */
  readonly asked: string
  readonly parameter: string | undefined
}

/** Null leaves the header out. */
type Led = (value: string, coming: Coming) => string | null

/** By their names in small letters. */
export const LED_BACK: ReadonlyMap<string, Led> = new Map<string, Led>([
  ['location', placeBack],
  ['content-location', placeBack],
  ['link', linkBack],
  ['refresh', refreshBack],
  ['set-cookie', cookieBack],
])

/**
 * What points below the base URL comes back as an address of the gateway. Anything else is the consumer's to judge, with its
 * host said: a program would look for `/g/other/` at the gateway, and go there with its key. A server that names the
 * gateway itself leads nowhere (null). A token in the query stays here.
 */
function placeBack(value: string, { mount, baseUrl, asked, parameter }: Coming): string | null {
  const led = URL.parse(value, asked)
  if (led === null || led.origin === URL.parse(mount)?.origin) return null
  const base = new URL(baseUrl)
  const root = withoutEnd(base.pathname, '/')
  if (parameter !== undefined) led.search = withoutParameter(led.search.slice(1), parameter).join('&')
  const below = led.origin === base.origin && (led.pathname === root || led.pathname.startsWith(`${root}/`))
  return below ? `${mount}${led.pathname.slice(root.length)}${led.search}${led.hash}` : led.href
}

/** Pages of a list follow one another so (RFC 8288); what is no link stays as it is. */
function linkBack(value: string, coming: Coming): string {
  return value.replace(/"(?:[^"\\]|\\.)*"|<([^<>"]*)>/g, (whole, place?: string) =>
    place === undefined ? whole : `<${placeBack(place, coming) ?? ''}>`,
  )
}

function refreshBack(value: string, coming: Coming): string | null {
  const [, before = '', quote = '', place = ''] = /^([^;,]*[;,]\s*url\s*=\s*)(["']?)([^"']*)/is.exec(value) ?? []
  if (before === '') return value
  const led = placeBack(place.trim(), coming)
  return led === null ? null : `${before}${quote}${led}${quote}`
}

/**
 * A cookie of this connection alone: all connections have one host, and a program with one jar would take a cookie for `/` of
 * one server to all others. It is for the gateway's host, whose way in is http as a rule.
 */
function cookieBack(value: string, { mount, baseUrl }: Coming): string {
  const [pair = '', ...attributes] = value.split(';').map((part) => part.trim())
  const { protocol, pathname } = new URL(mount)
  const root = withoutEnd(new URL(baseUrl).pathname, '/')
  const named = (name: string) => (part: string) => part.toLowerCase().split('=', 1)[0]?.trim() === name
  const path = attributes.findLast(named('path'))?.replace(/^[^=]*=?\s*/, '') ?? ''
  const below = root !== '' && !path.startsWith(`${root}/`) ? '' : path.slice(root.length)
  const dropped = ['path', 'domain', ...(protocol === 'https:' ? [] : ['secure'])]
  const kept = attributes.filter((part) => !dropped.some((name) => named(name)(part)))
  return [pair, ...kept, `Path=${pathname}${below === '/' ? '' : below}`].join('; ')
}

/** Its name may be written with percent signs too. */
export function withoutParameter(query: string, parameter: string): string[] {
  const own = parameter.toLowerCase()
  return query
    .split('&')
    .filter((each) => each !== '' && new URLSearchParams(each).keys().next().value?.toLowerCase() !== own)
}
