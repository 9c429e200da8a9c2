import { expect, it } from 'vitest'
import { embeddedToken } from '../../../shared/entry/tokens-within.ts'
import { jwt } from '../../kit/jwt.ts'

const token = jwt({ jti: 1 })

it.each([
  `TOKEN=${token}`,
  `"access_token":"${token}",`,
  `https://draw.example/?token=${token}&x=1`,
  `${token};`,
  `${token}"},`,
])('finds the token in %s', (typed) => {
  expect(embeddedToken(typed)).toBe(token)
})

it.each([token, `${token}.more.parts`, `tenant:${token}`, `${token}=`, 'abc=def', `A=${token} B=${jwt({ jti: 2 })}`])(
  'leaves %s as it is',
  (typed) => {
    expect(embeddedToken(typed)).toBeNull()
  },
)
