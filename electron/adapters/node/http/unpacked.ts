import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import { errorCode } from '../error-code.ts'
import { REPLY_LIMIT_BYTES, ReplyTooLarge } from './exchange-limit.ts'

/** Packed by the server, and once more by proxies in front of it. */
const MAX_LAYERS = 3

/**
 * A reply's bytes without their packing. How they are packed they say themselves as far as they can: a proxy unpacks a
 * reply and leaves its head, or packs it and says nothing, and what was sent to get it is spent all the same. What cannot
 * be unpacked stays as it came. Raises ReplyTooLarge.
 */
export function unpacked(bytes: Uint8Array, contentEncoding: string): Uint8Array {
  const declared = contentEncoding
    .toLowerCase()
    .split(/[\s,]+/)
    .reverse()
  let plain = bytes
  for (let layer = 0; layer < MAX_LAYERS && !isText(plain); layer++) {
    const inner = unpackWithFirst(unpackersFor(plain, declared[layer] ?? ''), plain)
    if (inner === null) break
    plain = inner
  }
  return plain
}

/** Nothing that is packed reads as text. */
function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return !/[^\P{Cc}\t\n\r]/u.test(text)
  } catch {
    return false
  }
}

type Unpack = (bytes: Uint8Array) => Uint8Array

const maxOutputLength = REPLY_LIMIT_BYTES
/** Of what was cut off, as much as there is. */
const CUT_OFF = { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH }

const GZIP = [0x1f, 0x8b, 0x08]
const GZIP_HEAD_BYTES = 10

const fromGzip: readonly Unpack[] = [
  (bytes) => gunzipSync(bytes, CUT_OFF),
  // Its checksum is wrong, or more stands behind it.
  (bytes) => inflateRawSync(bytes.subarray(GZIP_HEAD_BYTES), CUT_OFF),
]
const fromZlib: readonly Unpack[] = [(bytes) => inflateSync(bytes, CUT_OFF)]
/** These have no signature, so they are recognised only by the Content-Encoding header. */
const UNMARKED: Readonly<Record<string, readonly Unpack[]>> = {
  br: [(bytes) => brotliDecompressSync(bytes, { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH })],
  deflate: [(bytes) => inflateRawSync(bytes, CUT_OFF)],
}

function unpackersFor(bytes: Uint8Array, declared: string): readonly Unpack[] {
  if (GZIP.every((byte, index) => bytes[index] === byte)) return fromGzip
  // RFC 1950 section 2.2.
  const [first = 0, second = 0] = bytes
  const isZlib = (first & 15) === 8 && (first * 256 + second) % 31 === 0
  return isZlib ? fromZlib : (UNMARKED[declared] ?? [])
}

function unpackWithFirst(ways: readonly Unpack[], bytes: Uint8Array): Uint8Array | null {
  for (const unpack of ways) {
    try {
      const plain = unpack(bytes)
      // Nobody compresses an empty body: those bytes were something else.
      if (plain.length > 0) return plain
    } catch (thrown) {
      if (errorCode(thrown) === 'ERR_BUFFER_TOO_LARGE') throw new ReplyTooLarge()
    }
  }
  return null
}
