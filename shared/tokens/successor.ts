import { isRecord } from '../encoding/record.ts'
import { isPage } from '../html-reply.ts'
import type { BegunReply, HttpReply } from '../http.ts'
import { Secret } from '../secret.ts'
import { isPlaceholder } from './placeholder.ts'
import { fieldAt, fieldsIn } from './reply-fields.ts'
import type { TokenSet } from './token.ts'
import { expOf, type RawTokens } from './token-fields.ts'

/**
 * Finds the new refresh token even in a reply that is otherwise unusable (docs/decisions.md 20): the old one is spent then,
 * and losing the new one would end the session.
 */

/**
 * A new refresh token in a reply, else null. Only a 2xx counts: it comes from the endpoint that was called, since no redirect
 * is followed. Placeholders, and tokens that were sent (`sent`), do not count. `path` is where this server writes it, where the
 * settings say so (`session.renewal`); it is looked for there first.
 */
export function successorIn(reply: HttpReply, sent: ReadonlySet<string>, path?: string): Secret | null {
  if (!mayHoldTokens(reply)) return null
  const fields = fieldsIn(reply)
  if (fields === null) return successorInBrokenText(reply.body, sent, path)
  return firstToken([...(path === undefined ? [] : candidatesAt(fields, path)), ...candidatesInFields(fields)], sent)
}

/** The same in a reply that broke off. Form encoding is not read then: its last value may be half a token. */
export function successorInPart(reply: BegunReply, sent: ReadonlySet<string>, path?: string): Secret | null {
  return mayHoldTokens(reply) ? successorInBrokenText(reply.body, sent, path) : null
}

function mayHoldTokens({ status, body }: BegunReply): boolean {
  return status >= 200 && status <= 299 && !isPage(body)
}

function successorInBrokenText(body: string, sent: ReadonlySet<string>, path?: string): Secret | null {
  return firstToken([...(path === undefined ? [] : candidatesInTextAt(body, path)), ...candidatesInText(body)], sent)
}

function firstToken(found: readonly string[], sent: ReadonlySet<string>): Secret | null {
  const successor = found.map(joinLines).find((text) => isToken(text) && !sent.has(text))
  return successor === undefined ? null : new Secret(successor)
}

/** A token that was wrapped into lines: no token has line breaks of its own. */
function joinLines(text: string): string {
  return text.trim().replace(/[\r\n]+[ \t]*/g, '')
}

/** Printable and without space (RFC 6749 appendix A.17 less the space, which no token has). */
function isToken(text: string): boolean {
  return /^[!-~]+$/.test(text) && !isPlaceholder(text)
}

/** `refresh_token`, `refreshToken`, `Refresh-Token`; and `refresh`, as simplejwt says, where it is long enough for a token. */
const NAMES = ['refreshtoken', 'newrefreshtoken', 'nextrefreshtoken']
const SHORT_NAME = 'refresh'
const SHORT_NAME_LENGTH = 16
/** `{"data": {"tokens": {...}}}` is as deep as replies are nested. */
const DEPTH = 3

/** Candidates, those of the outermost level first. */
function candidatesInFields(fields: object, depth = DEPTH): string[] {
  const entries = Object.entries(fields) as [string, unknown][]
  const ownCandidates = entries.flatMap(([name, value]) => {
    const plainName = name.toLowerCase().replace(/[\s_-]/g, '')
    const text = textOf(value)
    if (text === null) return []
    if (NAMES.includes(plainName)) return [text]
    return plainName === SHORT_NAME && text.length >= SHORT_NAME_LENGTH && !text.includes('://') ? [text] : []
  })
  if (depth <= 1) return ownCandidates
  const within = entries.flatMap(([, value]) => (isRecord(value) ? candidatesInFields(value, depth - 1) : []))
  return [...ownCandidates, ...within]
}

function candidatesAt(fields: RawTokens, path: string): string[] {
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

/** A key with a quoted value: broken JSON, single quotes, YAML, an attribute of XML. */
const KEY = /(?<![\w-])(["']?)(?:new_?|next_?)?refresh[_-]?token\1\s{0,20}[:=]\s{0,20}(["'])/gi
/** A line of YAML by itself, with its end; an element of XML, with what closes it. */
const LINE = /^[ \t-]{0,40}(?:new_?|next_?)?refresh[_-]?token:[ \t]{1,20}([^\s"'][!-~]*)[ \t]{0,20}\r?\n/gim
const ELEMENT =
  /<(?:\w{1,40}:)?(?:new_?|next_?)?refresh[_-]?token(?:\s[^<>]{0,200})?>(?:<!\[CDATA\[)?([^<\]&]+)(?:]]>)?<[/]/gi
/** How many places of an unreadable text are looked at; each costs its own length. */
const MOST_PLACES = 8

/**
 * From broken JSON (a raw line break inside a token, a second object after the first, a missing end), and from the other
 * formats that a server or a gateway may answer in.
 */
function candidatesInText(body: string): string[] {
  const quoted = [...body.matchAll(KEY)]
    .slice(0, MOST_PLACES)
    .flatMap((match) => valueFrom(body, match.index + match[0].length, match[2]))
  return [...quoted, ...[LINE, ELEMENT].flatMap((form) => [...body.matchAll(form)].map((match) => match[1] ?? ''))]
}

const BEFORE_VALUE = /\s{0,20}:\s{0,20}"/y

/** The same by the name in the settings; of a path, its last part. */
function candidatesInTextAt(body: string, path: string): string[] {
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
  return end < 0 ? [] : [unescapeJson(body.slice(start, end))]
}

/** A token holds no quotation mark and so none that is escaped; `\/` and `\u002d` are the escapes that occur. */
function unescapeJson(inner: string): string {
  try {
    return JSON.parse(`"${inner}"`) as string
  } catch {
    return ''
  }
}

/**
 * The token set after such a reply: a new generation with the successor and the access token as it was, which may or may
 * not be valid any more.
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
