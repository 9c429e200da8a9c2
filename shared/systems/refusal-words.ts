import { isRecord } from '../encoding/record.ts'
import type { RawTokens } from '../tokens/token-fields.ts'

/**
 * What a server says of a refusal, looked for wherever servers put it: `error` as RFC 6749 section 5.2 has it, a record in
 * that place (Google, Facebook), a list `errors` (Fitbit, Strava), a code or a message beside it. It decides what a refusal
 * means and is shown nowhere.
 */

const NAMES: ReadonlySet<string> = new Set([
  ...['error', 'errors', 'errorcode', 'errortype', 'errorsummary', 'errormessage', 'errordescription', 'errmsg', 'err'],
  ...['code', 'type', 'status', 'reason', 'resource', 'message', 'msg', 'description', 'detail', 'hint', 'title'],
  ...['nonfielderrors', 'data'],
])
/** `{"error": {"errors": [{"reason": ...}]}}` is as deep as they are wrapped. */
const MAX_DEPTH = 3
/** Of a list: what a request is refused for stands first. */
const MAX_LIST_ENTRIES = 4
/** What matters in a longer field stands at its beginning. */
const MAX_LETTERS = 200

/** Its words and sentences in small letters with low lines between them: `InvalidGrant` is `invalid_grant`. */
export function refusalWords(fields: RawTokens): readonly string[] {
  return [...new Set(textsIn(fields, MAX_DEPTH).flatMap(withWordBeforeColon).map(normalised))]
}

/** Dropbox writes the description behind the word: `invalid_client: Invalid client_id or client_secret`. */
function withWordBeforeColon(text: string): string[] {
  const word = /^\s*(\w{1,40}):/.exec(text)?.[1]
  return word === undefined ? [text] : [word, text]
}

/** Those of the outermost level first. */
function textsIn(fields: RawTokens, depth: number): string[] {
  const named = Object.entries(fields).filter(([name]) => NAMES.has(name.toLowerCase().replaceAll('_', '')))
  const values = named.flatMap(([, value]) => (Array.isArray(value) ? value.slice(0, MAX_LIST_ENTRIES) : [value]))
  const here = values.filter((value) => typeof value === 'string')
  return depth <= 1 ? here : [...here, ...values.filter(isRecord).flatMap((record) => textsIn(record, depth - 1))]
}

function normalised(text: string): string {
  const apart = text
    .trim()
    .slice(0, MAX_LETTERS)
    .replace(/([a-z])([A-Z])/g, '$1_$2')
  return apart.toLowerCase().replace(/[^a-z0-9]+/g, '_')
}

/** "Invalid refresh token", "the token has been revoked"; a refresh token that is missing in the request is no such thing. */
const INVALID_BEFORE_TOKEN =
  /(?:invalid|expired|revoked|unknown|bad|blacklisted)_(?:access_|refresh_)?(?:refresh_)?token|active_refresh_token/
const INVALID_AFTER_TOKEN =
  /(?:token|session)_(?:is_|was_|has_|has_been_)?(?:invalid|expired|revoked|unknown|not_found|not_valid|no_longer|blacklisted|already_used)/
/** Words for "not with this token any more" beside the standard's: `bad_refresh_token`, `expired_token`, `access_denied`. */
const INVALID_TOKEN_WORD = /refresh_?token|invalid_token|expired|revoked|denied|session|login/
/** Of the same words, those about how the request was written. */
const ABOUT_THE_REQUEST = /missing|required|parameter|unsupported/
/** Longer texts are sentences, not words. */
const MAX_WORD_PARTS = 4

/** The token that was sent does not count any more, whatever else is said. */
export function saysTokenInvalid(words: readonly string[]): boolean {
  return words.some((said) => isInvalidTokenPhrase(said) || isInvalidTokenWord(said))
}

/** The same by what is said of the token itself, whatever single word stands beside it. */
export function saysTokenInvalidByPhrase(words: readonly string[]): boolean {
  return words.some(isInvalidTokenPhrase)
}

function isInvalidTokenPhrase(said: string): boolean {
  return INVALID_BEFORE_TOKEN.test(said) || INVALID_AFTER_TOKEN.test(said)
}

/** The same where the request is called a bad one: what may be about how it was written says nothing of the token. */
export function saysTokenInvalidNotRequest(words: readonly string[]): boolean {
  return saysTokenInvalid(words.filter((said) => !ABOUT_THE_REQUEST.test(said)))
}

function isInvalidTokenWord(said: string): boolean {
  return said.split('_').length <= MAX_WORD_PARTS && INVALID_TOKEN_WORD.test(said) && !ABOUT_THE_REQUEST.test(said)
}

const SAYS_TOO_MANY = /rate_?limit|too_many|throttl|quota|slow_down/
/** Entra's name for too many requests of one client, which it calls an invalid grant. */
const SAYS_LOOP = /client_request_loop/

export function saysLoop(words: readonly string[]): boolean {
  return words.some((said) => SAYS_LOOP.test(said))
}

/** Salesforce, Firebase and Google: whose tokens these are may do nothing now, or not by this program. */
const SAYS_DECLINED =
  /(?:inactive|disabled|suspended|locked|blocked)_(?:user|account|org)|(?:user|account|org)_(?:inactive|disabled|suspended|locked|blocked)|policy_enforced|org_internal|invalid_app_access/

export function saysDeclined(words: readonly string[]): boolean {
  return words.some((said) => SAYS_DECLINED.test(said))
}

/** A pause is asked for, whatever the status: Google and GitHub say it with 403, Cognito with 400. */
export function saysTooMany(words: readonly string[]): boolean {
  return words.some((said) => SAYS_TOO_MANY.test(said))
}

/** "Request blocked", "not allowed due to WAF block": of a request, and not of a user. */
const SAYS_FIREWALL =
  /request_(?:is_|was_|has_been_)?blocked|blocked_request|(?:^|_)waf(?:_|$)|web_application_firewall/

/** Somebody before the server has turned the request away. */
export function saysFirewall(words: readonly string[]): boolean {
  return words.some((said) => SAYS_FIREWALL.test(said))
}
