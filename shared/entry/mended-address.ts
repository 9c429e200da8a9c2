import { z } from 'zod'
import type { FaultParams } from '../fault.ts'
import type { Mistake } from '../systems/system.ts'
import { isPlainHttp, readAddress, withoutQuery } from './address.ts'
import { isLoopback } from './loopback.ts'
import { error } from './mistake.ts'

/** Guesses the address that a person who copied it a little wrong has meant; null where nobody can be sure. */

/** The address up to the part of its path that does not belong to it (`/admin`, `/api`). */
export function cutBefore(address: string, part: RegExp): string | null {
  const plain = withoutQuery(address)
  const from = /^[a-z]+:\/\/[^/]*/i.exec(plain)?.[0].length ?? 0
  const at = plain.slice(from).search(part)
  return at < 0 ? null : addressOrNull(`${plain.slice(0, from + at)}/`)
}

/** Of a field whose address cannot be read. */
export function unreadableAddress(field: string, typed: string): Mistake {
  return error(`settings.${field}`, 'address_unreadable', { field, ...whyUnreadable(typed) }, asAddress(typed))
}

/** Why an address cannot be read, where its letters are the reason. */
export function whyUnreadable(typed: string): FaultParams {
  const found = internationalHost(typed)
  return found === null ? {} : { why: 'letters', ascii: found.ascii }
}

/** The same address, encrypted; a port of its own is a plain one's and stays for the person to change. */
export function asHttps(address: string): string | null {
  if (!isPlainHttp(address) || isLoopback(address)) return null
  const { host = ':' } = readAddress(withoutQuery(address)) ?? {}
  return host.includes(':') ? null : addressOrNull(address.trim().replace(/^http:/i, 'https:'))
}

/** `draw.example`, `https:/draw.example` and `htps://draw.example`: one dot at least, since a single word may be anything. */
function asAddress(typed: string): string | null {
  const { host, ascii } = internationalHost(typed) ?? {}
  const bare = withoutScheme(host === undefined ? typed : typed.replace(host, ascii ?? ''))
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?(\/|$)/i.test(bare)) return null
  return addressOrNull(`https://${bare}`)
}

/** As the platform reads addresses: a host's letters in the form that servers are found by (RFC 3492). */
const NORMALIZED_URL = z.url({ normalize: true })

/** At least two labels, each no longer than a name server takes (RFC 1035 section 2.3.4). */
const HOST = /^https:\/\/((?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{1,63})\/$/

/** A host with letters beyond ASCII (`bücher.example`), and what is to be written in its place; null for any other. */
function internationalHost(typed: string): { readonly host: string; readonly ascii: string } | null {
  const host = /^[^/?#:@\s]+/.exec(withoutScheme(typed))?.[0] ?? ''
  if (/^[ -~]*$/.test(host)) return null
  const read = NORMALIZED_URL.safeParse(`https://${host}/`)
  const ascii = HOST.exec(read.data ?? '')?.[1]
  // A secret with an odd letter in it may have been pasted here: it is not a host, and must not stand in a sentence.
  return ascii === undefined || !/(?:^|\.)xn--/.test(ascii) ? null : { host, ascii }
}

function withoutScheme(typed: string): string {
  return typed.trim().replace(/^[a-z]*:?\/+/i, '')
}

/** Without what follows a `?` or `#`. */
export function beforeQuery(address: string): string | null {
  return addressOrNull(withoutQuery(address))
}

function addressOrNull(address: string): string | null {
  return readAddress(address) === null ? null : address
}
