import { expect, test } from 'vitest'
import type { Connection } from '../../../shared/connections/connection.ts'
import { Secret } from '../../../shared/secret.ts'
import { afterSignIn } from '../../../shared/tokens/after-sign-in.ts'
import { jwt } from '../../kit/jwt.ts'
import { connection, NOW, tokenSet } from '../samples.ts'

const old = new Secret('the-one-before')
const idTokenOf = (sub: string, iss = 'https://issuer.example') => ({
  secret: new Secret(jwt({ iss, sub })),
  issuedAt: NOW,
  expiresAt: null,
})
const before = tokenSet({ refreshToken: old, refreshExpiresAt: NOW + 9_000, idToken: idTokenOf('ada') })
const superseded = { refreshToken: new Secret('one-before-that'), at: NOW - 1_000, sentAgain: true }
const refused = { generation: 3, at: NOW, fault: { code: 'invalid_grant', params: {} } } as Connection['refused']
const arrived = tokenSet({ refreshToken: null, refreshExpiresAt: null, idToken: idTokenOf('ada'), generation: 0 })

test('tokens of a sign-in are newer than all before, also where there were none', () => {
  expect(afterSignIn(connection({ tokens: before }), arrived, NOW).tokens.generation).toBe(4)
  expect(afterSignIn(connection({ tokens: null }), arrived, NOW).tokens.generation).toBe(1)
})

test('a new refresh token counts, and the old one stays for a person', () => {
  const fresh = tokenSet({ refreshToken: new Secret('a-new-one') })
  const outcome = afterSignIn(connection({ tokens: before }), fresh, NOW)
  expect(outcome).toMatchObject({ refreshToken: 'new', tokens: { refreshToken: fresh.refreshToken } })
  expect(outcome.superseded).toEqual({ refreshToken: old, at: NOW, sentAgain: true })
})

test('without a new one the old one goes on for the same person at the same server, with its own end', () => {
  const outcome = afterSignIn(connection({ tokens: before, superseded }), arrived, NOW)
  expect(outcome).toMatchObject({ refreshToken: 'kept', superseded })
  expect(outcome.tokens).toMatchObject({ refreshToken: old, refreshExpiresAt: NOW + 9_000 })
})

test.each([
  ['another person', { idToken: idTokenOf('grace') }, {}],
  ['the same name at another server', { idToken: idTokenOf('ada', 'https://other.example') }, {}],
  ['nobody who is named', { idToken: null }, {}],
  ['the same person, after a refusal', {}, { refused }],
])('without a new one the old one never renews for %s', (_who, answer, changes) => {
  const outcome = afterSignIn(connection({ tokens: before, ...changes }), { ...arrived, ...answer }, NOW)
  expect(outcome).toMatchObject({ refreshToken: 'set-aside', tokens: { refreshToken: null } })
  expect(outcome.superseded).toEqual({ refreshToken: old, at: NOW, sentAgain: true })
})

test('where nobody is named on either side, that is nobody the same', () => {
  const nameless = { ...before, idToken: null }
  const outcome = afterSignIn(connection({ tokens: nameless }), { ...arrived, idToken: null }, NOW)
  expect(outcome.refreshToken).toBe('set-aside')
})

test('an access token may say who it is about where there is no ID token', () => {
  const accessToken = new Secret(jwt({ iss: 'https://issuer.example', sub: 'ada' }))
  const outcome = afterSignIn(connection({ tokens: before }), { ...arrived, idToken: null, accessToken }, NOW)
  expect(outcome.refreshToken).toBe('kept')
})

test('where there was none and none came, nothing changes', () => {
  const none = tokenSet({ refreshToken: null })
  for (const tokens of [none, null]) {
    const outcome = afterSignIn(connection({ tokens, superseded }), arrived, NOW)
    expect(outcome).toMatchObject({ refreshToken: 'none', superseded, tokens: { refreshToken: null } })
  }
})
