import { z } from 'zod'
import type { RawTokens } from './token-fields.ts'

/** The scope as the server last stated it, and what it granted before and no longer does (RFC 6749 section 3.3). */
export const grantedScopeSchema = z.object({
  /** Space-separated. */
  granted: z.string(),
  /** Empty while nothing was taken away. */
  lost: z.string(),
})

export type GrantedScope = z.infer<typeof grantedScopeSchema>

/** Longer text is not a scope. */
const LONGEST = 4_096
/** RFC 6749 section 3.3, less the space between them. */
const WORD = /^[!#-[\]-~]{1,200}$/

/** Scopes that only shape the request, so that servers leave them out of the reply. */
const REQUEST_ONLY = ['openid', 'offline_access', 'profile', 'email', 'address', 'phone']

/**
 * The scope that a reply states, compared with the one stated before or, where there was none, with the requested one. A
 * reply without a scope grants what was asked for (RFC 6749 section 5.1), so that nothing changes. Null where none was ever stated.
 */
export function grantedScope(raw: RawTokens, previous: GrantedScope | null, asked: string): GrantedScope | null {
  const words = scopeWordsIn(raw['scope'])
  if (words.length === 0) return previous
  const before = previous === null ? rightsIn(asked) : [...scopeWords(previous.granted), ...scopeWords(previous.lost)]
  const granted = withoutPluses(words, before)
  const lost = [...new Set(before)].filter((word) => !granted.includes(word))
  return { granted: granted.join(' '), lost: lost.join(' ') }
}

/** Some servers join scopes with a plus, as in a URL. A scope may have a plus in its name, so only known ones are split. */
function withoutPluses(words: readonly string[], before: readonly string[]): readonly string[] {
  const parts = words.length === 1 ? (words[0] ?? '').split('+') : []
  return parts.length > 1 && parts.every((part) => before.includes(part)) ? parts : words
}

/** The words of a scope, RFC 6749 section 3.3. */
export function scopeWords(scope: string): readonly string[] {
  return scope.split(' ').filter((word) => word !== '')
}

function rightsIn(asked: string): readonly string[] {
  // `.default` stands for whatever was granted (Entra ID).
  return scopeWords(asked).filter((word) => !REQUEST_ONLY.includes(word) && !word.endsWith('/.default'))
}

/** From a text, or a list as some servers write it; empty for what is not a scope. */
function scopeWordsIn(value: unknown): readonly string[] {
  const text = Array.isArray(value) ? value.filter((each) => typeof each === 'string').join(' ') : value
  if (typeof text !== 'string' || text.length > LONGEST) return []
  const found = text.split(/[\s,]+/).filter((word) => word !== '')
  return found.every((word) => WORD.test(word)) ? [...new Set(found)] : []
}
