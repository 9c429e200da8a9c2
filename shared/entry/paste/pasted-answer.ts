/**
 * What a person brings from a browser on another computer after a sign-in: the address that it could not open, the part
 * of it behind the question mark, or the code alone. Null for anything else, such as the address where one signs in.
 */
export type PastedAnswer = { readonly address: string } | { readonly code: string }

/** Longer than any; an address bar takes no more. */
export const PASTED_ANSWER_LIMIT = 8_192

export function pastedAnswer(text: string, redirectUri: string): PastedAnswer | null {
  const pasted = unwrapped(text.trim())
  const [before = ''] = pasted.split('#')
  const query = before.slice(before.indexOf('?') + 1)
  if (query.split('&').some((pair) => /^(code|error)=./.test(pair))) return { address: `${redirectUri}?${query}` }
  if (pasted === '' || /[\s?&]|^https?:/i.test(pasted)) return null
  return { code: decoded(pasted) }
}

/** As it stands in an address, where a slash is %2F. */
function decoded(code: string): string {
  try {
    return decodeURIComponent(code)
  } catch {
    return code
  }
}

/** By hand: a pattern for the end begins anew at each quote in the middle. */
function unwrapped(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && `"'<`.includes(text[start] ?? ' ')) start++
  while (end > start && `"'>`.includes(text[end - 1] ?? ' ')) end--
  return text.slice(start, end)
}
