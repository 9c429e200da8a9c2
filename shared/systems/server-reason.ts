import { textFromBase64url } from '../encoding/base64url.ts'
import type { Fault } from '../fault.ts'
import { isHtml } from '../html-reply.ts'
import type { HttpReply } from '../http.ts'
import type { Secret } from '../secret.ts'
import { fieldsIn } from '../tokens/reply-fields.ts'
import type { Known } from './system.ts'

/**
 * Why a server said no, in its own words: `error_description` (RFC 6749 section 5.2), or what frameworks write there. It
 * stands beside our own sentence, marked as the server's, and never in the journal.
 */
const FIELDS = ['error_description', 'detail', 'message', 'error_message'] as const

const LONGEST = 160
/** Nobody reads more of it, and a stranger decides how much comes. */
const MAX_READ = 4_096
/** No word of a language is so long: a token, a key, or a part of one. */
const TOKEN_LIKE = /[\w+/=.~%-]{24,}/g
/** An echo of what we sent, in whatever form; shorter ones would be found in every sentence. */
const SHORTEST = 3
const LEFT_OUT = '•••'

/** The fault with the server's reason as `reason`, where its reply gives one. */
export function withReason(trouble: Fault, reply: HttpReply, sent: readonly Secret[]): Fault {
  const reason = isHtml(reply) ? null : reasonOf(fieldsIn(reply) ?? {}, sent)
  return reason === null ? trouble : { ...trouble, params: { ...trouble.params, reason } }
}

/** One line without control characters, without anything that we sent, and short. Null where there is none. */
export function reasonOf(fields: Readonly<Record<string, unknown>>, sent: readonly Secret[]): string | null {
  for (const name of FIELDS) {
    const said = fields[name]
    const line = typeof said === 'string' ? redact(inOneLine(said.slice(0, MAX_READ)), sent) : ''
    // Where all of it had to be left out, nothing is said.
    if (line.replaceAll(LEFT_OUT, '').trim() !== '') return shorten(line)
  }
  return null
}

/** The secrets that travel in a request of this connection. */
export function secretsOf({ tokens, credentials }: Pick<Known, 'tokens' | 'credentials'>): Secret[] {
  const all = [tokens?.accessToken, tokens?.refreshToken, tokens?.idToken?.secret, ...Object.values(credentials)]
  return all.filter((secret) => secret != null)
}

/** Characters that nobody sees are taken away, so that none of them can hide a secret in two halves. */
function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\p{C}/gu, '').trim()
}

function redact(line: string, sent: readonly Secret[]): string {
  const forms = sent.flatMap((secret) => formsOf(inOneLine(secret.reveal())))
  const echoes = forms.filter((echo) => echo.length >= SHORTEST)
  const safe = echoes.reduce(withoutEcho, line).replace(TOKEN_LIKE, LEFT_OUT)
  return safe.replace(ENCODED, (run) => (holdsEcho(run, echoes) ? LEFT_OUT : run))
}

/** Of a short one: `Basic Y2lkOmh1bnRlcjI=` is what was sent, though no word in it is. */
const ENCODED = /[\w+/-]{4,}={0,2}/g

function holdsEcho(run: string, echoes: readonly string[]): boolean {
  const read = [textFromBase64url(run), textFromHex(run)].filter((text) => text !== null)
  return echoes.some((echo) => read.some((text) => text.includes(echo)))
}

function textFromHex(run: string): string | null {
  if (!/^([0-9a-f]{2})+$/i.test(run)) return null
  try {
    return decodeURIComponent(run.replace(/../g, '%$&'))
  } catch {
    return null
  }
}

/** As it is, and as a request carries it: form encoded (RFC 6749 appendix B), or percent-encoded. */
function formsOf(secret: string): string[] {
  const percent = encodeURIComponent(secret.toWellFormed())
  return [secret, percent, percent.replaceAll('%20', '+')]
}

function withoutEcho(line: string, echo: string): string {
  const [said, sent] = [lowerCaseOfSameLength(line), lowerCaseOfSameLength(echo)]
  let safe = ''
  let from = 0
  for (let at = said.indexOf(sent); at >= 0; at = said.indexOf(sent, from)) {
    safe += `${line.slice(from, at)}${LEFT_OUT}`
    from = at + sent.length
  }
  return safe + line.slice(from)
}

/** Of the same length: a letter that is two in lower case (İ) would move all that comes after it, and the echo be missed. */
function lowerCaseOfSameLength(text: string): string {
  return Array.from(text, (letter) => {
    const small = letter.toLowerCase()
    return small.length === letter.length ? small : letter
  }).join('')
}

function shorten(line: string): string {
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).trimEnd()}…`
}
