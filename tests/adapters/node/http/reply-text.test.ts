import { expect, it } from 'vitest'
import { replyText } from '../../../../electron/adapters/node/http/reply-text.ts'

const JSON_TEXT = '{"refresh_token":"r-1","detail":"ungültig"}'
const wide = Buffer.from(JSON_TEXT, 'utf16le')

it.each<[string, Uint8Array, string]>([
  ['UTF-8, whatever is said or not', Buffer.from(JSON_TEXT), 'application/json'],
  ['UTF-8 under a name that nobody knows', Buffer.from(JSON_TEXT), 'application/json; charset=klingon'],
  ['UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), 'application/json'],
  ['UTF-16 the other way round', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]).swap16(), 'application/json'],
  ['UTF-16 that says so', wide, 'application/json; charset="utf-16le"'],
  ['Latin-1 that says so', Buffer.from(JSON_TEXT, 'latin1'), 'application/json;charset=ISO-8859-1'],
])('%s', (_what, bytes, contentType) => {
  expect(replyText(bytes, contentType)).toBe(JSON_TEXT)
})
