import { describe, expect, test } from 'vitest'
import { baseOf, entryOf, type FormValues, initialValues, sortedIn } from '../../../renderer/form/form-values.ts'
import { judge, suggestedName } from '../../../renderer/form/judging/judgement.ts'
import { crafter } from '../../../shared/systems/crafter/crafter.ts'
import { draw } from '../../../shared/systems/draw/draw.ts'
import { oauth2 } from '../../../shared/systems/oauth2/oauth2.ts'
import type { System } from '../../../shared/systems/system.ts'
import { START } from '../../kit/hand-clock.ts'
import { jwt } from '../../kit/jwt.ts'
import { viewWith } from '../../kit/view.ts'

const HERE = 'Europe/Berlin'
const END = Math.floor(START / 1_000) + 30 * 86_400
const access = jwt({ token_type: 'access', exp: END })
const refresh = jwt({ token_type: 'refresh', exp: END })
const present = { present: true, since: null, validUntil: null, fingerprint: null }
const view = viewWith({
  baseUrl: 'https://draw.example/',
  maxRetries: 5,
  endpoints: { upload: '/up/', refresh: '/api/token/refresh/' },
  secrets: { accessToken: present, refreshToken: present },
})

const filledIn = (system: System, changes: Partial<FormValues>): FormValues => ({
  ...initialValues(system, null, HERE),
  ...changes,
})
const problems = (values: FormValues, system: System, base = null as Parameters<typeof judge>[1]['base']) => {
  const { byField } = judge(values, { system, base, taken: ['taken'], now: START })
  return Object.entries(byField).flatMap(([field, mistakes]) => mistakes.map(({ code }) => `${field} ${code}`))
}

describe('what a new form holds', () => {
  test('starts from the defaults and becomes the JSON of add', () => {
    const values = filledIn(draw, { name: ' ward-3 ', secrets: { accessToken: access, refreshToken: refresh } })
    expect(entryOf({ ...values, settings: { ...values.settings, clientId: 'Institute A' } }, draw, 'new')).toEqual({
      name: 'ward-3',
      system: 'draw',
      tags: [],
      note: '',
      settings: {
        baseUrl: 'https://draw.chavi.ai/',
        clientId: 'Institute A',
        maxRetries: '3',
        allowHttp: false,
        endpoints: { upload: '', status: '', download: '', notify: '', refresh: '', health: '' },
      },
      secrets: { accessToken: access, refreshToken: refresh },
    })
  })

  test('is judged as the keeper would judge it', () => {
    const values = filledIn(draw, { name: 'a', secrets: { accessToken: refresh, refreshToken: access } })
    const settings = { ...values.settings, baseUrl: 'https://draw.example/admin/', clientId: '7' }
    expect(problems({ ...values, settings }, draw).sort()).toEqual([
      'secrets.accessToken tokens_swapped',
      'settings.baseUrl admin_page_address',
      'settings.clientId client_id_is_number',
    ])
  })

  test.each([
    ['', 'name required_missing'],
    ['Ward 3', 'name invalid_name'],
    [access, 'name text_holds_secret'],
    ['taken', 'name name_taken'],
  ])('the name "%s"', (name, expected) => {
    expect(problems(filledIn(draw, { name }), draw)).toContain(expected)
  })

  test('extra parameters are lines, and their mistakes stand beside them', () => {
    const values = filledIn(oauth2, { name: 'a' })
    const settings = { ...values.settings, extra: 'tenant = a\n\ngrant_type=password' }
    expect(entryOf({ ...values, settings }, oauth2, 'new')).toMatchObject({
      settings: { extra: { tenant: 'a', grant_type: 'password' } },
    })
    expect(problems({ ...values, settings }, oauth2)).toContain('settings.extra standard_parameter')
  })
})

describe('what an edit holds', () => {
  test('shows what is there, and no secret', () => {
    const values = initialValues(draw, view, HERE)
    expect(values.settings).toMatchObject({ baseUrl: 'https://draw.example/', maxRetries: '5' })
    expect(values.endpoints).toMatchObject({ upload: '/up/', health: '/api/health/' })
    expect(values.secrets).toEqual({})
  })

  test('a blank secret keeps the old one and is no mistake', () => {
    const values = initialValues(draw, view, HERE)
    expect(entryOf(values, draw, 'kept')).toMatchObject({ secrets: {} })
    expect(problems(values, draw, baseOf(view, draw))).toEqual([])
  })

  test('a token in the wrong place is still noticed', () => {
    const values = { ...initialValues(draw, view, HERE), secrets: { accessToken: refresh } }
    expect(problems(values, draw, baseOf(view, draw))).toEqual(['secrets.accessToken access_token_is_refresh'])
  })
})

describe('a pasted block', () => {
  const values = initialValues(draw, null, HERE)
  test('goes where it belongs, and what has no place here is said', () => {
    const pasted = [
      { field: 'secrets.accessToken', value: access },
      { field: 'secrets.clientSecret', value: 'x' },
      { field: 'settings.endpoints.refresh', value: '/auth/refresh' },
      { field: 'settings.endpoints.token', value: '/t' },
      { field: 'settings.scope', value: 's' },
      { field: 'system', value: 'draw' },
    ]
    const { values: next, used, unused } = sortedIn(values, pasted, draw, HERE)
    expect(used).toEqual(['secrets.accessToken', 'settings.endpoints.refresh'])
    expect(unused).toEqual(['secrets.clientSecret', 'settings.endpoints.token', 'settings.scope'])
    expect(next.secrets).toEqual({ accessToken: access })
    expect(next.endpoints['refresh']).toBe('/auth/refresh')
  })
})

test.each([
  ['Institute A', [], 'draw-institute-a'],
  ['Institut für Strahlen', [], 'draw-institut-fur-strahlen'],
  ['Institute A', ['draw-institute-a'], 'draw-institute-a-2'],
  ['', [], ''],
  ['病院', [], ''],
])('the name suggested for "%s"', (clientId, taken, expected) => {
  expect(suggestedName(draw, { clientId, baseUrl: 'https://draw.example' }, taken)).toBe(expected)
})

test.each([
  ['https://profile.example:8443/crafter-profile', 'crafter-profile-example'],
  ['https:/', ''],
  ['', ''],
])('the name suggested where there is no client ID, at "%s"', (baseUrl, expected) => {
  expect(suggestedName(crafter, { baseUrl }, [])).toBe(expected)
})

describe('a secret that was entered for another server', () => {
  const base = baseOf(view, draw)
  const judged = (changes: Partial<FormValues>) => {
    const initial = initialValues(draw, view, HERE)
    const values = { ...initial, ...changes, settings: { ...initial.settings, clientId: 'A', ...changes.settings } }
    return judge(values, { system: draw, base, boundTo: ['https://draw.example'], taken: [], now: START })
  }
  const asked = (changes: Partial<FormValues>) =>
    Object.entries(judged(changes).byField).flatMap(([field, mistakes]) =>
      mistakes.filter(({ code }) => code === 'secret_entered_elsewhere').map(({ params }) => [field, params]),
    )
  const told = { bound: 'https://draw.example', wanted: 'https://new.example' }

  test('is asked for again where it would be kept, and stops nobody from saving', () => {
    const settings = { baseUrl: 'https://new.example/' }
    expect(asked({ settings })).toEqual([
      ['secrets.accessToken', told],
      ['secrets.refreshToken', told],
    ])
    expect(judged({ settings }).errors).toBe(0)
    expect(asked({ settings, secrets: { accessToken: access } })).toEqual([['secrets.refreshToken', told]])
    expect(asked({ settings, secrets: { accessToken: access, refreshToken: refresh } })).toEqual([])
  })

  test('is asked for again for one endpoint too, and for nothing else', () => {
    expect(asked({ endpoints: { refresh: 'https://new.example/refresh/' } })).toHaveLength(2)
    expect(asked({ endpoints: { refresh: '/other/refresh/' } })).toEqual([])
    expect(asked({ settings: { baseUrl: 'https://draw.example/sub/' } })).toEqual([])
    expect(asked({ settings: { baseUrl: 'https://DRAW.example:443/' } })).toEqual([])
  })
})
