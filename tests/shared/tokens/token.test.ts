import { describe, expect, it } from 'vitest'
import { Secret } from '../../../shared/secret.ts'
import { LAST_MOMENT } from '../../../shared/time/instant.ts'
import { readTokens, type TokenSet, tokenSetFromPasted, tokenSetSchema } from '../../../shared/tokens/token.ts'
import { jwt } from '../../kit/jwt.ts'
import { fc } from '../../kit/properties.ts'
import { anyText } from '../any-text.ts'
import { DAY, HOUR, MINUTE, NOW, replyWith, SECOND, tokenSet } from '../samples.ts'

const REPLY = replyWith(200)
const SENT = REPLY.sentAt
const INDIA = 330

type Raw = Record<string, unknown>

function read(raw: Raw, previous: TokenSet | null = null, zone = 0, headers: Record<string, string> = {}): TokenSet {
  const reply = readTokens(raw, { ...REPLY, headers }, previous, zone)
  if (!reply.ok) throw new Error(`no tokens: ${reply.fault.code}`)
  return reply.tokens
}

const revealed = (secret: Secret | null) => secret?.reveal() ?? null

describe('the access token', () => {
  it.each<[string, Raw, string]>([
    ['by its standard name', { access_token: 'abc' }, 'abc'],
    ['in camel case', { accessToken: 'abc' }, 'abc'],
    ['as .NET writes it', { AccessToken: 'abc' }, 'abc'],
    ['with space around', { access_token: ' abc\n' }, 'abc'],
    ['under the name that can be read', { access_token: null, accessToken: 'abc' }, 'abc'],
    ['beside one of the wrong kind', { access_token: 7, accessToken: 'abc' }, 'abc'],
    ['after "Bearer", which would travel twice', { access_token: 'Bearer abc' }, 'abc'],
    ['in quotes', { access_token: '"abc"' }, 'abc'],
    ['as a number', { access_token: 12_345_678_901 }, '12345678901'],
    ['by the standard name rather than another', { accessToken: 'other', access_token: 'abc' }, 'abc'],
  ])('is found %s', (_what, raw, token) => {
    expect(revealed(read(raw).accessToken)).toBe(token)
  })

  it.each<[string, Raw]>([
    ['nothing', {}],
    ['null', { access_token: null }],
    ['empty text', { access_token: '' }],
    ['space', { access_token: ' \n' }],
    ['a number', { access_token: 12345 }],
    ['a list', { access_token: ['abc'] }],
    ['an object', { access_token: { value: 'abc' } }],
    ['a sentence', { access_token: 'error: token is expired by 23m58s' }],
    ['a number that has lost digits', { access_token: 1e21 }],
    ['something nested', { data: { access_token: 'abc' } }],
    ['a token with a line break', { access_token: 'abc\r\nX-Evil: 1' }],
    ['a token with bullets', { access_token: '••••••' }],
    ['an OAuth error', { error: 'invalid_grant' }],
  ])('is not found in %s', (_what, raw) => {
    expect(readTokens(raw, REPLY, null, 0)).toEqual({ ok: false, fault: { code: 'no_tokens_in_reply', params: {} } })
  })
})

describe('the type', () => {
  it.each([
    ['bearer', 'Bearer'],
    ['BEARER', 'Bearer'],
    [' BEARER\n', 'Bearer'],
    ['BearerToken', 'Bearer'],
    ['bearer_token', 'Bearer'],
    ['DPoP', 'DPoP'],
    [' DPoP\n', 'DPoP'],
    ['MAC', 'MAC'],
    [null, 'Bearer'],
    ['', 'Bearer'],
    [7, 'Bearer'],
    ['Bearer\r\nX-Evil: 1', 'Bearer'],
    ['two words', 'Bearer'],
    ['x'.repeat(41), 'Bearer'],
  ])('%j is %s', (type, read_) => {
    expect(read({ access_token: 'abc', token_type: type }).tokenType).toBe(read_)
    expect(read({ access_token: 'abc', tokenType: type }).tokenType).toBe(read_)
  })
})

describe('the expiry', () => {
  it.each<[string, Raw, number | null]>([
    ['expires_in', { expires_in: 3_600 }, HOUR],
    ['expiresIn', { expiresIn: 3_600 }, HOUR],
    ['duration', { duration: '72h' }, 72 * HOUR],
    ['numeric text', { expires_in: '3600' }, HOUR],
    ['text with space', { expires_in: ' 3600 ' }, HOUR],
    ['text with a unit', { expires_in: '30m' }, 30 * MINUTE],
    ['words', { expires_in: '3 days' }, 3 * DAY],
    ['as Go prints it', { duration: '72h0m0s' }, 72 * HOUR],
    ['ISO 8601', { expires_in: 'PT1H' }, HOUR],
    ['a fraction', { expires_in: 1.5 }, 1_500],
    ['the standard name first', { expires_in: 60, expiresIn: 30 }, MINUTE],
    ['the name that can be read', { expires_in: 'soon', expiresIn: 30 }, 30 * SECOND],
    ['null', { expires_in: null }, null],
    ['nothing', {}, null],
    ['zero', { expires_in: 0 }, null],
    ['zero as text', { expires_in: '0' }, null],
    ['a negative number', { expires_in: -60 }, null],
    ['a negative number as text', { expires_in: '-60' }, null],
    ['no number', { expires_in: Number.NaN }, null],
    ['no end', { expires_in: Number.POSITIVE_INFINITY }, null],
    ['more than all calendars', { expires_in: 1e300 }, null],
    ['more digits than a number has', { expires_in: '9'.repeat(400) }, null],
    ['thirty years', { expires_in: 946_080_000 }, 946_080_000_000],
    ['thirty days in milliseconds', { expires_in: 2_592_000_000 }, 30 * DAY],
    ['the same as text', { expires_in: '2592000000' }, 30 * DAY],
    ['where it counts milliseconds', { expires_in: 3_600_000, expires_in_sec: 3_600 }, HOUR],
    ['as Facebook named it', { expires: 5_183_944 }, 5_183_944_000],
    ['a list', { expires_in: [3_600] }, null],
    ['an object', { expires_in: { seconds: 3_600 } }, null],
    ['true', { expires_in: true }, null],
  ])('%s', (_what, raw, lifetime) => {
    const tokens = read({ access_token: 'abc', ...raw })
    expect(tokens.expiresAt).toBe(lifetime === null ? null : SENT + lifetime)
    expect(tokens.expirySource).toBe(lifetime === null ? 'none' : 'expires_in')
  })

  it.each<[string, unknown, number | null]>([
    ['ISO 8601', '2026-11-22T12:00:00Z', NOW + DAY],
    ['with a zone', '2026-11-22T17:30:00+05:30', NOW + DAY],
    ['with a space', '2026-11-22 12:00:00Z', NOW + DAY],
    ['without a zone: ours counts', '2026-11-22T17:30:00', NOW + DAY],
    ['without a zone, as Python writes it', '2026-11-22 17:30:00.000000', NOW + DAY],
    ['seconds since 1970', (NOW + DAY) / SECOND, NOW + DAY],
    ['seconds since 1970 as text', String((NOW + DAY) / SECOND), NOW + DAY],
    ['milliseconds', NOW + DAY, NOW + DAY],
    ['milliseconds as text', String(NOW + DAY), NOW + DAY],
    ['milliseconds as text with space', ` ${NOW + DAY} `, NOW + DAY],
    ['a fraction of a second', NOW / SECOND + 0.25, NOW + 250],
    ['Go’s zero time', '0001-01-01T00:00:00Z', null],
    ['zero', 0, null],
    ['a negative number', -1, null],
    ['the past', NOW - DAY, NOW - DAY],
    ['an impossible date', '2026-02-30T00:00:00Z', null],
    ['no end', Number.POSITIVE_INFINITY, null],
    ['more than all calendars', 1e300, null],
    ['microseconds', (NOW + DAY) * 1_000, null],
    ['words', 'in an hour', null],
    ['few digits', '3600', null],
    ['a list', ['2026-11-22T12:00:00Z'], null],
    ['null', null, null],
    ['as HTTP writes dates', 'Sun, 22 Nov 2026 12:00:00 GMT', NOW + DAY],
  ])('expires_at: %s', (_what, value, at) => {
    for (const name of ['expires_at', 'expiresAt', 'ExpiresAt', 'expires_on', 'expiresOn', 'expiry', 'expiration']) {
      const tokens = read({ access_token: 'abc', [name]: value }, null, INDIA)
      expect([tokens.expiresAt, tokens.expirySource]).toEqual([at, at === null ? 'none' : 'expires_at'])
    }
  })

  it.each(['expires_in', 'expires'])('is a moment in %s, where that is no length that a token has', (name) => {
    const at = (NOW + DAY) / SECOND
    for (const value of [at, String(at), NOW + DAY])
      expect(read({ access_token: 'abc', [name]: value })).toMatchObject({
        expiresAt: NOW + DAY,
        expirySource: 'expires_at',
      })
  })

  it('is the earliest of all that was said, each by its own clock', () => {
    const date = { date: new Date(NOW + 10 * MINUTE).toUTCString() }
    const iat = (NOW + 10 * MINUTE) / SECOND
    const raw = { access_token: jwt({ iat, exp: iat + 3_000 }), expires_in: 3_600, expires_at: NOW + 2 * HOUR }
    const offset = NOW + 10 * MINUTE - (SENT + SECOND / 2)
    const tokens = read(raw, null, 0, date)
    expect(tokens).toMatchObject({ expirySource: 'jwt', clockOffset: offset })
    expect(tokens.expiresAt).toBe(SENT + 3_000 * SECOND)
    expect(read({ ...raw, expires_in: 60 }, null, 0, date).expirySource).toBe('expires_in')
  })

  it('of a token that seems dead on arrival is its length, unless the offset is known', () => {
    const [iat, exp] = [(NOW - 2 * HOUR) / SECOND, (NOW - HOUR) / SECOND]
    expect(read({ access_token: jwt({ iat, exp }) }).expiresAt).toBe(SENT + HOUR)
    expect(read({ access_token: jwt({ exp }) }).expiresAt).toBe(NOW - HOUR)
  })
})

describe('the refresh token', () => {
  const before = tokenSet({ refreshToken: new Secret('old'), refreshIssuedAt: NOW - DAY, refreshExpiresAt: NOW + DAY })

  it.each<[string, Raw, string | null, number | null]>([
    ['absent', {}, 'old', NOW - DAY],
    ['null', { refresh_token: null }, 'old', NOW - DAY],
    ['empty', { refresh_token: '' }, 'old', NOW - DAY],
    ['unfit', { refresh_token: '••••' }, 'old', NOW - DAY],
    ['the same', { refresh_token: 'old' }, 'old', NOW - DAY],
    ['new', { refresh_token: 'new' }, 'new', SENT],
    ['new in camel case', { refreshToken: 'new' }, 'new', SENT],
  ])('%s', (_what, raw, token, since) => {
    const tokens = read({ access_token: 'abc', ...raw }, before)
    expect([revealed(tokens.refreshToken), tokens.refreshIssuedAt]).toEqual([token, since])
    expect(tokens.generation).toBe(4)
  })

  it('is none where there was none and none came', () => {
    const none = { refreshToken: null, refreshIssuedAt: null, refreshExpiresAt: null, refreshExpiryFixed: false }
    expect(read({ access_token: 'abc' })).toMatchObject({ ...none, generation: 1 })
  })

  it.each<[string, Raw, number | null, boolean]>([
    ['nothing said of the same', {}, NOW + DAY, true],
    ['nothing said of a new one', { refresh_token: 'new' }, null, false],
    ['a later end', { refresh_token: 'new', refresh_expires_in: 2 * 86_400 }, SENT + 2 * DAY, false],
    ['a later end of the same', { refresh_expires_in: '172800' }, SENT + 2 * DAY, false],
    ['in camel case', { refresh_token: 'new', refreshExpiresIn: 172_800 }, SENT + 2 * DAY, false],
    ['in a longer name', { refresh_token: 'new', refresh_token_expires_in: 172_800 }, SENT + 2 * DAY, false],
    ['the same end, rounded', { refresh_token: 'new', refresh_expires_in: 86_402 }, SENT + 86_402 * SECOND, true],
    ['an earlier end', { refresh_token: 'new', refresh_expires_in: 60 }, SENT + MINUTE, true],
    ['in milliseconds', { refresh_token: 'new', refresh_expires_in: 172_800_000 }, SENT + 2 * DAY, false],
    ['thirty days of those', { refresh_token: 'new', refresh_expires_in: 2_592_000_000 }, SENT + 30 * DAY, false],
    [
      'in milliseconds, beside its own exp',
      { refresh_token: jwt({ exp: (NOW + 9 * DAY) / SECOND }), refresh_expires_in: 172_800_000 },
      NOW + 9 * DAY,
      false,
    ],
    ['zero, which is no end', { refresh_token: 'new', refresh_expires_in: 0 }, null, false],
    ['more than all calendars', { refresh_token: 'new', refresh_expires_in: 1e300 }, null, false],
    ['its own exp', { refresh_token: jwt({ exp: (NOW + 9 * DAY) / SECOND }) }, NOW + 9 * DAY, false],
    ['its own exp, the same as before', { refresh_token: jwt({ exp: (NOW + DAY) / SECOND, n: 1 }) }, NOW + DAY, true],
  ])('ends: %s', (_what, raw, end, fixed) => {
    const tokens = read({ access_token: 'abc', ...raw }, before)
    expect([tokens.refreshExpiresAt, tokens.refreshExpiryFixed]).toEqual([end, fixed])
  })
})

describe('any JSON at all', () => {
  const date = fc.oneof(
    fc.date().map((at) => at.toJSON()),
    fc.date().map((at) => at.toUTCString()),
    fc.string(),
  )
  const value = fc.oneof(fc.jsonValue(), fc.double(), fc.integer({ min: 0, max: 1e13 }), date, anyText)
  const seconds = fc.oneof(fc.integer({ min: 0, max: 4e9 }), fc.double())
  const token = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ exp: seconds, iat: seconds }, { requiredKeys: [] }).map((claims) => jwt(claims)),
    },
    { weight: 1, arbitrary: value },
  )
  const raw = fc.record(
    {
      access_token: token,
      token_type: value,
      expires_in: value,
      expires_at: value,
      refresh_token: token,
      refresh_expires_in: value,
    },
    { requiredKeys: ['access_token'] },
  )

  it('gives a whole token set that the vault takes and gives back, or a fault', () => {
    let whole = 0
    fc.assert(
      fc.property(raw, date, (body, header) => {
        const reply = readTokens(body, { ...REPLY, headers: { date: header } }, tokenSet(), 0)
        if (!reply.ok) {
          expect(reply.fault.code).toBe('no_tokens_in_reply')
          return
        }
        whole++
        const { accessToken, refreshToken } = reply.tokens
        const stored = { ...reply.tokens, accessToken: revealed(accessToken), refreshToken: revealed(refreshToken) }
        expect(tokenSetSchema.safeParse(stored).error).toBeUndefined()
        expect(JSON.parse(JSON.stringify(stored))).toEqual(stored)
        expect(`${stored.accessToken}${stored.refreshToken}`).toMatch(/^[ -~]+$/)
      }),
      { numRuns: 1_000 },
    )
    expect(whole).toBeGreaterThan(500)
  })
})

describe('pasted tokens', () => {
  const iat = (NOW - 2 * HOUR) / SECOND
  const exp = (NOW + DAY) / SECOND

  it.each<[string, Raw, number | null, Partial<TokenSet>]>([
    ['a JWT', { iat, exp }, null, { issuedAt: NOW - 2 * HOUR, expiresAt: NOW + DAY, expirySource: 'jwt' }],
    ['a JWT and a typed date', { exp }, NOW + 9 * DAY, { issuedAt: NOW, expiresAt: NOW + DAY, expirySource: 'jwt' }],
    ['a JWT from the future', { iat: exp, exp: exp + 60 }, null, { issuedAt: NOW, expiresAt: NOW + DAY + MINUTE }],
    [
      'a JWT without exp',
      { iat },
      NOW + DAY,
      { issuedAt: NOW - 2 * HOUR, expiresAt: NOW + DAY, expirySource: 'typed' },
    ],
    ['nothing said', {}, null, { issuedAt: NOW, expiresAt: null, expirySource: 'none' }],
    ['a fraction', { exp: exp + 0.0005 }, null, { expiresAt: NOW + DAY }],
    ['beyond all calendars', { exp: LAST_MOMENT * 10 }, null, { expiresAt: null, expirySource: 'none' }],
  ])('%s', (_what, payload, typedExpiresAt, expected) => {
    const pasted = { accessToken: new Secret(jwt(payload)), refreshToken: null, typedExpiresAt }
    expect(tokenSetFromPasted(pasted, NOW, 5)).toMatchObject({ ...expected, generation: 5, refreshIssuedAt: null })
  })

  it('are a refresh token alone, too', () => {
    const refreshToken = new Secret(jwt({ exp }))
    expect(tokenSetFromPasted({ accessToken: null, refreshToken, typedExpiresAt: null }, NOW, 1)).toMatchObject({
      accessToken: null,
      expiresAt: null,
      expirySource: 'none',
      refreshToken,
      refreshIssuedAt: NOW,
      refreshExpiresAt: NOW + DAY,
      refreshExpiryFixed: false,
    })
  })
})
