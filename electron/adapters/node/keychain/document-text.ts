/** A document's text as base64url of its UTF-8: a line break in an item has destroyed whole keyrings. */
export function encodeText(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}

/** Null for what is no base64url of UTF-8. */
export function decodeText(encoded: string): string | null {
  if (!/^[\w-]*$/.test(encoded)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(encoded, 'base64url'))
  } catch {
    return null
  }
}
