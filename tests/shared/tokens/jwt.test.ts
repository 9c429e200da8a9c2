import { describe, expect, it } from 'vitest'
import { textToBase64url } from '../../../shared/encoding/base64url.ts'
import { readJwt } from '../../../shared/tokens/jwt.ts'
import { jwt } from '../../kit/jwt.ts'
import { fc } from '../../kit/properties.ts'
import { anyText } from '../any-text.ts'

const claims = (text: string) => `e30.${textToBase64url(text)}.c2ln`

/** Holds `+` and `/`, which some servers write where the URL alphabet belongs. */
const PLAIN_ALPHABET = 'eyJleHAiOjUsIngiOiJ+fn4/Pz8ifQ'

describe('a JWT says of itself', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['everything', { exp: 20, iat: 10, token_type: 'access' }, { exp: 20, iat: 10, tokenType: 'access', nonce: null }],
    ['a nonce', { nonce: 'n-1' }, { exp: null, iat: null, tokenType: null, nonce: 'n-1' }],
    ['nothing', {}, { exp: null, iat: null, tokenType: null, nonce: null }],
    ['fractions', { exp: 20.5 }, { exp: 20.5, iat: null, tokenType: null, nonce: null }],
    ['numbers as text', { exp: '20', iat: '10' }, { exp: 20, iat: 10, tokenType: null, nonce: null }],
    ['a fraction as text', { exp: '20.5' }, { exp: 20.5, iat: null, tokenType: null, nonce: null }],
    ['words', { exp: 'soon', iat: '' }, { exp: null, iat: null, tokenType: null, nonce: null }],
    ['null', { exp: null, iat: null, token_type: null }, { exp: null, iat: null, tokenType: null, nonce: null }],
    ['what is no time', { exp: -1, iat: 0, token_type: 7 }, { exp: null, iat: null, tokenType: null, nonce: null }],
    ['milliseconds', { exp: 1_795_000_000_000, iat: 1 }, { exp: 1_795_000_000, iat: 1, tokenType: null, nonce: null }],
    ['milliseconds as text', { exp: '1795000000000' }, { exp: 1_795_000_000, iat: null, tokenType: null, nonce: null }],
    ['the last second', { exp: 253_402_300_799 }, { exp: 253_402_300_799, iat: null, tokenType: null, nonce: null }],
    [
      'one more, as .NET writes it for never',
      { exp: 253_402_300_800 },
      { exp: null, iat: null, tokenType: null, nonce: null },
    ],
    ['other scripts', { exp: 1, name: '北京 😀' }, { exp: 1, iat: null, tokenType: null, nonce: null }],
  ])('%s', (_what, payload, said) => {
    expect(readJwt(jwt(payload))).toEqual(said)
  })

  it.each([
    ['is read with padding', jwt({ exp: 5 }).replace(/\.([^.]*)\.[^.]*$/, '.$1==.x'), 5],
    ['is read in the plain alphabet', `a.${PLAIN_ALPHABET}.c`, 5],
    ['is read without a signature', `a.${textToBase64url('{"exp":5}')}.`, 5],
  ])('%s', (_what, token, exp) => {
    expect(readJwt(token)?.exp ?? null).toBe(exp)
  })

  it.each([
    ['an opaque token', 'abcdef'],
    ['two parts', 'a.e30'],
    ['five parts, as encrypted ones have', 'a.e30.c.d.e'],
    ['no payload', 'a..c'],
    ['a foreign letter', 'a.e3*0.c'],
    ['broken JSON', claims('{"exp":')],
    ['an array', claims('[1]')],
    ['null', claims('null')],
    ['text', claims('"exp"')],
    ['bytes that are no UTF-8', 'a.gICA.c'],
    ['nothing', ''],
  ])('but not %s', (_what, token) => {
    expect(readJwt(token)).toBeNull()
  })

  it('or not, whatever its payload holds', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const said = readJwt(claims(text))
        const value: unknown = JSON.parse(text)
        expect(said !== null).toBe(typeof value === 'object' && value !== null && !Array.isArray(value))
      }),
    )
  })

  it('or not, in any text at all', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(readJwt(text)).toBeNull()
      }),
    )
  })
})
