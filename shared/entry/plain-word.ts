const LONGEST = 30

/**
 * A wrong key or choice as it may be said again: only when it looks like words (`refreshtoken`, `base_url`). Somebody
 * who pastes a token where a name belongs must not see it in an error, so anything else becomes `?`.
 */
export function plainWord(text: string): string {
  if (text.length > LONGEST || !/^[A-Za-z_.-]+$/.test(text)) return '?'
  const words = text.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? []
  // Random letters change case all the time; words do not.
  return words.length > 0 && words.join('').length >= FEWEST_LETTERS * words.length ? text : '?'
}

/** Letters that a word has on average, at least. */
const FEWEST_LETTERS = 3
