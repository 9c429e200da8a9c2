import { expect, test } from 'vitest'
import { programToken } from '../../../shared/api/program-answers.ts'

const AT = Date.parse('2026-11-28T22:00:00.500Z')
const grant = {
  token: 'a-token',
  tokenType: 'Bearer',
  expiresAt: new Date(AT).toISOString(),
  usableUntil: new Date(AT).toISOString(),
  generation: 1,
  baseUrl: 'https://draw.example/',
  clientId: 'ward',
  endpoints: {},
  maxRetries: 3,
  warning: null,
}

test('a grant that is given again has the seconds of each moment, and the name that was asked', () => {
  const left = (ms: number) => programToken('ward', grant, AT - ms).seconds_left
  expect([10_000, 9_999, 9_001, 9_000, 8_999, 0, -5_000].map(left)).toEqual([10, 9, 9, 9, 8, 0, 0])
  expect(programToken('ward', grant, AT - 9_000)).toBe(programToken('ward', grant, AT - 9_900))
  expect(programToken('renamed', grant, AT - 9_000)).toMatchObject({ name: 'renamed', seconds_left: 9 })
})

test('the ID token stands beside it, and null where there is none', () => {
  expect(programToken('ward', grant, AT)).toMatchObject({ id_token: null, id_token_expires_at: null })
  const withId = { ...grant, idToken: { token: 'an-id-token', expiresAt: '2026-11-28T22:10:00.000Z' } }
  expect(programToken('ward', withId, AT)).toMatchObject({
    id_token: 'an-id-token',
    id_token_expires_at: '2026-11-28T22:10:00.000Z',
  })
})

test('another grant is never answered with what the one before was', () => {
  programToken('ward', grant, AT - 9_000)
  const renewed = { ...grant, token: 'another', generation: 2 }
  expect(programToken('ward', renewed, AT - 9_000)).toMatchObject({ token: 'another', generation: 2 })
})
