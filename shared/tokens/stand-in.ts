/** What stands where a token belongs, and is none. */

/** Said of a token that is not there, or in place of one that is not to be seen. */
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

/** Nothing but the marks with which pages and logs cover a value up. */
const ALL_MASK = /^[*•●·∙.…xX_#-]+$/
/** A value covered up in its middle or at its end. Base64url and JWTs hold none of these; a JWE may hold two dots. */
const MASK_INSIDE = /\*{3}|\.{3}|[•●…]/
/** What a template or a manual leaves for somebody to fill in: `{{token}}`, `${TOKEN}`, `<token>`, `[token]`, `%TOKEN%`. */
const TEMPLATE = /\{\{|\}\}|\$\{|^<.*>$|^\[.*\]$|^\{.*\}$|^\(.*\)$|^%.*%$|^\$[A-Za-z_]+$/s

/** True for `null`, stars, `{{access_token}}`, `<token>`, `changeme` and their like; also for nothing at all. */
export function isStandIn(text: string): boolean {
  const bare = text.trim()
  return (
    bare === '' || WORDS.has(bare.toLowerCase()) || ALL_MASK.test(bare) || MASK_INSIDE.test(bare) || TEMPLATE.test(bare)
  )
}
