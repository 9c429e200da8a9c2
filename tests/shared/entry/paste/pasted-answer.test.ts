import { expect, test } from 'vitest'
import { pastedAnswer } from '../../../../shared/entry/paste/pasted-answer.ts'

const BACK = 'http://127.0.0.1:8127/callback'
const QUERY = 'code=4%2F0AX&state=abc&iss=https%3A%2F%2Flogin.example'

test.each([
  [`${BACK}?${QUERY}`],
  [`  "${BACK}?${QUERY}"\n`],
  [`<${BACK}?${QUERY}>`],
  [`http://localhost:9/elsewhere?${QUERY}#fragment`],
  [`?${QUERY}`],
  [QUERY],
])('what stands behind the question mark is the answer, at our own address: %j', (text) => {
  expect(pastedAnswer(text, BACK)).toEqual({ address: `${BACK}?${QUERY}` })
})

test('a refusal is an answer too', () => {
  expect(pastedAnswer('http://x/?error=access_denied&state=abc', BACK)).toEqual({
    address: `${BACK}?error=access_denied&state=abc`,
  })
})

test.each([
  ['4/0AX', '4/0AX'],
  [' 4%2F0AX ', '4/0AX'],
  ['100%zz', '100%zz'],
])('a code alone is taken as it is, or as it stands in an address: %j', (text, code) => {
  expect(pastedAnswer(text, BACK)).toEqual({ code })
})

test.each([
  '',
  ' ',
  'two words',
  'https://login.example/authorize?client_id=desk&state=abc',
  'https://login.example/',
  'a=1&b=2',
])('anything else is none: %j', (text) => {
  expect(pastedAnswer(text, BACK)).toBeNull()
})
