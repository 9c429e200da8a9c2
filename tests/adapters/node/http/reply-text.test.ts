import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { REPLY_LIMIT_BYTES } from '../../../../electron/adapters/node/http/exchange-limit.ts'
import { replyText } from '../../../../electron/adapters/node/http/reply-text.ts'

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

it('what only begins as gzip does, or would unfold without end, stays as it came', () => {
  for (const bytes of [Buffer.from([0x1f, 0x8b, 0x08, 1, 2, 3]), gzipSync(Buffer.alloc(REPLY_LIMIT_BYTES + 1, 'a'))])
    expect(replyText(bytes, '').length).toBeLessThanOrEqual(bytes.length)
})
