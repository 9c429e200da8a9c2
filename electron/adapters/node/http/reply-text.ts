import { TextDecoder } from 'node:util'

/**
 * A reply's bytes as it says they are written. JSON is UTF-8 (RFC 8259 section 8.1), and some servers write it otherwise: read
 * as UTF-8 all the same, a new refresh token would be lost in it. A mark in front counts before what the head says.
 */
export function replyText(bytes: Uint8Array, contentType: string): string {
  return decoderFor(bytes, contentType).decode(bytes)
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
