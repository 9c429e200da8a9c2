import { describe, expect, it } from 'vitest'
import { type DraftBase, readDraft } from '../../../shared/entry/draft.ts'
import { FaultError } from '../../../shared/fault.ts'
import type { System } from '../../../shared/systems/system.ts'
import { fc } from '../../kit/properties.ts'
import { DAY, draw, NOW, oauth2, settingsOf } from '../samples.ts'
import { ACCESS, drawEntry, oauthEntry, REFRESH } from './entries.ts'

const read = (raw: unknown, system: System = draw, base: DraftBase | null = null) => readDraft(raw, system, base, NOW)

describe('an entry is read', () => {
  it('with its defaults filled in and nothing to say', () => {
    expect(read(drawEntry())).toEqual({
      name: 'draw-ward-3',
      draft: {
        settings: settingsOf({ own: { allowHttp: false } }),
        secrets: { accessToken: ACCESS, refreshToken: REFRESH },
        typedExpiresAt: null,
        now: NOW,
      },
      typedSecrets: ['accessToken', 'refreshToken'],
      tagsAndNote: { tags: null, note: null },
      hasOnlyTagsAndNote: false,
      mistakes: [],
    })
  })

  it('with all that can be set', () => {
    const settings = {
      maxRetries: '7',
      grant: 'client_credentials',
      clientAuth: 'post',
      scope: ' a b ',
      resource: 'https://api.example/',
      audience: 'api',
      extra: { tenant: 'x', constructor: 'y' },
      allowHttp: true,
      expiresAt: '2026-11-22T12:00:00Z',
      endpoints: { token: 'oauth/token', proof: '/me' },
    }
    const { draft } = read(oauthEntry(settings, { accessToken: 'Bearer abc' }), oauth2)
    const { maxRetries, expiresAt, endpoints, ...own } = settings
    expect(draft).toEqual({
      settings: {
        baseUrl: 'https://id.example',
        clientId: 'client',
        maxRetries: 7,
        endpoints,
        own: { ...own, scope: 'a b', handOut: 'access', tokenRequest: 'auto' },
      },
      secrets: { accessToken: 'abc', refreshToken: 'opaque-refresh-token', clientSecret: 'secret' },
      typedExpiresAt: NOW + DAY,
      now: NOW,
    })
  })

  it('without endpoints that are the default, so that a later default reaches them', () => {
    const endpoints = { upload: '/api/upload/', health: '', refresh: ' "auth/refresh" ' }
    expect(read(drawEntry({ endpoints })).draft.settings.endpoints).toEqual({ refresh: 'auth/refresh' })
  })

  it.each([
    ['no settings and secrets', { name: 'a', system: 'draw' }],
    ['null', { name: 'a', system: 'draw', settings: null, secrets: null }],
    ['empty ones', { name: 'a', system: 'draw', settings: { endpoints: null }, secrets: {} }],
  ])('with %s, and says what is missing', (_what, raw) => {
    const { mistakes, draft } = read(raw)
    expect(mistakes.map(({ field, code }) => [field, code])).toEqual([
      ['settings.clientId', 'required_missing'],
      ['secrets.accessToken', 'required_missing'],
    ])
    expect(draft.settings.baseUrl).toBe('https://draw.chavi.ai/')
  })

  it.each([
    [7, null],
    [null, null],
    [['a'], null],
    [' ward ', 'ward'],
    ['', ''],
  ])('with the name %j as %j', (name, read_) => {
    expect(read(drawEntry({}, {}, { name })).name).toBe(read_)
  })
})

const SAVED: DraftBase = {
  settings: settingsOf({
    maxRetries: 5,
    endpoints: { refresh: 'auth/refresh', health: '/alive' },
    own: { allowHttp: true },
  }),
  secrets: { accessToken: 'old-access', refreshToken: 'old-refresh' },
  typedExpiresAt: NOW + DAY,
}

describe('an edit', () => {
  const edit = (raw: unknown) => read(raw, draw, SAVED)

  it('of nothing changes nothing', () => {
    expect(edit({})).toMatchObject({ name: null, draft: { ...SAVED, now: NOW }, typedSecrets: [], mistakes: [] })
  })

  it.each([
    ['left out', {}],
    ['blank', { accessToken: '', refreshToken: '' }],
    ['made of space and quotes', { accessToken: ' \n', refreshToken: '" "' }],
  ])('keeps secrets that are %s', (_what, secrets) => {
    const { draft, typedSecrets, mistakes } = edit({ secrets })
    expect([draft.secrets, typedSecrets, mistakes]).toEqual([SAVED.secrets, [], []])
  })

  it('of one secret keeps the other', () => {
    const { draft, typedSecrets } = edit({ secrets: { refreshToken: 'new-refresh' } })
    expect(draft.secrets).toEqual({ accessToken: 'old-access', refreshToken: 'new-refresh' })
    expect([typedSecrets, draft.typedExpiresAt]).toEqual([['refreshToken'], NOW + DAY])
  })

  it('of the access token forgets the date that was typed with the old one', () => {
    expect(edit({ secrets: { accessToken: 'new-access' } }).draft.typedExpiresAt).toBeNull()
  })

  it('of one setting keeps the others', () => {
    const { draft } = edit({ settings: { clientId: 'Institute B', endpoints: { upload: '/u/' } } })
    const endpoints = { ...SAVED.settings.endpoints, upload: '/u/' }
    expect(draft.settings).toEqual({ ...SAVED.settings, clientId: 'Institute B', endpoints })
  })

  it.each([
    ['the default', '/api/token/refresh/'],
    ['nothing', ''],
    ['space', '  '],
  ])('sets an endpoint back by %s', (_what, refresh) => {
    expect(edit({ settings: { endpoints: { refresh } } }).draft.settings.endpoints).toEqual({ health: '/alive' })
  })

  it('of a setting to nothing takes it away, or says that it must be there', () => {
    const base = { ...SAVED, settings: settingsOf({ own: { scope: 'read', grant: 'client_credentials' } }) }
    expect(read({ settings: { scope: '' } }, oauth2, base).draft.settings.own).not.toHaveProperty('scope')
    expect(edit({ settings: { clientId: '' } }).mistakes).toEqual([
      { level: 'error', field: 'settings.clientId', code: 'required_missing', params: { field: 'clientId' } },
    ])
  })

  it('that goes wrong in one place leaves what was there', () => {
    const { draft, mistakes } = edit({ settings: { maxRetries: 'many', clientId: 7, endpoints: { health: 7 } } })
    expect(draft.settings).toEqual(SAVED.settings)
    expect(mistakes.map(({ code }) => code).sort()).toEqual(['not_a_number', 'not_text', 'not_text'])
  })
})

describe('values of the wrong kind', () => {
  it.each([null, '', undefined])('are not those that say nothing: a date that is %j', (expiresAt) => {
    const { mistakes, draft } = read(drawEntry({ expiresAt }))
    expect([mistakes, draft.typedExpiresAt]).toEqual([[], null])
  })

  it.each<[string, unknown, string, string]>([
    ['maxRetries', 'many', 'settings.maxRetries', 'not_a_number'],
    ['maxRetries', 1.5, 'settings.maxRetries', 'not_a_number'],
    ['maxRetries', '-1', 'settings.maxRetries', 'not_a_number'],
    ['maxRetries', '', 'settings.maxRetries', 'not_a_number'],
    ['maxRetries', null, 'settings.maxRetries', 'not_a_number'],
    ['maxRetries', 1e300, 'settings.maxRetries', 'out_of_range'],
    ['maxRetries', -1, 'settings.maxRetries', 'out_of_range'],
    ['maxRetries', 21, 'settings.maxRetries', 'out_of_range'],
    ['baseUrl', 7, 'settings.baseUrl', 'not_text'],
    ['baseUrl', null, 'settings.baseUrl', 'not_text'],
    ['clientId', ['a'], 'settings.clientId', 'not_text'],
    ['scope', { a: 1 }, 'settings.scope', 'not_text'],
    ['extra', 'a=b', 'settings.extra', 'not_text'],
    ['extra', { a: 1 }, 'settings.extra', 'not_text'],
    ['extra', ['a'], 'settings.extra', 'not_text'],
    ['extra', null, 'settings.extra', 'not_text'],
    ['grant', 'password', 'settings.grant', 'not_a_choice'],
    ['grant', '', 'settings.grant', 'not_a_choice'],
    ['clientAuth', 'Basic', 'settings.clientAuth', 'not_a_choice'],
    ['allowHttp', 'true', 'settings.allowHttp', 'not_a_choice'],
    ['allowHttp', 1, 'settings.allowHttp', 'not_a_choice'],
    ['expiresAt', 'tomorrow', 'settings.expiresAt', 'moment_unreadable'],
    ['expiresAt', 1_795_000_000, 'settings.expiresAt', 'moment_unreadable'],
    ['expiresAt', '2026-02-30T00:00:00Z', 'settings.expiresAt', 'moment_unreadable'],
    ['expiresAt', '2026-12-21T00:00:00', 'settings.expiresAt', 'zone_missing'],
    ['expiresAt', '2026-12-21', 'settings.expiresAt', 'zone_missing'],
    ['endpoints', { token: 7 }, 'settings.endpoints.token', 'not_text'],
    ['endpoints', { token: null }, 'settings.endpoints.token', 'not_text'],
  ])('%s: %j', (name, value, field, code) => {
    const { mistakes } = read(oauthEntry({ [name]: value }), oauth2)
    expect(mistakes).toContainEqual(expect.objectContaining({ level: 'error', field, code }))
  })

  it.each([7, null, true, ['a'], { a: 1 }])('a secret that is %j', (value) => {
    const { mistakes } = read(drawEntry({}, { accessToken: value }))
    expect(mistakes.map(({ level, field, code }) => [level, field, code])).toEqual([
      ['error', 'secrets.accessToken', 'not_text'],
      ['error', 'secrets.accessToken', 'required_missing'],
    ])
  })
})

describe('any JSON at all', () => {
  const value = fc.jsonValue({ maxDepth: 1 })
  const stranger = fc.constantFrom('name', 'system', 'settings', 'secrets', 'endpoints', '__proto__', 'constructor')
  const anything = fc.oneof(
    value,
    fc.dictionary(stranger, fc.dictionary(stranger, value, { maxKeys: 3 }), { maxKeys: 4 }),
  )
  const filled = (fields: readonly { readonly name: string }[]) =>
    fc.dictionary(fc.constantFrom(...fields.map(({ name }) => name)), value, { maxKeys: 4 })
  const entryOf = (system: System) =>
    fc
      .tuple(filled(system.settings), filled(system.endpoints), filled(system.secrets), value)
      .map(([settings, endpoints, secrets, name]) => ({ name, settings: { ...settings, endpoints }, secrets }))

  it.each([draw, oauth2])('is an entry of $id or a fault, and never a crash', (system) => {
    let entries = 0
    fc.assert(
      fc.property(fc.oneof(anything, entryOf(system)), fc.constantFrom(null, SAVED), (raw, saved) => {
        try {
          const { settings, secrets } = read(raw, system, saved).draft
          expect([typeof settings.baseUrl, typeof settings.clientId]).toEqual(['string', 'string'])
          expect(Number.isInteger(settings.maxRetries)).toBe(true)
          expect(Object.values(settings.endpoints).every((path) => typeof path === 'string' && path !== '')).toBe(true)
          expect(Object.values(secrets).every((secret) => typeof secret === 'string' && secret !== '')).toBe(true)
          entries++
        } catch (thrown) {
          if (!(thrown instanceof FaultError)) throw thrown
          expect(['bad_shape', 'unknown_key']).toContain(thrown.fault.code)
        }
      }),
      { numRuns: 500 },
    )
    expect(entries).toBeGreaterThan(100)
  })
})
