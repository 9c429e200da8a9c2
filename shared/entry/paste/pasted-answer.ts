/**
 * What a person copies from a browser on another computer after a sign-in: the redirect address, which it could not open,
 * its query, or the code alone. Null for anything else, such as the sign-in page's address.
 */
export type PastedAnswer = { readonly address: string } | { readonly code: string }

/** Longer than any; an address bar takes no more. */
export const PASTED_ANSWER_LIMIT = 8_192

export function pastedAnswer(text: string, redirectUri: string): PastedAnswer | null {
  const pasted = trimQuotes(text.trim())
  const [before = ''] = pasted.split('#')
  const query = before.slice(before.indexOf('?') + 1)
  if (query.split('&').some((pair) => /^(code|error)=./.test(pair))) return { address: `${redirectUri}?${query}` }
  if (pasted === '' || /[\s?&]|^https?:/i.test(pasted)) return null
  return { code: decodeCode(pasted) }
}

/** A code copied out of an address, where a slash is %2F. */
function decodeCode(code: string): string {
  try {
    return decodeURIComponent(code)
  } catch {
    return code
  }
}

/** By hand: a regular expression for the end would restart at each quote in the middle. */
function trimQuotes(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && `"'<`.includes(text[start] ?? ' ')) start++
  while (end > start && `"'>`.includes(text[end - 1] ?? ' ')) end--
  return text.slice(start, end)
}
