import { jsonIn } from '../encoding/json-text.ts'
import { isRecord } from '../encoding/record.ts'
import { isPage } from '../html-reply.ts'
import { type HttpReply, jsonOf } from '../http.ts'
import { recordIn } from './token.ts'
import { firstAt, type RawTokens, SPELLINGS, tokenIn } from './token-fields.ts'

/**
 * The fields of a token reply: JSON (RFC 6749 section 5.1), almost-JSON, or form encoding as in early drafts. Fields of a
 * nested reply (`{"data": {"access_token": ...}}`) are merged with the outer ones, except in an error, where they only echo
 * the request.
 */
export function fieldsIn(reply: HttpReply): RawTokens | null {
  const fields = recordIn(reply) ?? recordIn(unwrapJson(reply)) ?? formIn(reply.body) ?? lenientJsonIn(reply.body)
  return fields === null || fields['error'] ? fields : { ...fields, ...nestedAnswer(fields) }
}

/** JSON that was encoded twice, or stands alone in a list. */
function unwrapJson(reply: HttpReply): HttpReply {
  const value = jsonOf(reply)
  if (typeof value === 'string') return { ...reply, body: value }
  return Array.isArray(value) && value.length === 1 ? { ...reply, body: JSON.stringify(value[0]) } : reply
}

/** A string, or a comma with nothing behind it; a string without an end reaches to that of the text. */
const STRING_OR_LAST_COMMA = /"(?:[^"\\]|\\.?)*(?:"|$)|,(?=\s{0,64}[}\]])/gs
/** Longer than any reply, even one whose token lists every group of a person. */
const LONGEST = 65_536
/** A reply has a few lines; a log has many. */
const MOST_LINES = 16

/**
 * JSON as templates, streams and warnings leave it: a trailing comma, an object in each line, text before or after it (PHP's
 * notices, `for(;;);`).
 */
function lenientJsonIn(body: string): RawTokens | null {
  if (body.length > LONGEST || isPage(body)) return null
  const tidied = body
    .slice(body.indexOf('{'), body.lastIndexOf('}') + 1)
    .replace(STRING_OR_LAST_COMMA, (found) => (found === ',' ? '' : found))
  const whole = jsonIn(tidied)
  if (isRecord(whole)) return whole
  const lines = tidied.split('\n', MOST_LINES + 1).filter((line) => line.trim() !== '')
  const records = lines.map(jsonIn).filter(isRecord)
  const areRecords = records.length > 0 && records.length === lines.length && lines.length <= MOST_LINES
  return areRecords ? Object.assign({}, ...records) : null
}

/** How deep replies are nested. */
const DEPTH = 2

function nestedAnswer(fields: RawTokens, depth = DEPTH): RawTokens {
  if (depth === 0 || holdsAccessToken(fields)) return {}
  const within = Object.values(fields).filter((value) => isRecord(value))
  return (
    within.find(holdsAccessToken) ?? within.map((each) => nestedAnswer(each, depth - 1)).find(holdsAccessToken) ?? {}
  )
}

/** By its full name alone: `token` and `access` mean other things in the records of a user. */
function holdsAccessToken(fields: RawTokens): boolean {
  return firstAt(fields, SPELLINGS.accessToken, tokenIn) !== null
}

/** The value at a path such as `data.access`; undefined where there is none. */
export function fieldAt(fields: RawTokens, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    const record = typeof value === 'object' && value !== null ? (value as RawTokens) : {}
    return Object.hasOwn(record, name) ? record[name] : undefined
  }, fields)
}

/** Token answers have a handful of fields; a long text with many `&` is something else. */
const MOST_PAIRS = 64
const ANSWER_FIELDS = ['access_token', 'refresh_token', 'device_code', 'error']

/** Null unless it has one of a reply's fields: otherwise any word would be a form. */
function formIn(body: string): RawTokens | null {
  const text = body.trim()
  if (text.startsWith('<') || /\s/.test(text)) return null
  const pairs = text.split('&', MOST_PAIRS + 1)
  if (pairs.length > MOST_PAIRS) return null
  const fields = Object.fromEntries(pairs.map((pair) => pairIn(pair)))
  return ANSWER_FIELDS.some((name) => Object.hasOwn(fields, name)) ? fields : null
}

function pairIn(pair: string): [string, string] {
  const at = pair.indexOf('=')
  return at < 0 ? [decodeFormText(pair), ''] : [decodeFormText(pair.slice(0, at)), decodeFormText(pair.slice(at + 1))]
}

function decodeFormText(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
