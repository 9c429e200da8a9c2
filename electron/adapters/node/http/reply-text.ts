import { TextDecoder } from 'node:util'
import { constants, gunzipSync } from 'node:zlib'
import { REPLY_LIMIT_BYTES } from './exchange-limit.ts'

/**
 * A reply's bytes as it says they are written. JSON is UTF-8 (RFC 8259 section 8.1), and some servers write it otherwise: read
 * as UTF-8 all the same, a new refresh token would be lost in it. A mark in front counts before what the head says.
 */
export function replyText(bytes: Uint8Array, contentType: string): string {
  const plain = unpacked(bytes)
  return decoderFor(plain, contentType).decode(plain)
}

const GZIP = [0x1f, 0x8b, 0x08]

/** Packed once more than its head says, as by two proxies behind one another, or without a word about it. */
function unpacked(bytes: Uint8Array): Uint8Array {
  if (GZIP.some((byte, index) => bytes[index] !== byte)) return bytes
  try {
    // Of what was cut off, as much as there is.
    return gunzipSync(bytes, { maxOutputLength: REPLY_LIMIT_BYTES, finishFlush: constants.Z_SYNC_FLUSH })
  } catch {
    return bytes
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
