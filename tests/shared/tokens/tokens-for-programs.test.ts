import { expect, test } from 'vitest'
import { Secret } from '../../../shared/secret.ts'
import { handOutOf, tokensForPrograms } from '../../../shared/tokens/tokens-for-programs.ts'
import { NOW, settingsOf, tokenSet } from '../samples.ts'

const idToken = { secret: new Secret('the-id-token'), issuedAt: NOW - 1_000, expiresAt: NOW + 5_000 }
const asId = settingsOf({ own: { handOut: 'id' } })

test('programs get the access token unless the ID token is asked for by its name', () => {
  expect(handOutOf(settingsOf())).toBe('access')
  expect(handOutOf(settingsOf({ own: { handOut: 'ID' } }))).toBe('access')
  expect(handOutOf(asId)).toBe('id')
  const tokens = tokenSet({ idToken })
  expect(tokensForPrograms({ settings: settingsOf(), tokens })).toBe(tokens)
  expect(tokensForPrograms({ settings: asId, tokens: null })).toBe(null)
})

test('an ID token stands in the access token’s place with its own end, of which a JWT is the source', () => {
  const handed = tokensForPrograms({ settings: asId, tokens: tokenSet({ idToken, tokenType: 'DPoP' }) })
  expect(handed).toMatchObject({ tokenType: 'Bearer', issuedAt: NOW - 1_000, expiresAt: NOW + 5_000 })
  expect(handed).toMatchObject({ accessToken: idToken.secret, expirySource: 'jwt', idToken })
  const endless = tokenSet({ idToken: { ...idToken, expiresAt: null } })
  expect(tokensForPrograms({ settings: asId, tokens: endless })).toMatchObject({
    expiresAt: null,
    expirySource: 'none',
  })
})

test('without one there is nothing to hand out: never the access token in its place', () => {
  const handed = tokensForPrograms({ settings: asId, tokens: tokenSet() })
  expect(handed).toMatchObject({ accessToken: null, expiresAt: null, expirySource: 'none' })
})
