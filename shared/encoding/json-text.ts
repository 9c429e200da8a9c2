/** A text as JSON of unknown shape, or undefined when it is none; a byte order mark in front is overlooked. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown
  } catch {
    return undefined
  }
}
