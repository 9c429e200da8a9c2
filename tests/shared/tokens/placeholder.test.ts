import { expect, it } from 'vitest'
import { isPlaceholder } from '../../../shared/tokens/placeholder.ts'
import { jwt } from '../../kit/jwt.ts'
import { processorMs } from '../../kit/processor-time.ts'
import { fc } from '../../kit/properties.ts'
import { anyText } from '../any-text.ts'

it.each([
  ...['', ' ', 'null', 'NULL', 'undefined', 'None', 'n/a', 'refresh_token', 'changeme', 'CHANGE_ME', '[REDACTED]'],
  ...['********', '••••••••', 'xxxxxxxx', 'XXXX', '--', '...', '…', 'eyJh***', 'eyJh...dQw4', 'abc…xyz', 'ab••••yz'],
  ...[
    '{{refresh_token}}',
    '{{ token }}',
    `\${TOKEN}`,
    '$TOKEN',
    '<token>',
    '<your refresh token>',
    '{token}',
    '%TOKEN%',
  ],
])('%j stands in for a token', (text) => {
  expect(isPlaceholder(text)).toBe(true)
})

it.each([
  ...[
    'refresh-1',
    'RT',
    'rt1',
    'abc',
    '1',
    'a.b.c',
    'a..b',
    'x1',
    'null-1',
    '1//0gabc_-def',
    'v1.MDAx*Yz==',
    'M.C5_BAY.!x*$$',
  ],
  jwt({ exp: 1 }),
])('%j is a token', (text) => {
  expect(isPlaceholder(text)).toBe(false)
})

it('no token of random letters is taken for one, and no text takes long', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
  const random = fc.array(fc.constantFrom(...letters), { minLength: 20, maxLength: 60 })
  fc.assert(fc.property(random, (token) => new Set(token).size < 3 || !isPlaceholder(token.join(''))))
  fc.assert(fc.property(anyText, (text) => typeof isPlaceholder(text) === 'boolean'))
  const took = processorMs(() => {
    for (const mark of ['<', '*', '{', '$a', '%', '.', 'x', ' ']) isPlaceholder(mark.repeat(1_000_000 / mark.length))
  })
  expect(took).toBeLessThan(1_000)
})
