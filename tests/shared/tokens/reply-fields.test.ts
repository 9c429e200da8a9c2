import { expect, it } from 'vitest'
import { fieldsIn } from '../../../shared/tokens/reply-fields.ts'
import { replyWith } from '../samples.ts'

const PAIR = { access_token: 'a,}"', refresh_token: 'r' }

it.each([
  ['a comma behind the last field', `{"access_token":"a,}\\"","refresh_token":"r",\r\n }`],
  ['one behind the last of a list', `{"access_token":"a,}\\"","refresh_token":"r","scope":["x", ] }`],
  ['an object in each line', `{"access_token":"a,}\\""}\r\n\n{"refresh_token":"r"}\n`],
  ['a warning of PHP before it', `<br />\n<b>Warning</b>: line 3\n{"access_token":"a,}\\"","refresh_token":"r"}`],
  ['a guard before it', `for(;;);{"access_token":"a,}\\"","refresh_token":"r"}`],
  ['a call around it', `done({"access_token":"a,}\\"","refresh_token":"r"});`],
  ['a remark behind it', `{"access_token":"a,}\\"","refresh_token":"r"}<!-- 0.02 s -->`],
  ['news before the answer', `{"status":"ok"}\n{"data":{"access_token":"a,}\\"","refresh_token":"r"}}`],
])('%s is read all the same', (_what, body) => {
  expect(fieldsIn(replyWith(200, body))).toMatchObject(PAIR)
})

it.each([
  ['a line between that is none', '{"access_token":"a"}\nOK\n{"refresh_token":"r"}'],
  ['a line between that is a list', '{"access_token":"a"}\n[]\n{"refresh_token":"r"}'],
  ['a page with an answer in it', '<html><body>{"access_token":"a","refresh_token":"r"}</body></html>'],
  ['notes with brackets', 'x{y}\n{"access_token":"a","refresh_token":"r"}'],
  ['what is longer than any answer', `{"access_token":"a",${' '.repeat(65_536)}}`],
  ['a log', '{"access_token":"a"}\n'.repeat(17)],
  ['an end that is missing', '{"access_token":"a","refresh_token":"r",'],
  ['a string without an end', '{"access_token":"a","refresh_token":"r,}'],
  ['a line break within a token', '{"access_token":"a\nb","refresh_token":"r"}'],
])('%s is not', (_what, body) => {
  expect(fieldsIn(replyWith(200, body))).toBe(null)
})
