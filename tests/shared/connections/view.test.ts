import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Connection } from '../../../shared/connections/connection.ts'
import type { LastTest } from '../../../shared/connections/last-test.ts'
import { standingOf } from '../../../shared/connections/standing.ts'
import { connectionViewSchema, indexedOf, type LiveFacts, viewOf } from '../../../shared/connections/view.ts'
import { type FaultCode, fault } from '../../../shared/fault.ts'
import { Secret } from '../../../shared/secret.ts'
import { jwt } from '../../kit/jwt.ts'
import { markerSecret, markers } from '../../kit/markers.ts'
import { connection, DAY, draw, HOUR, MINUTE, NOW, oauth2, SECOND, tokenSet } from '../samples.ts'

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

const LIVE: LiveFacts = {
  revision: 7,
  now: NOW,
  isInFlight: false,
  isUnsaved: false,
  refreshAt: NOW + 27 * DAY,
  hardPoint: NOW + 30 * DAY - MINUTE,
  failure: null,
}

const failure = (code: FaultCode, isWrongSettings = false) => ({ fault: fault(code, { status: 0 }), isWrongSettings })
const viewed = (changes: Partial<Connection> = {}, live: Partial<LiveFacts> = {}, system = draw) =>
  viewOf(connection(changes), system, { ...LIVE, ...live }, digest)

const TESTED: LastTest = {
  at: NOW,
  reached: 'yes',
  tokenAccepted: 'yes',
  canRenew: 'unknown',
  generation: 3,
  fault: null,
  steps: [],
}
const refused = { generation: 3, at: NOW, fault: { code: 'invalid_grant' as const, params: {} } }
const LATE: Partial<LiveFacts> = { hardPoint: NOW }
const WRONG: Partial<LiveFacts> = { failure: failure('wrong_address', true) }
const over = tokenSet({ expiresAt: NOW })
const fixed = (life: number, left: number) =>
  tokenSet({ refreshToken: null, issuedAt: NOW + left - life, expiresAt: NOW + left })

/** [what is so, connection, live facts, state]: what stands higher is the more urgent truth. */
const STATES: [string, Partial<Connection>, Partial<LiveFacts>, string][] = [
  [
    'paused, and all else too',
    { pausedAt: NOW, refused, tokens: over },
    { ...LATE, ...WRONG, isUnsaved: true, isInFlight: true },
    'paused',
  ],
  [
    'refused, and all else too',
    { refused, tokens: over },
    { ...LATE, ...WRONG, isUnsaved: true, isInFlight: true },
    'needs-person',
  ],
  [
    'refused in a test, in use or not',
    { validated: { ...TESTED, tokenAccepted: 'no' } },
    { isUnsaved: true },
    'needs-person',
  ],
  [
    'refused in a test of an earlier token',
    { validated: { ...TESTED, tokenAccepted: 'no', generation: 2 } },
    {},
    'valid',
  ],
  [
    'refused in a test before its settings changed',
    { validated: { ...TESTED, tokenAccepted: 'no', generation: null } },
    {},
    'valid',
  ],
  ['reported by a program alone', { rejectedGeneration: 3 }, {}, 'valid'],
  ['refused in an earlier generation', { refused: { ...refused, generation: 2 } }, {}, 'valid'],
  ['unsaved, and all else too', { tokens: over }, { ...LATE, ...WRONG, isUnsaved: true, isInFlight: true }, 'unsaved'],
  ['renewing, and all else too', { tokens: over }, { ...LATE, ...WRONG, isInFlight: true }, 'renewing'],
  ['wrong settings, late', {}, { ...LATE, ...WRONG }, 'needs-person'],
  ['wrong settings, expired', { tokens: over }, { ...LATE, ...WRONG }, 'needs-person'],
  ['wrong settings, no token yet', { tokens: null }, { ...WRONG, hardPoint: null }, 'needs-person'],
  ['wrong settings, still time', {}, WRONG, 'valid'],
  ['not now, still time', {}, { failure: failure('offline') }, 'valid'],
  ['not now, late', {}, { ...LATE, failure: failure('offline') }, 'expiring'],
  ['not now, expired', { tokens: over }, { ...LATE, failure: failure('offline') }, 'expired'],
  ['expired to the millisecond', { tokens: over }, LATE, 'expired'],
  ['a millisecond before', { tokens: tokenSet({ expiresAt: NOW + 1 }) }, LATE, 'expiring'],
  ['no tokens, and nothing to get them with', { tokens: null }, { hardPoint: null }, 'needs-person'],
  [
    'a refresh token alone',
    { tokens: tokenSet({ accessToken: null, expiresAt: null }) },
    { hardPoint: null },
    'unknown',
  ],
  [
    'one that its server says never ends',
    { tokens: tokenSet({ expiresAt: null, refreshToken: null }), learned: { endless: 'yes' } },
    { hardPoint: null, refreshAt: null },
    'valid',
  ],
  ['no end known', { tokens: tokenSet({ expiresAt: null }) }, { hardPoint: null }, 'unknown'],
  ['past the soft point, before the hard', {}, { hardPoint: NOW + 1 }, 'valid'],
  ['at the hard point', {}, LATE, 'expiring'],
  ['cannot renew, much time', { tokens: fixed(30 * DAY, 20 * DAY) }, {}, 'valid'],
  ['cannot renew, its last two weeks', { tokens: fixed(60 * DAY, 14 * DAY) }, {}, 'expiring'],
  ['cannot renew, a moment before that', { tokens: fixed(60 * DAY, 14 * DAY + 1) }, {}, 'valid'],
  ['cannot renew, short life, first half', { tokens: fixed(2 * HOUR, HOUR + 1) }, {}, 'valid'],
  ['cannot renew, short life, second half', { tokens: fixed(2 * HOUR, HOUR) }, {}, 'expiring'],
  ['cannot renew, over', { tokens: fixed(2 * HOUR, 0) }, {}, 'expired'],
]

describe('the state', () => {
  it.each(STATES)('%s', (_what, changes, live, state) => {
    expect(standingOf(connection(changes), draw, { ...LIVE, ...live }).state).toBe(state)
  })

  it.each(STATES)('and the index says of it what the view says: %s', (_what, changes, live) => {
    const standing = { ...LIVE, ...live }
    expect(viewed(changes, live)).toMatchObject(indexedOf(connection(changes), draw, standing))
  })
})

describe('a view', () => {
  it('says all but the secrets', () => {
    const view = viewed({
      lastRenewal: { at: NOW - HOUR, tookMs: 80, outcome: 'renewed', fault: null, rotated: true },
      validated: { ...TESTED, at: NOW - DAY },
      tokens: tokenSet({ clockOffset: -31 * SECOND, refreshExpiresAt: NOW + 365 * DAY }),
    })
    expect(view).toMatchObject({
      name: 'draw-ward-3',
      system: 'draw',
      baseUrl: 'https://draw.example/',
      clientId: 'Institute A',
      maxRetries: 3,
      state: 'valid',
      issuedAt: '2026-11-21T11:00:00.000Z',
      expiresAt: '2026-12-21T12:00:00.000Z',
      expirySource: 'expires_in',
      refreshAt: '2026-12-18T12:00:00.000Z',
      refreshExpiresAt: '2027-11-21T12:00:00.000Z',
      renewal: 'refresh',
      renewable: true,
      generation: 3,
      lastRefresh: { at: '2026-11-21T11:00:00.000Z', tookMs: 80, outcome: 'renewed', rotated: true, fault: null },
      // The renewal since has tried what the test could not.
      validated: { ...TESTED, at: '2026-11-20T12:00:00.000Z', canRenew: 'yes', current: true },
      pausedAt: null,
      fault: null,
      clockOffset: -31 * SECOND,
      cutOff: false,
    })
    expect(connectionViewSchema.parse(view)).toEqual(view)
  })

  it('of a connection that has nothing yet says so', () => {
    const view = viewed({ tokens: null }, { refreshAt: null, hardPoint: null })
    const none = { present: false, since: null, validUntil: null, fingerprint: null }
    expect(view).toMatchObject({
      issuedAt: null,
      expiresAt: null,
      expirySource: 'none',
      generation: 0,
      renewable: false,
    })
    expect(view.secrets).toEqual({ accessToken: none, refreshToken: none })
    expect(connectionViewSchema.parse(view)).toEqual(view)
  })

  it('of a refresh token that was entered alone says that nothing was issued yet', () => {
    const view = viewed({ tokens: tokenSet({ accessToken: null, expiresAt: null, expirySource: 'none' }) })
    expect(view).toMatchObject({ issuedAt: null, expiresAt: null, renewable: true, lastRefresh: null })
  })

  it('shows the full addresses that will be called, set or default', () => {
    const endpoints = { refresh: 'auth/refresh', health: 'https://health.example/' }
    const { settings } = connection()
    const view = viewed({ settings: { ...settings, baseUrl: 'https://draw.example//', endpoints } })
    expect(view.endpoints).toMatchObject({ upload: '/api/upload/', refresh: 'auth/refresh' })
    expect(view.urls).toMatchObject({
      upload: 'https://draw.example/api/upload/',
      status: 'https://draw.example/api/upload/{task_id}/status/',
      refresh: 'https://draw.example/auth/refresh',
      health: 'https://health.example/',
    })
    expect(viewed({}, {}, oauth2).urls).toEqual({})
  })

  it.each<[string, Partial<Connection>, Partial<LiveFacts>, FaultCode | null]>([
    ['none', {}, {}, null],
    ['the failure of now', {}, { failure: failure('offline') }, 'offline'],
    ['the refusal', { refused }, {}, 'invalid_grant'],
    ['the refusal before the failure', { refused }, { failure: failure('offline') }, 'invalid_grant'],
    [
      'a test’s refusal',
      { validated: { ...TESTED, tokenAccepted: 'no', fault: fault('token_unknown') } },
      {},
      'token_unknown',
    ],
    ['a program’s report', { rejectedGeneration: 3 }, {}, 'reported_rejected'],
    ['no report that a test has answered', { rejectedGeneration: 3, validated: TESTED }, {}, null],
    ['no refusal of long ago', { refused: { ...refused, generation: 1 } }, {}, null],
  ])('says what troubles it: %s', (_what, changes, live, code) => {
    expect(viewed(changes, live).fault?.code ?? null).toBe(code)
  })

  it.each([
    [null, null],
    [30 * SECOND, null],
    [-30 * SECOND, null],
    [30 * SECOND + 1, 30 * SECOND + 1],
    [-HOUR, -HOUR],
  ])('says that the clocks differ by %j as %j', (clockOffset, said) => {
    expect(viewed({ tokens: tokenSet({ clockOffset }) }).clockOffset).toBe(said)
  })
})

describe('the secrets of a view', () => {
  const values = {
    accessToken: jwt({ token_type: 'access', exp: (NOW + DAY) / SECOND, jti: markerSecret('access') }),
    refreshToken: markerSecret('refresh'),
    clientSecret: markerSecret('client'),
  }
  const whole: Partial<Connection> = {
    credentials: { clientSecret: { secret: new Secret(values.clientSecret), since: NOW - DAY } },
    tokens: tokenSet({ accessToken: new Secret(values.accessToken), refreshToken: new Secret(values.refreshToken) }),
    refused,
    lastRenewal: { at: NOW, tookMs: 1, outcome: 'refused', fault: refused.fault, rotated: false },
  }

  it('are not in it, in any encoding', () => {
    const hunt = markers(values)
    for (const system of [draw, oauth2]) {
      const text = JSON.stringify(viewed(whole, { failure: failure('refused') }, system))
      expect(text).toContain('"present":true')
      expect(hunt.inText(system.id, text)).toEqual([])
    }
  })

  it('are those that the system has', () => {
    expect(Object.keys(viewed(whole).secrets)).toEqual(['accessToken', 'refreshToken'])
    expect(Object.keys(viewed(whole, {}, oauth2).secrets).sort()).toEqual([
      'accessToken',
      'clientSecret',
      'privateKey',
      'refreshToken',
    ])
  })

  it('say since when and until when', () => {
    const { accessToken, refreshToken, clientSecret } = viewed(whole, {}, oauth2).secrets
    expect([accessToken?.since, accessToken?.validUntil]).toEqual([
      '2026-11-21T11:00:00.000Z',
      '2026-12-21T12:00:00.000Z',
    ])
    expect([refreshToken?.since, refreshToken?.validUntil]).toEqual(['2026-11-21T11:00:00.000Z', null])
    expect([clientSecret?.since, clientSecret?.validUntil]).toEqual(['2026-11-20T12:00:00.000Z', null])
    const byItself = tokenSet({ refreshToken: new Secret(jwt({ exp: (NOW + DAY) / SECOND })) })
    expect(viewed({ tokens: byItself }).secrets['refreshToken']?.validUntil).toBe('2026-11-22T12:00:00.000Z')
  })

  it('have fingerprints: eight letters, the same for the same secret, others in another connection', () => {
    const fingerprints = (id: string) =>
      Object.values(viewed({ ...whole, id }, {}, oauth2).secrets)
        .filter(({ present }) => present)
        .map((secret) => secret.fingerprint)
    expect(fingerprints('one')).toEqual(fingerprints('one'))
    expect(new Set([...fingerprints('one'), ...fingerprints('other')]).size).toBe(6)
    for (const fingerprint of fingerprints('one')) expect(fingerprint).toMatch(/^[0-9a-f]{8}$/)
    const unsalted = Object.values(values).map((value) => digest(value).slice(0, 8))
    expect(fingerprints('one').filter((fingerprint) => unsalted.includes(fingerprint ?? ''))).toEqual([])
  })

  it.each([
    [23, false],
    [24, true],
  ])('of %d letters have one: %s', (length, has) => {
    const clientSecret = { secret: new Secret('x'.repeat(length)), since: NOW }
    expect(viewed({ credentials: { clientSecret } }, {}, oauth2).secrets['clientSecret']?.fingerprint !== null).toBe(
      has,
    )
  })
})
