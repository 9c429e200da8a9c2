import { describe, expect, it } from 'vitest'
import { placeholderKind } from '../../../shared/entry/typed-placeholder.ts'
import { jwt } from '../../kit/jwt.ts'
import { fc } from '../../kit/properties.ts'
import { ACCESS, drawEntry, judgedDraw, toldOf } from './entries.ts'

describe('what stands in the place of a token', () => {
  it.each([
    '{{access_token}}',
    '{token}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in a file that nobody filled in
    '${ACCESS_TOKEN}',
    '$ACCESS_TOKEN',
    '%ACCESS_TOKEN%',
    '<token>',
    '<your token here>',
    '[object Object]',
    'null',
    'NULL',
    'undefined',
    'None',
    '********',
    '••••••••••••',
    '...',
    'xxxxxxxx',
    'changeme',
    'CHANGE_ME',
    'change-me',
    'REPLACE_ME',
    'your-token-here',
    'your_access_token',
    'YOUR-API-TOKEN',
    'insert token here',
    'paste-your-refresh-token-here',
    'access_token',
    'TODO',
    'redacted',
  ])('%s is told by name', (text) => {
    expect(toldOf(judgedDraw(drawEntry({}, { accessToken: text })))).toContain('error secrets.accessToken stand_in')
  })

  it.each([
    'e8f5170c-877b-416f-b70f-4b09772f8e2d',
    'abc',
    'a.b.c',
    '1234567890',
    'ghp_xYzToken',
    'tok_live_8a7',
    ACCESS,
  ])('%s is left alone', (text) => {
    expect(placeholderKind(text)).toBeNull()
  })

  it('is no token that is random enough to be one', () => {
    fc.assert(
      fc.property(fc.base64String({ minLength: 16, maxLength: 90 }), (text) => {
        fc.pre(!/^(.)\1*=*$/.test(text))
        expect(placeholderKind(text)).toBeNull()
      }),
    )
    expect(placeholderKind(jwt({ exp: 1 }))).toBeNull()
  })
})
