import { describe, expect, it } from 'vitest'
import { jwt } from '../../kit/jwt.ts'
import { ACCESS, drawEntry, judgedDraw, judgedOauth, oauthEntry, toldOf } from './entries.ts'

describe('a setting that everybody can read', () => {
  it.each([
    ['clientId', jwt({ sub: 'somebody' })],
    ['clientId', ACCESS],
    ['baseUrl', `https://draw.example/${jwt({ sub: 'somebody' })}/`],
  ])('%s holds no JWT', (name, value) => {
    expect(toldOf(judgedDraw(drawEntry({ [name]: value })))).toContain(`error settings.${name} text_holds_secret`)
  })

  it.each([
    'client_secret=made-up-0123',
    'export DRAW_CLIENT_SECRET="made-up-0123"',
    '"refresh_token": "made-up"',
    'Client secret: made-up-0123',
    'Api-Key: made-up',
  ])('is not the line of a settings file that has one: %s', (clientId) => {
    expect(toldOf(judgedDraw(drawEntry({ clientId })))).toContain('error settings.clientId text_holds_secret')
  })

  it('may be named after one', () => {
    for (const clientId of ['client_secret', 'api-key-holder', 'Institute A: access'])
      expect(toldOf(judgedDraw(drawEntry({ clientId })))).toEqual([])
  })

  it('holds no token that came with it, whatever that looks like', () => {
    const refreshToken = 'opaque-refresh-token'
    const told = (settings: object) => toldOf(judgedOauth(oauthEntry({ ...settings }, { refreshToken })))
    expect(told({ clientId: refreshToken })).toEqual(['error settings.clientId text_holds_secret'])
    expect(told({ scope: `openid ${refreshToken}` })).toEqual(['error settings.scope text_holds_secret'])
    expect(told({ endpoints: { token: `/token/${refreshToken}` } })).toEqual([
      'error settings.endpoints.token text_holds_secret',
    ])
    expect(told({ clientId: '1234567890-abcdefghijklmnopqrstuvwxyz012345.apps.cloud.example' })).toEqual([])
  })

  it('is warned of where it may be meant: the client secret as its name, a key in an address', () => {
    const told = (settings: object) => toldOf(judgedOauth(oauthEntry({ ...settings }, { clientSecret: 'test-client' })))
    expect(told({ clientId: 'test-client' })).toEqual(['warning settings.clientId text_holds_secret'])
    const endpoints = { token: '/token', proof: '/me?api_key=0123456789' }
    expect(told({ endpoints })).toEqual(['warning settings.endpoints.proof text_holds_secret'])
    expect(told({ endpoints: { ...endpoints, proof: '/me?page=0123456789' } })).toEqual([])
  })

  it('never says what it found', () => {
    expect(JSON.stringify(judgedDraw(drawEntry({ clientId: ACCESS })).mistakes)).not.toContain(ACCESS.slice(0, 20))
  })
})

it('a name is no token either', () => {
  const accessToken = 'd41d8cd98f00b204e9800998ecf8427e'
  const entry = drawEntry({}, { accessToken }, { name: accessToken })
  expect(toldOf(judgedDraw(entry))).toContain('error name text_holds_secret')
})
