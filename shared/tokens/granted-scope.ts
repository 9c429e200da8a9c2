import { z } from 'zod'
import type { RawTokens } from './token-fields.ts'

/** What a token may be used for, as the server last told it, and what it once granted and does no more (RFC 6749 section 3.3). */
export const grantedScopeSchema = z.object({
  /** Words with a space between them. */
  granted: z.string(),
  /** Empty while nothing was taken away. */
  lost: z.string(),
})

export type GrantedScope = z.infer<typeof grantedScopeSchema>

/** Longer is no list of rights. */
const LONGEST = 4_096
/** RFC 6749 section 3.3, less the space between them. */
const WORD = /^[!#-[\]-~]{1,200}$/

/** How rights are asked for, not rights: servers leave these out of what they tell. */
const ABOUT_THE_ASKING = ['openid', 'offline_access', 'profile', 'email', 'address', 'phone']

/**
 * What a reply tells of its scope, beside what was told before or, where nothing was, what was asked for. A reply that
 * says nothing grants what was asked for (RFC 6749 section 5.1), so that all stays as it was. Null where nobody ever said.
 */
export function grantedScope(raw: RawTokens, previous: GrantedScope | null, asked: string): GrantedScope | null {
  const words = wordsIn(raw['scope'])
  if (words.length === 0) return previous
  const before = previous === null ? rightsIn(asked) : [...scopeWords(previous.granted), ...scopeWords(previous.lost)]
  const told = withoutPluses(words, before)
  const lost = [...new Set(before)].filter((word) => !told.includes(word))
  return { granted: told.join(' '), lost: lost.join(' ') }
}

/** As in an address, where a plus is a space; a right may have one in its name, so that it parts only what was there before. */
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
  return scopeWords(asked).filter((word) => !ABOUT_THE_ASKING.includes(word) && !word.endsWith('/.default'))
}

/** A text, or a list as some servers have it; what is no scope is not told. */
function wordsIn(value: unknown): readonly string[] {
  const text = Array.isArray(value) ? value.filter((each) => typeof each === 'string').join(' ') : value
  if (typeof text !== 'string' || text.length > LONGEST) return []
  const found = text.split(/[\s,]+/).filter((word) => word !== '')
  return found.every((word) => WORD.test(word)) ? [...new Set(found)] : []
}
