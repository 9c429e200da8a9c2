/** More than the value in the field of a secret: told by one list, whatever the secret is called. */
import { describe, expect, it } from 'vitest'
import { judgeDraft } from '../../../shared/entry/judge-draft.ts'
import { LONGEST_SECRET } from '../../../shared/entry/readable-settings.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { jwt } from '../../kit/jwt.ts'
import { NOW } from '../samples.ts'

const TOKEN = jwt({ token_type: 'access', exp: Math.floor(NOW / 1_000) + 3_600 })

function told(id: string, name: string, typed: string): readonly string[] {
  const system = systemNamed(id)
  if (system === null) throw new Error(`no system ${id}`)
  const { mistakes } = judgeDraft({ settings: {}, secrets: { [name]: typed } }, system, null, NOW)
  return mistakes.filter(({ field }) => field === `secrets.${name}`).map(({ level, code }) => `${level} ${code}`)
}

const FIELDS: readonly (readonly [string, string])[] = [
  ['draw', 'accessToken'],
  ['draw', 'refreshToken'],
  ['osais', 'clientToken'],
  ['osais', 'clientSecret'],
  ['runai', 'clientSecret'],
  ['runai', 'accessToken'],
  ['crafter', 'accessToken'],
  ['oauth2', 'clientSecret'],
  ['oauth2', 'refreshToken'],
]

describe.each(FIELDS)('in %s, %s', (id, name) => {
  it.each([
    ['a command', 'curl -X POST https://x.example/token -u me:hidden-word -d grant_type=client_credentials'],
    ['a command with a token', `curl -H "Authorization: Bearer ${TOKEN}" https://x.example`],
    ['a header', 'Authorization: Basic bWU6aGlkZGVu'],
    ['a line of an .env file', 'export X_CLIENT_SECRET=0123456789abcdef'],
    ['a line of JSON', '"access_token": "0123456789abcdef",'],
  ])('%s is an error', (_what, typed) => {
    expect(told(id, name, typed)).toContain('error more_than_token')
  })

  it('many lines are an error, and never joined in silence', () => {
    const text = ['first line', 'second line of a file', 'third'].join('\n')
    expect(told(id, name, text)).toContain('error space_inside')
  })

  it('JSON without it is an error', () => {
    expect(told(id, name, '{"detail": "0123456789abcdef"}')).toEqual(['error reply_unreadable'])
  })

  it('whatever is longer than any is told as that and as nothing else', () => {
    for (const typed of ['word '.repeat(100_000), '{"a":"'.padEnd(LONGEST_SECRET + 1, 'b'), `${TOKEN} `.repeat(3_000)])
      expect(told(id, name, typed)).toEqual(['error too_long'])
  })
})

describe('what somebody made up', () => {
  it.each([
    'correct horse battery staple',
    'Bearer of=good:news',
    'a==',
    'id:secret',
    'pass=word',
    'straße 7',
    'curly-brace',
  ])('may be %s', (typed) => {
    for (const [id, name] of [
      ['runai', 'clientSecret'],
      ['crafter', 'accessToken'],
    ] as const)
      expect(told(id, name, typed).filter((each) => each.startsWith('error'))).toEqual([])
  })

  it('is looked at twice where it is a sentence', () => {
    expect(told('runai', 'clientSecret', 'To make a new secret open the page of the client first.')).toEqual([
      'warning space_inside',
    ])
  })
})

it('the reply that holds a client secret is taken apart in its place', () => {
  const system = systemNamed('runai')
  if (system === null) throw new Error('no runai')
  const secrets = { clientSecret: '{"clientId": "desk", "clientSecret": "0123456789abcdef"}' }
  const { draft, mistakes } = judgeDraft({ settings: { clientId: 'desk' }, secrets }, system, null, NOW)
  expect(draft.secrets).toEqual({ clientSecret: '0123456789abcdef' })
  expect(mistakes.map(({ code }) => code)).toContain('reply_taken_apart')
})
