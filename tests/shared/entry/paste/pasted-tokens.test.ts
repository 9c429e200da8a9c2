import { expect, test } from 'vitest'
import { pastedTokens } from '../../../../shared/entry/paste/pasted-tokens.ts'
import { NOW } from '../../samples.ts'
import { ACCESS, REFRESH } from '../entries.ts'

const BOTH = { 'secrets.accessToken': ACCESS, 'secrets.refreshToken': REFRESH }
const ACCESS_ALONE = { 'secrets.accessToken': ACCESS }

test.each([
  [
    `curl -X POST 'https://draw.example/o/token/' -H 'Authorization: Bearer ${ACCESS}' -d refresh_token=${REFRESH}`,
    BOTH,
  ],
  [`curl -H "Authorization: Bearer ${ACCESS}" https://draw.example/`, ACCESS_ALONE],
  [`${ACCESS} ${REFRESH}`, BOTH],
  [`${REFRESH}\n${ACCESS}\n`, BOTH],
  [`access: ${ACCESS}\nrefresh: ${REFRESH}`, BOTH],
])('the tokens of %s', (text, expected) => {
  const found = pastedTokens(text, NOW).map(({ field, value }) => [field, value])
  expect(Object.fromEntries(found)).toEqual(expected)
})

test.each([
  '',
  ACCESS,
  `  ${ACCESS}  `,
  `Bearer ${ACCESS}`,
  `"${ACCESS}"`,
  // Broken over lines: what stands before the break is no whole token.
  `${ACCESS.slice(0, -12)} ${ACCESS.slice(-12)}`,
  `Bearer ${ACCESS.slice(0, 30)} ${ACCESS.slice(30)}`,
  'two words',
])('none in %s, which may be one token', (text) => {
  expect(pastedTokens(text, NOW)).toEqual([])
})
