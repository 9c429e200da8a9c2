import { LONGEST_SECRET } from '../readable-settings.ts'
import { tokensWithin } from '../tokens-within.ts'
import { type Pasted, readPaste } from './paste.ts'

/**
 * The tokens in a command, a header with its name, or both tokens pasted at once into one field, each for its own field.
 * Empty for what may be a single token, even one broken over lines.
 */
export function pastedTokens(text: string, now: number): readonly Pasted[] {
  if (text.length > LONGEST_SECRET) return []
  const pasted = text.trim()
  const [token, ...others] = tokensWithin(pasted)
  if (token === undefined || (others.length === 0 && !isQuoted(pasted, token))) return []
  return readPaste(pasted, now).filter(({ field }) => /^secrets\.(access|refresh)Token$/.test(field))
}

/** Whether a quote ends it; a line end does not, since a broken token goes on after it. */
function isQuoted(pasted: string, token: string): boolean {
  const at = pasted.indexOf(token)
  return /\s/.test(pasted.slice(0, at)) && /^["'`]/.test(pasted.slice(at + token.length))
}
