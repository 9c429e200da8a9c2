import { expect, test } from 'vitest'
import { tokenFacts, tokenFactsSchema } from '../../../shared/tokens/token-facts.ts'
import { jwt } from '../../kit/jwt.ts'

test('a token tells who gave it to whom, for what, and until when', () => {
  const token = jwt({
    iss: 'https://id.example/realms/a',
    aud: ['api', 'account'],
    scope: 'openid read:images',
    azp: 'desk',
    sub: 'nurse',
    iat: 1_800_000_000,
    exp: 1_800_003_600,
  })
  const facts = tokenFacts(token)
  expect(facts).toMatchObject({
    form: 'jwt',
    issuer: 'https://id.example/realms/a',
    audience: ['api', 'account'],
    scopes: ['openid', 'read:images'],
    claims: { azp: 'desk', sub: 'nurse', iat: '2027-01-15T08:00:00.000Z', exp: '2027-01-15T09:00:00.000Z' },
  })
  expect(tokenFactsSchema.parse(facts)).toEqual(facts)
})

test('scopes as Entra ID writes them, and one audience alone', () => {
  expect(tokenFacts(jwt({ aud: 'api://x', scp: ['a', 'b c'] }))).toMatchObject({
    audience: ['api://x'],
    scopes: ['a', 'b', 'c'],
  })
})

test('whatever else stands in it is not told: not the client token that OSAIS writes there, no session, no key', () => {
  const inside = 'the-client-token-inside-1234567890'
  const facts = JSON.stringify(
    tokenFacts(
      jwt({
        token: inside,
        jti: 'serial-of-it',
        sid: 'session-of-it',
        cnf: { jwk: { k: 'key-of-it' } },
        username: 'name',
      }),
    ),
  )
  for (const secret of [inside, 'serial-of-it', 'session-of-it', 'key-of-it']) expect(facts).not.toContain(secret)
})

test('a token within a token is not told either', () => {
  const inner = jwt({ sub: 'inner', exp: 1_800_003_600 })
  expect(JSON.stringify(tokenFacts(jwt({ sub: inner, aud: [inner, 'api'] })))).not.toContain(inner)
})

test.each([
  [null, 'none'],
  ['an-opaque-token', 'opaque'],
  ['a.b.c', 'opaque'],
])('%s says nothing', (token, form) => {
  expect(tokenFacts(token)).toEqual({ form, issuer: null, audience: [], scopes: [], claims: {} })
})

test('a token cannot make the page long', () => {
  const facts = tokenFacts(jwt({ aud: Array(5_000).fill('a'), scope: 'x '.repeat(10_000), sub: 'y'.repeat(10_000) }))
  expect(JSON.stringify(facts).length).toBeLessThan(3_000)
})
