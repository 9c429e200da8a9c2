import type { HttpReply } from '../http.ts'
import { recordIn } from './token.ts'
import type { RawTokens } from './token-fields.ts'

/** A token answer in either of the forms that servers use: JSON (RFC 6749 section 5.1), or form encoding as before it. */
export function fieldsIn(reply: HttpReply): RawTokens | null {
  return recordIn(reply) ?? formIn(reply.body)
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
const ANSWERS = ['access_token', 'refresh_token', 'error']

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
