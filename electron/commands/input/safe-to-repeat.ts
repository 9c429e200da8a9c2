/**
 * A word of the command line, if it may be said again in an error: somebody who pastes a token in the wrong place must
 * not find it in a log afterwards. Null for anything that could be one.
 */
export function safeToRepeat(word: string): string | null {
  const option = /^-{1,2}[a-z][a-z-]{0,29}$/i.exec(word.split('=')[0] ?? '')
  if (option !== null) return option[0]
  return /^[a-z][\w.-]{0,19}$/i.test(word) && !/^eyJ/.test(word) ? word : null
}
