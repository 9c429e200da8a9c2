/** Texts that stand in a token's place and are not tokens. */

/** For a missing or hidden token. */
const WORDS: ReadonlySet<string> = new Set([
  ...[
    'null',
    'nil',
    'none',
    'undefined',
    'nan',
    'n/a',
    'true',
    'false',
    'string',
    'changeme',
    'change_me',
    'change-me',
  ],
  ...['access_token', 'accesstoken', 'refresh_token', 'refreshtoken'],
  ...['redacted', 'hidden', 'masked', 'removed', 'filtered', 'unchanged', 'placeholder'],
])

/** Only marks with which pages and logs mask a value. */
const ALL_MASK = /^[*•●·∙.…xX_#-]+$/
/** A value masked in its middle or at its end. Base64url and JWTs hold none of these; a JWE may hold two dots. */
const MASK_INSIDE = /\*{3}|\.{3}|[•●…]/
/** What a template or a manual leaves for somebody to fill in: `{{token}}`, `${TOKEN}`, `<token>`, `[token]`, `%TOKEN%`. */
const TEMPLATE = /\{\{|\}\}|\$\{|^<.*>$|^\[.*\]$|^\{.*\}$|^\(.*\)$|^%.*%$|^\$[A-Za-z_]+$/s

/** True for `null`, stars, `{{access_token}}`, `<token>`, `changeme` and their like; also for nothing at all. */
export function isPlaceholder(text: string): boolean {
  const trimmed = text.trim()
  return (
    trimmed === '' ||
    WORDS.has(trimmed.toLowerCase()) ||
    ALL_MASK.test(trimmed) ||
    MASK_INSIDE.test(trimmed) ||
    TEMPLATE.test(trimmed)
  )
}
