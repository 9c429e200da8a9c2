/** What a site's files say, each obeyed as a whole or not at all. */
import { expect, test } from 'vitest'
import { NO_SITE, siteSettings } from '../../../shared/site/site-settings.ts'

const NOW = Date.UTC(2026, 10, 28)

const ward = { name: 'ward', system: 'draw', settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' } }

const site = (files: Readonly<Record<string, unknown>>) =>
  siteSettings(
    Object.entries(files).map(([path, content]) => ({
      path,
      text: typeof content === 'string' ? content : JSON.stringify(content),
    })),
    NOW,
  )

test('no file is no site', () => {
  expect(site({})).toEqual(NO_SITE)
})

test('a connection is locked in what the file names of it, but for what it leaves free', () => {
  const settings = { ...ward.settings, endpoints: { refresh: '/refresh/' } }
  const connections = [{ ...ward, settings, free: ['clientId'] }]
  const found = site({ '10.json': { everbearer: 1, contact: 'Ward IT, 4711', connections } })
  expect(found.faults).toEqual([])
  expect(found.contact).toBe('Ward IT, 4711')
  expect(found.connections.get('ward')).toEqual({
    name: 'ward',
    system: 'draw',
    settings,
    locked: ['baseUrl', 'endpoints.refresh'],
    file: '10.json',
  })
})

test('a later file replaces what an earlier one said of the same thing, and origins add up', () => {
  const other = { ...ward, settings: { baseUrl: 'https://draw.new.example/' } }
  const found = site({
    '10.json': { everbearer: 1, connections: [ward], vault: 'file', allowedOrigins: ['https://a.example/x'] },
    '20.json': { everbearer: 1, connections: [other], vault: 'keychain', allowedOrigins: ['https://b.example:8443'] },
  })
  expect([...found.connections.values()]).toEqual([{ ...other, locked: ['baseUrl'], file: '20.json' }])
  expect(found).toMatchObject({ vault: 'keychain', allowedOrigins: ['https://a.example', 'https://b.example:8443'] })
})

const BROKEN: readonly [string, unknown, string, string][] = [
  ['no JSON', '{', 'file', 'not_json'],
  ['no version', { connections: [ward] }, 'everbearer', 'bad_shape'],
  ['a newer version', { everbearer: 2, connections: [ward] }, 'everbearer', 'file_newer'],
  ['a word that is not known', { everbearer: 1, conections: [ward] }, 'conections', 'bad_shape'],
  ['an unknown system', { everbearer: 1, connections: [{ ...ward, system: 'drew' }] }, 'ward', 'unknown_system'],
  ['a setting that is not known', withSettings({ baseURL: 'https://draw.example/' }), 'ward', 'unknown_key'],
  ['an address that is none', withSettings({ baseUrl: 'draw' }), 'ward', 'address_unreadable'],
  ['an end, which belongs to a token', withSettings({ expiresAt: '2027-01-01T00:00:00Z' }), 'ward', 'unknown_key'],
  [
    'a secret',
    { everbearer: 1, connections: [{ ...ward, secrets: { accessToken: 'a' } }] },
    'connections.?.secrets',
    'bad_shape',
  ],
  [
    'what is free and not named',
    { everbearer: 1, connections: [{ ...ward, free: ['maxRetries'] }] },
    'ward',
    'unknown_key',
  ],
  ['a default that is none', { everbearer: 1, defaults: { draw: { maxRetries: 'many' } } }, 'defaults', 'not_a_number'],
  ['an origin that is none', { everbearer: 1, allowedOrigins: ['everywhere'] }, 'allowedOrigins', 'invalid_origin'],
  ['memory as the vault', { everbearer: 1, vault: 'memory' }, 'vault', 'bad_shape'],
]

function withSettings(more: Record<string, unknown>) {
  return { everbearer: 1, connections: [{ ...ward, settings: { ...ward.settings, ...more } }] }
}

test.each(BROKEN)('with %s nothing of the file is obeyed, and it is named', (_, content, where, why) => {
  const found = site({ '10.json': { everbearer: 1, contact: 'IT' }, '20.json': content })
  expect(found).toEqual({
    ...NO_SITE,
    contact: 'IT',
    files: ['10.json'],
    faults: [{ code: 'site_file_broken', params: { file: '20.json', where, why } }],
  })
})
