import { isRecord } from '../encoding/record.ts'
import { isPage } from '../html-reply.ts'
import type { BegunReply, HttpReply } from '../http.ts'
import { Secret } from '../secret.ts'
import { fieldAt, fieldsIn } from './reply-fields.ts'
import { isStandIn } from './stand-in.ts'
import type { TokenSet } from './token.ts'
import { expOf, type RawTokens } from './token-fields.ts'

/**
 * The refresh token that follows the one just sent, out of whatever a server made of its reply (docs/decisions.md 20):
 * once it has been read, the old one is spent, however unusable the rest of the reply is.
 */

/**
 * A new refresh token in a reply, else null. Only a 2xx counts, which is the answer of the very endpoint that was asked,
 * since no redirect is followed; what stands in for a token, and what merely repeats something that was sent, is none.
 * `path` is where this server keeps it, if the settings say so: `session.renewal`; it is looked for there first.
 */
export function successorIn(reply: HttpReply, sent: ReadonlySet<string>, path?: string): Secret | null {
  if (!mayHoldTokens(reply)) return null
  const fields = fieldsIn(reply)
  if (fields === null) return inSpoiltText(reply.body, sent, path)
  return firstToken([...(path === undefined ? [] : inFieldAt(fields, path)), ...inFields(fields)], sent)
}

/** The same in what had come of a reply that broke off. A form is none then: where it ends, its last value may be half a token. */
export function successorInPart(reply: BegunReply, sent: ReadonlySet<string>, path?: string): Secret | null {
  return mayHoldTokens(reply) ? inSpoiltText(reply.body, sent, path) : null
}

function mayHoldTokens({ status, body }: BegunReply): boolean {
  return status >= 200 && status <= 299 && !isPage(body)
}

function inSpoiltText(body: string, sent: ReadonlySet<string>, path?: string): Secret | null {
  return firstToken([...(path === undefined ? [] : inTextAt(body, path)), ...inText(body)], sent)
}

function firstToken(found: readonly string[], sent: ReadonlySet<string>): Secret | null {
  const successor = found.map(unwrapped).find((text) => isToken(text) && !sent.has(text))
  return successor === undefined ? null : new Secret(successor)
}

/** A token that was broken into lines on its way: no token has line breaks of its own. */
function unwrapped(text: string): string {
  return text.trim().replace(/[\r\n]+[ \t]*/g, '')
}

/** Printable and without space (RFC 6749 appendix A.17 less the space, which no token has). */
function isToken(text: string): boolean {
  return /^[!-~]+$/.test(text) && !isStandIn(text)
}

/** `refresh_token`, `refreshToken`, `Refresh-Token`; and `refresh`, as simplejwt says, where it is long enough for a token. */
const NAMES = ['refreshtoken', 'newrefreshtoken', 'nextrefreshtoken']
const SHORT_NAME = 'refresh'
const SHORT_NAME_LENGTH = 16
/** `{"data": {"tokens": {...}}}` is as deep as answers are wrapped. */
const DEPTH = 3

/** Candidates, those of the outermost level first. */
function inFields(fields: object, depth = DEPTH): string[] {
  const entries = Object.entries(fields) as [string, unknown][]
  const here = entries.flatMap(([name, value]) => {
    const bare = name.toLowerCase().replace(/[\s_-]/g, '')
    const text = textOf(value)
    if (text === null) return []
    if (NAMES.includes(bare)) return [text]
    return bare === SHORT_NAME && text.length >= SHORT_NAME_LENGTH && !text.includes('://') ? [text] : []
  })
  if (depth <= 1) return here
  const within = entries.flatMap(([, value]) => (isRecord(value) ? inFields(value, depth - 1) : []))
  return [...here, ...within]
}

function inFieldAt(fields: RawTokens, path: string): string[] {
  const text = textOf(fieldAt(fields, path))
  return text === null ? [] : [text]
}

/** The value itself, or the token inside of `{"token": "...", "expires_in": 60}`. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (!isRecord(value)) return null
  const inner = value['token'] ?? value['value']
  return typeof inner === 'string' ? inner : null
}

/** A quotation mark begins its value: JSON that is none, the same with single ones, YAML, an attribute of XML. */
const KEY = /(?<![\w-])(["']?)(?:new_?|next_?)?refresh[_-]?token\1\s{0,20}[:=]\s{0,20}(["'])/gi
/** A line of YAML by itself, with its end; an element of XML, with what closes it. */
const LINE = /^[ \t-]{0,40}(?:new_?|next_?)?refresh[_-]?token:[ \t]{1,20}([^\s"'][!-~]*)[ \t]{0,20}\r?\n/gim
const ELEMENT =
  /<(?:\w{1,40}:)?(?:new_?|next_?)?refresh[_-]?token(?:\s[^<>]{0,200})?>(?:<!\[CDATA\[)?([^<\]&]+)(?:]]>)?<[/]/gi
/** How many places of an unreadable text are looked at; each costs its own length. */
const MOST_PLACES = 8

/**
 * Out of JSON that is none (a raw line break inside a token, a second object behind the first, an end that is missing), and
 * of what a server or a gateway before it writes in another language, whatever was asked for.
 */
function inText(body: string): string[] {
  const quoted = [...body.matchAll(KEY)]
    .slice(0, MOST_PLACES)
    .flatMap((match) => valueFrom(body, match.index + match[0].length, match[2]))
  return [...quoted, ...[LINE, ELEMENT].flatMap((form) => [...body.matchAll(form)].map((match) => match[1] ?? ''))]
}

const BEFORE_VALUE = /\s{0,20}:\s{0,20}"/y

/** The same with the name that the settings have for it; of a way into what is wrapped, the last one. */
function inTextAt(body: string, path: string): string[] {
  const key = `"${path.slice(path.lastIndexOf('.') + 1)}"`
  const found: string[] = []
  let at = body.indexOf(key)
  for (let places = 0; at >= 0 && places < MOST_PLACES; places++) {
    BEFORE_VALUE.lastIndex = at + key.length
    if (BEFORE_VALUE.test(body)) found.push(...valueFrom(body, BEFORE_VALUE.lastIndex))
    at = body.indexOf(key, at + 1)
  }
  return found
}

/** A value without its end may be half a token. */
function valueFrom(body: string, start: number, quote = '"'): string[] {
  const end = body.indexOf(quote, start)
  return end < 0 ? [] : [unescaped(body.slice(start, end))]
}

/** A token holds no quotation mark and so none that is escaped; `\/` and `\u002d` are the escapes that occur. */
function unescaped(inner: string): string {
  try {
    return JSON.parse(`"${inner}"`) as string
  } catch {
    return ''
  }
}

/**
 * The set that such a reply leaves behind: a new generation with the successor in it and the access token as it was,
 * which may or may not live on.
 */
export function withSuccessor(previous: TokenSet, successor: Secret, sentAt: number): TokenSet {
  return {
    ...previous,
    refreshToken: successor,
    refreshIssuedAt: sentAt,
    refreshExpiresAt: expOf(successor.reveal()),
    refreshExpiryFixed: false,
    generation: previous.generation + 1,
  }
}
