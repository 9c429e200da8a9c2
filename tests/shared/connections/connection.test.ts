import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type Connection,
  isRenewable,
  NAME_PATTERN,
  readDocument,
  refusalOf,
  spendsRefreshToken,
  writeDocument,
} from '../../../shared/connections/connection.ts'
import { fault } from '../../../shared/fault.ts'
import { Secret } from '../../../shared/secret.ts'
import { markerSecret } from '../../kit/markers.ts'
import { fc } from '../../kit/properties.ts'
import { anyText } from '../any-text.ts'
import { connection, DAY, draw, NOW, oauth2, settingsOf, tokenSet } from '../samples.ts'

const trouble = fault('invalid_grant', { status: 400, error: 'invalid_grant' })

const FULL: Connection = connection({
  settings: {
    ...connection().settings,
    endpoints: { refresh: 'auth/refresh' },
    own: { allowHttp: true, extra: { a: 'b' } },
  },
  credentials: {
    clientToken: { secret: new Secret(markerSecret('client token')), since: NOW - 2 * DAY },
    clientSecret: { secret: new Secret(markerSecret('client')), since: NOW - DAY },
  },
  tokens: tokenSet({
    accessToken: new Secret(markerSecret('access')),
    refreshToken: new Secret(markerSecret('refresh')),
    idToken: { secret: new Secret(markerSecret('id token')), issuedAt: NOW - DAY, expiresAt: NOW + DAY },
  }),
  asked: { generation: 3, at: NOW, unanswered: true },
  refused: { generation: 3, at: NOW, fault: { ...trouble, params: { ...trouble.params } } },
  rejectedGeneration: 2,
  pausedAt: NOW,
  announced: { end: NOW + DAY, days: 1 },
  lastRenewal: { at: NOW, tookMs: 12, outcome: 'refused', fault: { ...trouble, params: {} }, rotated: false },
  renewedAt: NOW - DAY,
  superseded: { refreshToken: new Secret(markerSecret('superseded')), at: NOW, sentAgain: true },
  validated: {
    at: NOW,
    reached: 'yes',
    tokenAccepted: 'no',
    canRenew: 'unknown',
    generation: 3,
    fault: { ...trouble, params: {} },
    steps: [{ name: 'health', url: 'https://draw.example/', status: 401, tookMs: 7, fault: null }],
  },
  learned: { tokenRequest: 'oauth-v2' },
  tags: ['ward-3', 'test'],
  note: 'Ask radiology before\npausing it.',
})

const DAMAGED = { ok: false, fault: fault('document_damaged') }

/** With its secrets in the open, to compare by value. */
const opened = (whole: Connection): unknown => JSON.parse(writeDocument(whole))

function reread(whole: Connection): Connection {
  const reading = readDocument(writeDocument(whole))
  if (!reading.ok) throw new Error(reading.fault.code)
  return reading.connection
}

describe('a document', () => {
  it.each([
    ['full', FULL],
    ['nearly empty', connection({ tokens: null })],
    ['with a refresh token alone', connection({ tokens: tokenSet({ accessToken: null, expiresAt: null }) })],
  ])('comes back as it was: %s', (_what, whole) => {
    const back = reread(whole)
    expect(opened(back)).toEqual(opened(whole))
    expect(Object.keys(back)).toEqual(Object.keys(whole))
    expect(back.tokens?.accessToken?.reveal()).toBe(whole.tokens?.accessToken?.reveal())
    expect(back.credentials.clientSecret?.secret.reveal()).toBe(whole.credentials.clientSecret?.secret.reveal())
  })

  it('comes back whatever its secrets and names are', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (secret, clientId, key) => {
        const settings = { ...FULL.settings, clientId, own: { extra: { [key]: secret } } }
        const whole = { ...FULL, settings, credentials: { clientSecret: { secret: new Secret(secret), since: NOW } } }
        if (key === '__proto__') return
        expect(opened(reread(whole))).toEqual(opened(whole))
      }),
    )
  })

  it('keeps what only a later Everbearer knows away from this one', () => {
    for (const version of [4, 2.5, 99]) {
      const later = JSON.stringify({ ...(opened(FULL) as object), version, tokens: 'in another way' })
      const newer = fault('document_newer', { version, reads: 3 })
      expect(readDocument(later)).toEqual({ ok: false, fault: newer })
    }
  })

  it.each([0, 1])('of version %i is left to whoever reads it, and not called damaged', (version) => {
    const older = fault('document_older', { version, reads: 3 })
    expect(readDocument(JSON.stringify({ ...(opened(FULL) as object), version }))).toEqual({ ok: false, fault: older })
  })

  it.each<[string, string]>([
    ['nothing', ''],
    ['broken JSON', '{"version":2'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '1'],
    ['no version', '{}'],
    ['a version as text', '{"version":"2"}'],
  ])('is damaged: %s', (_what, text) => {
    expect(readDocument(text)).toEqual(DAMAGED)
  })

  it.each(Object.keys(FULL))('is damaged without its %s', (key) => {
    const { [key]: _gone, ...rest } = opened(FULL) as Record<string, unknown>
    expect(readDocument(JSON.stringify(rest))).toEqual(DAMAGED)
  })

  it.each<[string, object]>([
    ['a name that no file could have', { name: '../evil' }],
    ['a secret that is a number', { credentials: { clientSecret: { secret: 7, since: NOW } } }],
    ['a credential of no known name', { credentials: { house: { secret: 'key', since: NOW } } }],
    ['a negative number of retries', { settings: { ...FULL.settings, maxRetries: -1 } }],
    ['an endpoint that is a number', { settings: { ...FULL.settings, endpoints: { refresh: 7 } } }],
    ['tokens as text', { tokens: 'abc' }],
    ['an unknown fault', { refused: { generation: 3, at: NOW, fault: { code: 'nonsense', params: {} } } }],
    ['a moment beyond all calendars', { pausedAt: 1e300 }],
    ['a moment as text', { createdAt: '2026-11-21' }],
    ['an end beyond all calendars', { tokens: { ...(opened(FULL) as { tokens: object }).tokens, expiresAt: 1e17 } }],
  ])('is damaged by %s', (_what, change) => {
    const text = JSON.stringify({ ...(opened(FULL) as object), ...change })
    expect(readDocument(text)).toEqual(DAMAGED)
  })

  it('cut anywhere is damaged, and never crashes', () => {
    const text = writeDocument(FULL)
    for (let length = 0; length < text.length; length++) {
      expect(readDocument(text.slice(0, length))).toEqual(DAMAGED)
    }
  })
})

describe('a document of version 2', () => {
  it('as the build before wrote it opens, without tags and note', () => {
    const text = readFileSync(new URL('./fixtures/document-2.json', import.meta.url), 'utf8')
    const reading = readDocument(text)
    if (!reading.ok) throw new Error(reading.fault.code)
    expect(opened(reading.connection)).toEqual({ ...JSON.parse(text), version: 3, tags: [], note: '' })
  })
})

describe('a name', () => {
  it.each(['a', '7', 'draw-ward-3', 'a'.repeat(63), 'a-'])('may be %s', (name) => {
    expect(NAME_PATTERN.test(name)).toBe(true)
  })

  it.each(['', '-a', 'A', 'a b', 'a_b', 'a.b', 'a/b', '..', 'ä', 'a\n', 'a'.repeat(64)])('may not be %j', (name) => {
    expect(NAME_PATTERN.test(name)).toBe(false)
  })
})

describe('renewal', () => {
  const clientSecret = { secret: new Secret('secret'), since: NOW }
  const clientToken = { secret: new Secret('token'), since: NOW }
  const credentials = { clientSecret }
  const asCredentials = settingsOf({ own: { grant: 'client_credentials' } })
  const both = (['clientToken', 'clientSecret'] as const).map((name) => ({ name, required: true }))
  const login = { ...draw, secrets: both, renewal: () => 'login' as const }
  const bare = tokenSet({ refreshToken: null })
  const whole = (changes: object): Connection => connection(changes)

  it.each([
    ['DRAW with a refresh token', whole({}), draw, true, true],
    ['DRAW without', whole({ tokens: bare }), draw, false, true],
    ['DRAW without tokens', whole({ tokens: null }), draw, false, true],
    ['OAuth with a refresh token', whole({}), oauth2, true, true],
    ['OAuth with a secret alone', whole({ credentials, tokens: null }), oauth2, false, true],
    ['credentials', whole({ settings: asCredentials, credentials, tokens: null }), oauth2, true, false],
    ['credentials without a secret', whole({ settings: asCredentials }), oauth2, false, false],
    ['a system that cannot', whole({ credentials }), { ...draw, renewal: () => 'none' as const }, false, false],
    ['a login', whole({ credentials: { clientToken, clientSecret }, tokens: null }), login, true, false],
    ['a login with half of what it needs', whole({ credentials, tokens: null }), login, false, false],
  ])('%s', (_what, given, system, renewable, consumes) => {
    expect([isRenewable(given, system), spendsRefreshToken(given, system)]).toEqual([renewable, consumes])
  })
})

describe('a refusal', () => {
  const refused = { generation: 3, at: NOW, fault: { code: trouble.code, params: { ...trouble.params } } }

  it.each([
    ['of these tokens stands', { refused }, trouble],
    ['of earlier ones is over', { refused: { ...refused, generation: 2 } }, null],
    ['where there were none yet stands', { refused: { ...refused, generation: 0 }, tokens: null }, trouble],
    ['that never was', {}, null],
  ])('%s', (_what, changes, standing) => {
    expect(refusalOf(connection(changes))).toEqual(standing)
  })
})
