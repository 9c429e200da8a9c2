/** What a site's files say, each obeyed as a whole or not at all. */
import { expect, test } from 'vitest'
import { NO_SITE, siteReader } from '../../../shared/site/site-settings.ts'

const NOW = Date.UTC(2026, 10, 28)

const ward = { name: 'ward', system: 'draw', settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' } }

const site = (files: Readonly<Record<string, unknown>>) =>
  siteReader()(
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

const BROKEN: readonly [string, unknown, object][] = [
  ['no JSON', '{', { where: 'file', why: 'not_json', column: 2 }],
  ['a comma before the end', '{\n  "everbearer": 1,\n}', { where: 'file', why: 'not_json', line: 3, column: 1 }],
  ['nothing in it', ' \n', { where: 'file', why: 'empty' }],
  ['no version', { connections: [ward] }, { where: 'everbearer', why: 'bad_shape' }],
  ['a newer version', { everbearer: 2, connections: [ward] }, { where: 'everbearer', why: 'file_newer', line: 2 }],
  [
    'a word that is not known',
    { everbearer: 1, conections: [ward] },
    { where: 'conections', why: 'bad_shape', line: 3 },
  ],
  [
    'an unknown system',
    { everbearer: 1, connections: [{ ...ward, system: 'drew' }] },
    { where: 'ward', why: 'unknown_system', line: 4 },
  ],
  [
    'a setting that is not known',
    withSettings({ baseURL: 'https://draw.example/' }),
    { where: 'ward', why: 'unknown_key', key: 'baseURL', line: 10 },
  ],
  [
    'an address that is none',
    withSettings({ baseUrl: 'draw' }),
    { where: 'ward', why: 'address_unreadable', key: 'baseUrl', line: 8 },
  ],
  [
    'an end, which belongs to a token',
    withSettings({ expiresAt: '2027-01-01T00:00:00Z' }),
    { where: 'ward', why: 'unknown_key', key: 'expiresAt', line: 10 },
  ],
  [
    'a connection that comes twice',
    { everbearer: 1, connections: [ward, { ...ward, name: 'other' }, ward] },
    { where: 'ward', why: 'name_taken', line: 20 },
  ],
  [
    'a secret',
    { everbearer: 1, connections: [{ ...ward, secrets: { accessToken: 'a' } }] },
    { where: 'connections.0.secrets', why: 'secret', line: 11 },
  ],
  [
    'a secret among the settings',
    withSettings({ refreshToken: 'a' }),
    { where: 'ward', why: 'secret', key: 'refreshToken', line: 10 },
  ],
  [
    'what is free and not named',
    { everbearer: 1, connections: [{ ...ward, free: ['maxRetries'] }] },
    { where: 'ward', why: 'unknown_key', key: 'maxRetries', line: 7 },
  ],
  [
    'a default that is none',
    { everbearer: 1, defaults: { draw: { maxRetries: 'many' } } },
    { where: 'defaults', why: 'not_a_number', key: 'maxRetries', line: 5 },
  ],
  [
    'an origin that is none',
    { everbearer: 1, allowedOrigins: ['https://a.example', 'everywhere'] },
    { where: 'allowedOrigins', why: 'invalid_origin', line: 5 },
  ],
  ['a shared vault', { everbearer: 1, vault: 'shared' }, { where: 'vault', why: 'shared_vault', line: 3 }],
  ['memory as the vault', { everbearer: 1, vault: 'memory' }, { where: 'vault', why: 'bad_shape', line: 3 }],
]

function withSettings(more: Record<string, unknown>) {
  return { everbearer: 1, connections: [{ ...ward, settings: { ...ward.settings, ...more } }] }
}

test.each(BROKEN)('with %s nothing of the file is obeyed, and it is named', (_, content, what) => {
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2)
  const found = site({ '10.json': { everbearer: 1, contact: 'IT' }, '20.json': text })
  expect(found).toEqual({
    ...NO_SITE,
    contact: 'IT',
    files: ['10.json'],
    faults: [{ code: 'site_file_broken', params: { file: '20.json', line: 1, ...what } }],
    unreadablePath: '20.json',
  })
})
