import { isPlaceholder } from '../tokens/placeholder.ts'

/**
 * What somebody typed or a file has where a secret belongs. `shape`: no secret in the world looks like this. `word`: a
 * client secret that somebody made up could, and should not. `example`: no token does.
 */
export type PlaceholderKind = 'shape' | 'word' | 'example'

const STARS = /^[*•●∙·.…x_#-]{3,}$/i
const TEMPLATE = /^(\{[^{}]*\}|\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*\)|%[^%]*%|<[^<>]*>|\[[^[\]]*\]|\$[A-Z][A-Z_]*)$/
const NULL_WORDS = ['null', 'undefined', 'none', 'nil', 'nan', 'n/a', 'false', 'true']
const MADE_UP = [
  'changeme',
  'changeit',
  'replaceme',
  'fillme',
  'todo',
  'tbd',
  'placeholder',
  'redacted',
  'hidden',
  'masked',
]
const GENERIC_NAMES = ['token', 'jwt', 'secret', 'apikey', 'bearertoken', 'clienttoken', 'clientsecret']
const EXAMPLE = /^(insert|enter|paste|put|copy|add|type)?(your)?[a-z]{0,12}(token|jwt|secret|apikey)(goes)?(here)?$/

/** Null for anything that could be a value, and for nothing. */
export function placeholderKind(text: string): PlaceholderKind | null {
  if (text === '') return null
  if (STARS.test(text) || TEMPLATE.test(text) || NULL_WORDS.includes(text.toLowerCase())) return 'shape'
  const bare = text.toLowerCase().replace(/[ _.-]/g, '')
  if (MADE_UP.includes(bare)) return 'word'
  return GENERIC_NAMES.includes(bare) || isExample(bare) || isPlaceholder(text) ? 'example' : null
}

/** "your-token-here", "paste token": some word before or after, or it could be a name of somebody's own. */
function isExample(bare: string): boolean {
  const parts = EXAMPLE.exec(bare)
  return parts !== null && [parts[1], parts[2], parts[5]].some((part) => part !== undefined)
}
