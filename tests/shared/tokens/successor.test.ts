import { describe, expect, it } from 'vitest'
import { fieldsIn } from '../../../shared/tokens/reply-fields.ts'
import { successorIn, withSuccessor } from '../../../shared/tokens/successor.ts'
import { fc } from '../../kit/properties.ts'
import { anyText } from '../any-text.ts'
import { HTML, NOW, replyWith, tokenSet } from '../samples.ts'

const SENT = new Set(['refresh-0', 'access-0', 'a-client-secret'])
const found = (body: unknown, status = 200, sent: ReadonlySet<string> = SENT): string | null =>
  successorIn(replyWith(status, body), sent)?.reveal() ?? null

describe('a successor is read under the name that the settings have for it', () => {
  const named = (path: string, body: unknown): string | null =>
    successorIn(replyWith(200, body), SENT, path)?.reveal() ?? null
  it.each<[string, string, unknown]>([
    ['beside no access token', 'renewal', { renewal: 'refresh-1' }],
    ['wrapped', 'session.renewal', { error: 'server_error', session: { renewal: 'refresh-1' } }],
    ['as an object', 'renewal', { renewal: { token: 'refresh-1' } }],
    ['in what is no JSON', 'session.renewal', '{"access_token":"a\nb","session":{"renewal" : "refresh-1"}}'],
    ['before another one', 'renewal', { refresh_token: 'refresh-2', renewal: 'refresh-1' }],
    ['or under the usual one', 'renewal', { refresh_token: 'refresh-1' }],
  ])('%s', (_what, path, body) => {
    expect(named(path, body)).toBe('refresh-1')
  })
  it('and is none where it stands in for one, was sent, or is cut off', () => {
    for (const body of [{ renewal: '***' }, { renewal: 'refresh-0' }, { renewal: 7 }, '{"renewal":"refre', { r: 'x' }])
      expect(named('renewal', body)).toBeNull()
    expect(named('constructor', {})).toBeNull()
  })
})

describe('a successor is read', () => {
  it.each<[string, unknown]>([
    ['beside no access token', { refresh_token: 'refresh-1' }],
    ['beside null', { access_token: null, refresh_token: 'refresh-1' }],
    ['beside a number', { access_token: 7, refresh_token: 'refresh-1' }],
    ['beside a line break', { access_token: 'abc\ndef', refresh_token: 'refresh-1' }],
    ['beside a raw line break, which is no JSON', '{"access_token":"abc\ndef","refresh_token":"refresh-1"}'],
    ['beside an error', { error: 'server_error', refresh_token: 'refresh-1' }],
    ['beside a refusal', { error: 'invalid_grant', refresh_token: 'refresh-1' }],
    ['in camel case', { refreshToken: 'refresh-1' }],
    ['in capitals', { REFRESH_TOKEN: 'refresh-1' }],
    ['with a dash', { 'refresh-token': 'refresh-1' }],
    ['as the new one', { new_refresh_token: 'refresh-1' }],
    ['inside of data', { status: 'ok', data: { refresh_token: 'refresh-1' } }],
    ['two levels down', { data: { tokens: { refresh_token: 'refresh-1' } } }],
    ['as an object', { refresh_token: { token: 'refresh-1', expires_in: 60 } }],
    ['with space around', { refresh_token: ' refresh-1\n' }],
    ['broken into lines', { refresh_token: 'refr\r\n esh-1' }],
    ['in form encoding', 'access_token=&refresh_token=refresh-1&expires_in=60'],
    ['in form encoding, encoded', 'error=x&refresh_token=refresh%2D1'],
    ['with an escape', '{"access_token": nil, "refresh_token": "refresh\\u002d1"}'],
    ['before an end that is missing', '{"refresh_token":"refresh-1","access_token":"abc'],
    ['after a stray comma', '{"access_token":"abc",,"refresh_token" : "refresh-1"}'],
    ['in the second of two objects', '{"error":"x"}\n{"refresh_token":"refresh-1"}'],
    ['in single quotes', "{'access_token': 'abc', 'refresh_token': 'refresh-1'}"],
    ['in YAML', 'access_token: abc\nrefresh_token: refresh-1\nexpires_in: 60\n'],
    ['in YAML, at its end', '---\ndata:\n  access_token: "abc"\n  refresh_token: "refresh-1"'],
    ['in XML', '<?xml version="1.0"?><OAuth><refresh_token>refresh-1</refresh_token></OAuth>'],
    ['in XML with a namespace', '<o:reply><o:refreshToken type="x"> refresh-1\n</o:refreshToken></o:reply>'],
    ['in XML that is hidden', '<r><refresh_token><![CDATA[refresh-1]]></refresh_token></r>'],
    ['in an attribute', '<token access_token="abc" refresh_token="refresh-1"/>'],
    ['beside the old one', { refresh_token: 'refresh-0', data: { refresh_token: 'refresh-1' } }],
  ])('%s', (_what, body) => {
    expect(found(body)).toBe('refresh-1')
  })

  it('under the short name of simplejwt, where it is long enough for one', () => {
    expect(found({ refresh: 'a-refresh-token-of-simplejwt' })).toBe('a-refresh-token-of-simplejwt')
    for (const refresh of ['yes', 'true', 'https://draw.example/api/token/refresh/', 900])
      expect(found({ refresh })).toBeNull()
  })

  it('with any 2xx, and no other status', () => {
    for (let status = 100; status < 600; status++)
      expect(found({ refresh_token: 'refresh-1' }, status)).toBe(status >= 200 && status < 300 ? 'refresh-1' : null)
  })
})

describe('none is', () => {
  it.each<[string, unknown]>([
    ['null', { refresh_token: null }],
    ['the word null', { refresh_token: 'null' }],
    ['empty text', { refresh_token: '' }],
    ['stars', { refresh_token: '********' }],
    ['one half covered', { refresh_token: 'refr***' }],
    ['a template', { refresh_token: '{{refresh_token}}' }],
    ['an echo of the refresh token', { error: 'invalid_grant', refresh_token: 'refresh-0' }],
    ['an echo of the access token', { refresh_token: 'access-0' }],
    ['an echo of the secret', { refresh_token: 'a-client-secret' }],
    ['two words', { refresh_token: 'not given' }],
    ['a number', { refresh_token: 12 }],
    ['a list', { refresh_token: ['refresh-1'] }],
    ['another name', { refresh_token_expires_in: '3600', old_refresh_token: 'refresh-1' }],
    ['a page', `${HTML}"refresh_token":"refresh-1"`],
    ['half a token', '{"access_token":"abc","refresh_token":"refre'],
    ['a sentence', 'refresh_token=refresh-1 was sent'],
    ['a sentence with a colon', 'Your refresh_token: refresh-1 was sent'],
    ['half a token in single quotes', "{'access_token': 'abc', 'refresh_token': 'refre"],
    ['half a token in YAML', 'access_token: abc\nrefresh_token: refre'],
    ['half a token in XML', '<OAuth><refresh_token>refre'],
    ['another name in XML', '<OAuth><old_refresh_token>refresh-1</old_refresh_token></OAuth>'],
    ['an echo in XML', '<OAuth><refresh_token>refresh-0</refresh_token></OAuth>'],
    ['nothing', ''],
  ])('%s', (_what, body) => {
    expect(found(body)).toBeNull()
  })
})

it('whatever the body, what is found is printable, new and stood in it', () => {
  const body = fc.oneof(
    anyText,
    fc.json(),
    fc.tuple(anyText, anyText).map(([a, b]) => `{"refresh_token":"${a}"${b}`),
  )
  fc.assert(
    fc.property(body, (text) => {
      const token = found(text)
      if (token === null) return
      expect(token).toMatch(/^[!-~]+$/)
      expect(SENT.has(token)).toBe(false)
    }),
  )
})

it('form encoding is an answer only where it names a field of one', () => {
  const fields = (body: string) => fieldsIn(replyWith(200, body))
  expect(fields('access_token=a%20b&token_type=bearer&scope=')).toEqual({
    access_token: 'a b',
    token_type: 'bearer',
    scope: '',
  })
  expect(fields('error=bad_verification_code&error_description=%zz')).toMatchObject({ error: 'bad_verification_code' })
  for (const body of ['OK', 'a=b', '<a access_token=1>', 'access_token', `${'x=1&'.repeat(65)}access_token=a`])
    expect(fields(body)?.['access_token'] ?? null, body).toBe(body === 'access_token' ? '' : null)
})

it('the set that is left behind is a new generation with the access token as it was', () => {
  const before = tokenSet({ refreshExpiresAt: NOW, refreshExpiryFixed: true })
  const successor = successorIn(replyWith(200, { refresh_token: 'refresh-1' }), SENT)
  if (successor === null) throw new Error('none found')
  expect(withSuccessor(before, successor, NOW)).toEqual({
    ...before,
    refreshToken: successor,
    refreshIssuedAt: NOW,
    refreshExpiresAt: null,
    refreshExpiryFixed: false,
    generation: before.generation + 1,
  })
})
