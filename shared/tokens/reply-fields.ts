import { jsonIn } from '../encoding/json-text.ts'
import { isRecord } from '../encoding/record.ts'
import { isPage } from '../html-reply.ts'
import { type HttpReply, jsonOf } from '../http.ts'
import { recordIn } from './token.ts'
import { firstAt, type RawTokens, SPELLINGS, tokenIn } from './token-fields.ts'

/**
 * A token answer in either of the forms that servers use: JSON (RFC 6749 section 5.1) or nearly that, or form encoding as
 * before it. The fields of an answer within an answer (`{"data": {"access_token": ...}}`) stand beside those around it; within
 * an error they are an echo.
 */
export function fieldsIn(reply: HttpReply): RawTokens | null {
  const fields = recordIn(reply) ?? recordIn(unpacked(reply)) ?? formIn(reply.body) ?? nearlyJsonIn(reply.body)
  return fields === null || fields['error'] ? fields : { ...fields, ...answerWithin(fields) }
}

/** JSON that was encoded twice, or stands alone in a list. */
function unpacked(reply: HttpReply): HttpReply {
  const told = jsonOf(reply)
  if (typeof told === 'string') return { ...reply, body: told }
  return Array.isArray(told) && told.length === 1 ? { ...reply, body: JSON.stringify(told[0]) } : reply
}

/** A string, or a comma with nothing behind it; a string without an end reaches to that of the text. */
const STRING_OR_LAST_COMMA = /"(?:[^"\\]|\\.?)*(?:"|$)|,(?=\s{0,64}[}\]])/gs
/** An answer is no longer, tokens of every group of a person included. */
const LONGEST = 65_536
/** And has a few lines; a log has many. */
const MOST_LINES = 16

/**
 * What templates, streams and warnings make of JSON: a comma behind the last field, an object in each line, something before
 * it or behind (PHP's notices, `for(;;);`).
 */
function nearlyJsonIn(body: string): RawTokens | null {
  if (body.length > LONGEST || isPage(body)) return null
  const tidied = body
    .slice(body.indexOf('{'), body.lastIndexOf('}') + 1)
    .replace(STRING_OR_LAST_COMMA, (found) => (found === ',' ? '' : found))
  const whole = jsonIn(tidied)
  if (isRecord(whole)) return whole
  const lines = tidied.split('\n', MOST_LINES + 1).filter((line) => line.trim() !== '')
  const records = lines.map(jsonIn).filter(isRecord)
  const isEach = records.length > 0 && records.length === lines.length && lines.length <= MOST_LINES
  return isEach ? Object.assign({}, ...records) : null
}

/** How deep answers are wrapped. */
const DEPTH = 2

function answerWithin(fields: RawTokens, depth = DEPTH): RawTokens {
  if (depth === 0 || holdsAccessToken(fields)) return {}
  const within = Object.values(fields).filter((value) => isRecord(value))
  return (
    within.find(holdsAccessToken) ?? within.map((each) => answerWithin(each, depth - 1)).find(holdsAccessToken) ?? {}
  )
}

/** By its full name alone: `token` and `access` mean other things in the records of a user. */
function holdsAccessToken(fields: RawTokens): boolean {
  return firstAt(fields, SPELLINGS.accessToken, tokenIn) !== null
}

/** `data.access` leads into what is wrapped. Undefined where there is nothing. */
export function fieldAt(fields: RawTokens, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    const record = typeof value === 'object' && value !== null ? (value as RawTokens) : {}
    return Object.hasOwn(record, name) ? record[name] : undefined
  }, fields)
}

/** Token answers have a handful of fields; a long text with many `&` is something else. */
const MOST_PAIRS = 64
const ANSWERS = ['access_token', 'refresh_token', 'device_code', 'error']

/** Null unless it names one of the fields of an answer: any one word would do as a form otherwise. */
function formIn(body: string): RawTokens | null {
  const text = body.trim()
  if (text.startsWith('<') || /\s/.test(text)) return null
  const pairs = text.split('&', MOST_PAIRS + 1)
  if (pairs.length > MOST_PAIRS) return null
  const fields = Object.fromEntries(pairs.map((pair) => pairIn(pair)))
  return ANSWERS.some((name) => Object.hasOwn(fields, name)) ? fields : null
}

function pairIn(pair: string): [string, string] {
  const at = pair.indexOf('=')
  return at < 0 ? [decoded(pair), ''] : [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
