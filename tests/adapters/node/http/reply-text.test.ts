import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { REPLY_LIMIT_BYTES, ReplyTooLarge } from '../../../../electron/adapters/node/http/exchange-limit.ts'
import { replyText, textSoFar } from '../../../../electron/adapters/node/http/reply-text.ts'

const JSON_TEXT = '{"refresh_token":"r-1","detail":"ungültig"}'
const wide = Buffer.from(JSON_TEXT, 'utf16le')

it.each<[string, Uint8Array, string]>([
  ['UTF-8, whatever is said or not', Buffer.from(JSON_TEXT), 'application/json'],
  ['UTF-8 under a name that nobody knows', Buffer.from(JSON_TEXT), 'application/json; charset=klingon'],
  ['UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), 'application/json'],
  ['UTF-16 the other way round', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]).swap16(), 'application/json'],
  ['UTF-16 that says so', wide, 'application/json; charset="utf-16le"'],
  ['gzip that does not say so', gzipSync(JSON_TEXT), 'application/json'],
  ['gzip that was cut off', gzipSync(JSON_TEXT, { level: 0 }).subarray(0, -6), 'application/json'],
  ['Latin-1 that says so', Buffer.from(JSON_TEXT, 'latin1'), 'application/json;charset=ISO-8859-1'],
])('%s', (_what, bytes, contentType) => {
  expect(replyText(bytes, contentType)).toBe(JSON_TEXT)
})

const json = Buffer.from(JSON_TEXT)
const packed = gzipSync(JSON_TEXT)

it.each<[string, string, Uint8Array]>([
  ['gzip', 'gzip', packed],
  ['gzip by its other name', 'X-GZIP', packed],
  ['gzip with a checksum that is wrong', 'gzip', Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)])],
  ['gzip with more behind it', 'gzip', Buffer.concat([packed, Buffer.from('\r\nmore')])],
  ['gzip twice', 'gzip, gzip', gzipSync(packed)],
  ['gzip around brotli', 'br, gzip', gzipSync(brotliCompressSync(json))],
  ['gzip that is said to be brotli', 'br', packed],
  ['gzip that is said to be deflate', 'deflate', packed],
  ['deflate', 'deflate', deflateSync(json)],
  ['deflate without its frame', 'deflate', deflateRawSync(json)],
  ['deflate that is said to be gzip', 'gzip', deflateSync(json)],
  ['brotli', 'br', brotliCompressSync(json)],
  ...['gzip', 'deflate', 'br', 'zstd', 'gzip, br', 'utf-8'].map(
    (said) => [`plain that is said to be ${said}`, said, json] as [string, string, Uint8Array],
  ),
])('%s', (_what, contentEncoding, bytes) => {
  expect(replyText(bytes, 'application/json', contentEncoding)).toBe(JSON_TEXT)
})

it('what only begins as gzip does stays as it came', () => {
  const bytes = Buffer.from([0x1f, 0x8b, 0x08, 1, 2, 3])
  expect(replyText(bytes, '').length).toBeLessThanOrEqual(bytes.length)
})

it('what would unfold without end is too large', () => {
  const bytes = gzipSync(Buffer.alloc(REPLY_LIMIT_BYTES + 1, 'a'))
  expect(() => replyText(bytes, '')).toThrow(ReplyTooLarge)
  expect(textSoFar(bytes, '')).toBe('')
})
