import { expect, test } from 'vitest'
import { accessTokenIn, refreshTokenIn } from '../../../shared/tokens/token-fields.ts'

test('what is called access or refresh is a token from eight signs on, and no sentence and no address', () => {
  for (const [read, name] of [
    [accessTokenIn, 'access'],
    [refreshTokenIn, 'refresh'],
  ] as const) {
    expect(read({ [name]: '12345678' })).toBe('12345678')
    expect(read({ [name]: '1234567' })).toBe(null)
    expect(read({ [name]: 'granted until noon' })).toBe(null)
    expect(read({ [name]: 'https://a.example/' })).toBe(null)
  }
})

test('under its own name a token may be short', () => {
  expect(accessTokenIn({ access_token: '1234567' })).toBe('1234567')
  expect(refreshTokenIn({ refresh_token: '1234567' })).toBe('1234567')
})
