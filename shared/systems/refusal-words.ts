import { isRecord } from '../encoding/record.ts'
import type { RawTokens } from '../tokens/token-fields.ts'

/**
 * What a server says of a refusal, looked for wherever servers put it: `error` as RFC 6749 section 5.2 has it, a record in
 * that place (Google, Facebook), the first of a list `errors` (Fitbit, Strava), a code or a message beside it. It decides
 * what a refusal means and is shown nowhere.
 */

const NAMES: ReadonlySet<string> = new Set([
  ...['error', 'errors', 'errorcode', 'errortype', 'errorsummary', 'errormessage', 'errordescription', 'errmsg'],
  ...['code', 'type', 'status', 'reason', 'resource', 'message', 'detail'],
])
/** `{"error": {"errors": [{"reason": ...}]}}` is as deep as they are wrapped. */
const DEPTH = 3
/** Whoever says more in a field says it at its beginning. */
const LOOKED_AT = 200

/** Its words and sentences in small letters with low lines between them: `InvalidGrant` is `invalid_grant`. */
export function refusalWords(fields: RawTokens): readonly string[] {
  return [...new Set(textsIn(fields, DEPTH).map(inOneSpelling))]
}

/** Those of the outermost level first. */
function textsIn(fields: RawTokens, depth: number): string[] {
  const named = Object.entries(fields).filter(([name]) => NAMES.has(name.toLowerCase().replaceAll('_', '')))
  const here = named.map(([, value]) => value).filter((value) => typeof value === 'string')
  if (depth <= 1) return here
  const records = named.map(([, value]) => (Array.isArray(value) ? (value[0] as unknown) : value)).filter(isRecord)
  return [...here, ...records.flatMap((record) => textsIn(record, depth - 1))]
}

function inOneSpelling(text: string): string {
  const apart = text.slice(0, LOOKED_AT).replace(/([a-z])([A-Z])/g, '$1_$2')
  return apart.toLowerCase().replace(/[^a-z0-9]+/g, '_')
}

/** "Invalid refresh token", "the token has been revoked"; a refresh token that is missing in the request is no such thing. */
const OVER_BEFORE = /(?:invalid|expired|revoked|unknown|bad|blacklisted)_(?:access_|refresh_)?(?:refresh_)?token/
const OVER_AFTER =
  /(?:token|session)_(?:is_|was_|has_|has_been_)?(?:invalid|expired|revoked|unknown|not_found|not_valid|no_longer|blacklisted|already_used)/
/** Words for "not with this token any more" beside the standard's: `bad_refresh_token`, `expired_token`, `access_denied`. */
const WORD_FOR_OVER = /refresh_?token|invalid_token|expired|revoked|denied|session|login/
/** Of the same words, those about how the request was written. */
const ABOUT_THE_REQUEST = /missing|required|parameter|unsupported/
/** A word is what holds no sentence. */
const MOST_PARTS = 4

/** The token that was sent does not count any more, whatever else is said. */
export function saysOver(words: readonly string[]): boolean {
  return words.some((said) => OVER_BEFORE.test(said) || OVER_AFTER.test(said) || isWordForOver(said))
}

function isWordForOver(said: string): boolean {
  return said.split('_').length <= MOST_PARTS && WORD_FOR_OVER.test(said) && !ABOUT_THE_REQUEST.test(said)
}

const SAYS_TOO_MANY = /rate_?limit|too_many|throttl|quota|slow_down/

/** A pause is asked for, whatever the status: Google and GitHub say it with 403, Cognito with 400. */
export function saysTooMany(words: readonly string[]): boolean {
  return words.some((said) => SAYS_TOO_MANY.test(said))
}
