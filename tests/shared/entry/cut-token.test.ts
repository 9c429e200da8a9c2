import { describe, expect, it } from 'vitest'
import { detectCut } from '../../../shared/entry/cut-token.ts'
import { jwt } from '../../kit/jwt.ts'
import { fc } from '../../kit/properties.ts'

const WHOLE = jwt({ token_type: 'access', exp: 1_800_000_000, user_id: 7 })
const [HEADER = '', PAYLOAD = '', SIGNATURE = ''] = WHOLE.split('.')
const part = (value: unknown): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')

describe('a token that was cut off', () => {
  it('is told wherever it was cut: for sure in its first two parts, as likely in its signature', () => {
    const sure = `${HEADER}.${PAYLOAD}.`.length
    fc.assert(
      fc.property(fc.integer({ min: 4, max: WHOLE.length - 1 }), (length) => {
        expect(detectCut(WHOLE.slice(0, length))).toBe(length <= sure ? 'sure' : 'likely')
      }),
    )
  })

  it.each<[string, string]>([
    ['without its second part', `${HEADER}..${SIGNATURE}`],
    ['with a letter changed in the middle', `${HEADER}.${PAYLOAD.replace('e', '!')}.${SIGNATURE}`],
    ['with four parts', `${WHOLE}.more`],
    ['encrypted, without its end', `${part({ alg: 'dir', enc: 'A256GCM' })}..iv.text.`],
    ['encrypted, without its last part', `${part({ alg: 'dir', enc: 'A256GCM' })}..iv.text`],
  ])('is told %s', (_how, token) => {
    expect(detectCut(token)).toBe('sure')
  })

  it.each<[string, string]>([
    ['a whole one', WHOLE],
    ['an opaque token', 'gho_16C7e42F292c6912E7710c838347Ae178B4a'],
    ['an opaque token with dots', 'ya29.a0AfB_byC.x'],
    ['the ID of a record', '9d2c4f7e-0b1a-4c5d-8e9f-001122334455'],
    ['a record of somebody’s own in base64', part({ iv: 'abc', value: 'def' })],
    ['an encrypted one', `${part({ alg: 'dir', enc: 'A256GCM' })}..iv.text.tag`],
    ['one without a signature that says so', `${part({ alg: 'none' })}.${part({ sub: 'x' })}.`],
    ['an algorithm nobody knows', `${part({ alg: 'XY1' })}.${part({ sub: 'x' })}.c2ln`],
    [
      'a token within a token',
      `${part({ alg: 'XY1', cty: 'JWT' })}.${Buffer.from('a.b.c').toString('base64url')}.c2ln`,
    ],
    ['nothing', ''],
  ])('is none: %s', (_what, token) => {
    expect(detectCut(token)).toBeNull()
  })
})
