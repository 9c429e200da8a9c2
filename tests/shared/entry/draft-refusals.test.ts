import { describe, expect, it } from 'vitest'
import { readDraft } from '../../../shared/entry/draft.ts'
import { type Fault, FaultError } from '../../../shared/fault.ts'
import { markerSecret, markers } from '../../kit/markers.ts'
import { draw, NOW, oauth2 } from '../samples.ts'
import { ACCESS, drawEntry, oauthEntry } from './entries.ts'

function refusal(raw: unknown): Fault {
  try {
    readDraft(raw, draw, null, NOW)
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault
    throw thrown
  }
  throw new Error('it was accepted')
}

describe('shapes that are no entry', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'connection'],
    ['null', null, 'connection'],
    ['text', 'draw', 'connection'],
    ['a number', 7, 'connection'],
    ['a list', [drawEntry()], 'connection'],
    ['settings as a list', drawEntry({}, {}, { settings: [] }), 'settings'],
    ['settings as text', drawEntry({}, {}, { settings: 'x' }), 'settings'],
    ['secrets as a list', drawEntry({}, {}, { secrets: ['a'] }), 'secrets'],
    ['secrets as text', drawEntry({}, {}, { secrets: ACCESS }), 'secrets'],
    ['endpoints as a list', drawEntry({ endpoints: [] }), 'settings.endpoints'],
    ['endpoints as text', drawEntry({ endpoints: '/api/' }), 'settings.endpoints'],
  ])('%s', (_what, raw, where) => {
    expect(refusal(raw)).toEqual({ code: 'bad_shape', params: { where } })
  })
})

const TOP = 'name, system, tags, note, settings, secrets'
const SETTINGS = 'baseUrl, clientId, maxRetries, expiresAt, allowHttp, endpoints'
const ENDPOINTS = 'upload, status, download, notify, refresh, health'

describe('unknown keys are refused by name', () => {
  it.each<[string, unknown, string, string, string]>([
    ['at the top', drawEntry({}, {}, { settigns: {} }), 'settigns', 'connection', TOP],
    ['at the top, even when empty', drawEntry({}, {}, { token: undefined }), 'token', 'connection', TOP],
    ['among settings', drawEntry({ baseURL: 'x' }), 'baseURL', 'settings', SETTINGS],
    ['a secret among settings', drawEntry({ accessToken: ACCESS }), 'accessToken', 'settings', SETTINGS],
    ['another system’s', drawEntry({ scope: 'x' }), 'scope', 'settings', SETTINGS],
    ['among endpoints', drawEntry({ endpoints: { token: '/t' } }), 'token', 'settings.endpoints', ENDPOINTS],
    ['among secrets', drawEntry({}, { password: 'x' }), 'password', 'secrets', 'accessToken, refreshToken'],
    [
      'another system’s secret',
      drawEntry({}, { clientSecret: 'x' }),
      'clientSecret',
      'secrets',
      'accessToken, refreshToken',
    ],
    ['constructor', drawEntry({ constructor: 'x' }), 'constructor', 'settings', SETTINGS],
  ])('%s', (_what, raw, key, where, known) => {
    expect(refusal(raw)).toEqual({ code: 'unknown_key', params: { key, where, known } })
  })

  it.each([
    ['the top', '{"__proto__":{"settings":{}}}', 'connection'],
    ['settings', '{"settings":{"__proto__":{"baseUrl":"https://evil.example"}}}', 'settings'],
    ['endpoints', '{"settings":{"endpoints":{"__proto__":{"refresh":"https://evil.example"}}}}', 'settings.endpoints'],
    ['secrets', '{"secrets":{"__proto__":{"accessToken":"x"}}}', 'secrets'],
  ])('__proto__ at %s, and it changes nothing else', (_what, text, where) => {
    expect(refusal(JSON.parse(text))).toMatchObject({ code: 'unknown_key', params: { key: '__proto__', where } })
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('__proto__ among extra parameters is harmless', () => {
    const extra: unknown = JSON.parse('{"__proto__":"x","constructor":"y","toString":"z"}')
    const { draft } = readDraft(oauthEntry({ extra }), oauth2, null, NOW)
    expect(draft.settings.own['extra']).toEqual({ constructor: 'y', toString: 'z' })
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it.each([
    ['a JWT', ACCESS],
    ['a long secret', markerSecret('key')],
    ['a short secret', 'S3cr3tS3cr3t'],
    ['a number in hex', '0123456789abcdef0123456789abcdef'],
    ['random letters', 'qWeRtZuIoP'],
  ])('but never said again when the key is %s', (_what, secret) => {
    const hunt = markers({ secret })
    const typings = [
      drawEntry({}, { [secret]: '' }),
      drawEntry({ [secret]: '' }),
      drawEntry({ endpoints: { [secret]: '' } }),
      drawEntry({}, {}, { [secret]: '' }),
    ]
    const told = typings.map((raw) => refusal(raw))
    expect(told.map(({ params }) => params['key'])).toEqual(['?', '?', '?', '?'])
    expect(hunt.inText('faults', JSON.stringify(told))).toEqual([])
  })
})
