import { TextDecoder } from 'node:util'
import { unpacked } from './unpacked.ts'

/**
 * A reply's bytes as it says they are written. JSON is UTF-8 (RFC 8259 section 8.1), and some servers write it otherwise: read
 * as UTF-8 all the same, a new refresh token would be lost in it. A mark in front counts before what the head says. Raises
 * ReplyTooLarge where it unfolds to more than a reply may be.
 */
export function replyText(bytes: Uint8Array, contentType: string, contentEncoding = ''): string {
  const plain = unpacked(bytes, contentEncoding)
  return decoderFor(plain, contentType).decode(plain)
}

/** The same of a reply that came to no end; nothing of one that unfolds too far. */
export function textSoFar(...of: Parameters<typeof replyText>): string {
  try {
    return replyText(...of)
  } catch {
    return ''
  }
}

function decoderFor([first, second]: Uint8Array, contentType: string): TextDecoder {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le')
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be')
  const [, charset = 'utf-8'] = /charset="?([^\s";]{1,40})/i.exec(contentType) ?? []
  try {
    return new TextDecoder(charset)
  } catch {
    // A name that nobody knows.
    return new TextDecoder()
  }
}
