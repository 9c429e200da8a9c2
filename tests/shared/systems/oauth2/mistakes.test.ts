import { describe, expect, it } from 'vitest'
import { OAUTH2_PRESETS } from '../../../../shared/systems/oauth2/presets.ts'
import { jwt } from '../../../kit/jwt.ts'
import { judgedOauth, oauthEntry, toldOf, YESTERDAY } from '../../entry/entries.ts'

type Json = Record<string, unknown>

const CREDENTIALS = { grant: 'client_credentials' }
const KEY = { grant: 'client_credentials', clientAuth: 'private_key_jwt' }
const NO_REFRESH = { refreshToken: '' }

const ROWS: [string, Json, Json, string][] = [
  ['nothing wrong', {}, {}, ''],
  ['no refresh token, nothing else', {}, NO_REFRESH, 'error secrets.refreshToken refresh_token_missing'],
  [
    'an access token alone',
    {},
    { ...NO_REFRESH, accessToken: 'abc' },
    'warning secrets.refreshToken refresh_token_missing',
  ],
  ['credentials', CREDENTIALS, NO_REFRESH, ''],
  [
    'credentials without a secret',
    CREDENTIALS,
    { ...NO_REFRESH, clientSecret: '' },
    'error secrets.clientSecret required_missing',
  ],
  [
    'credentials that are not sent',
    { ...CREDENTIALS, clientAuth: 'none' },
    NO_REFRESH,
    'warning settings.clientAuth client_secret_unused',
  ],
  ['a public client', { clientAuth: 'none' }, { clientSecret: '' }, ''],
  ['a public client with a secret', { clientAuth: 'none' }, {}, 'warning settings.clientAuth client_secret_unused'],
  [
    'an expired access token that is renewed by credentials',
    CREDENTIALS,
    { ...NO_REFRESH, accessToken: jwt({ exp: YESTERDAY }) },
    'warning secrets.accessToken token_already_expired',
  ],
  ['the same token twice', {}, { accessToken: 'opaque-refresh-token' }, 'error secrets.refreshToken same_token_twice'],
  ['a secret with a space inside', {}, { clientSecret: 'correct horse' }, ''],
  ['a secret in another script', {}, { clientSecret: 'пароль' }, ''],
  ['Bearer, which may begin a secret', {}, { clientSecret: 'Bearer x' }, ''],
  ['no base URL', { baseUrl: '' }, {}, 'error settings.baseUrl required_missing'],
  ['no token endpoint', { endpoints: {} }, {}, 'error settings.endpoints.token required_missing'],
  [
    'braces in the token endpoint',
    { endpoints: { token: '/{tenant}/token' } },
    {},
    'error settings.endpoints.token placeholder_unknown',
  ],
  [
    'a token endpoint elsewhere in plain http',
    { endpoints: { token: 'http://id.example/token' } },
    {},
    'error settings.endpoints.token plain_http',
  ],
  [
    'a proof address in plain http',
    { endpoints: { token: '/t', proof: 'http://api.example/me' } },
    {},
    'error settings.endpoints.proof plain_http',
  ],
  ['an extra parameter', { extra: { tenant: 'x' } }, {}, ''],
  ['an issuer in place of a token endpoint', { issuer: 'https://id.example/realms/a', endpoints: {} }, {}, ''],
  ['an issuer with the slash that belongs to it', { issuer: 'https://id.example/', endpoints: {} }, {}, ''],
  [
    'the address of the metadata',
    { issuer: 'https://id.example/.well-known/openid-configuration' },
    {},
    'error settings.issuer issuer_is_metadata',
  ],
  ['an issuer that is no address', { issuer: 'keycloak' }, {}, 'error settings.issuer address_unreadable'],
  ['an issuer in plain http', { issuer: 'http://id.example' }, {}, 'error settings.issuer plain_http'],
  [
    'an issuer in plain http, allowed',
    { issuer: 'http://id.example', allowHttp: true },
    {},
    'warning settings.issuer plain_http_allowed',
  ],
  [
    'a word of the preset left over',
    { issuer: 'https://id.example/realms/REALM' },
    {},
    'error settings.issuer preset_word_left',
  ],
  ['a scope that holds such a word within another', { scope: 'SCOPES read' }, {}, ''],
  [
    'a sign-in without an issuer or a place for it',
    { grant: 'authorization_code' },
    NO_REFRESH,
    'error settings.endpoints.authorization required_missing',
  ],
  [
    'a device code without an issuer or a place for it',
    { grant: 'device_code' },
    NO_REFRESH,
    'error settings.endpoints.device required_missing',
  ],
  [
    'a sign-in, nothing pasted',
    { grant: 'authorization_code', endpoints: { token: '/t', authorization: '/a' } },
    NO_REFRESH,
    '',
  ],
  ...(['query', 'fragment', 'form_post'] as const).map((mode): [string, Json, Json, string] => [
    `an answer in the mode ${mode}`,
    { grant: 'authorization_code', endpoints: { token: '/t', authorization: '/a' }, extra: { response_mode: mode } },
    NO_REFRESH,
    mode === 'query' ? '' : 'error settings.extra.response_mode standard_parameter',
  ]),
  ['an answer that comes here', { redirectUri: 'http://localhost' }, {}, ''],
  ['an answer to a certain place here', { redirectUri: 'http://127.0.0.1:8400/a/b' }, {}, ''],
  [
    'an answer that goes elsewhere',
    { redirectUri: 'http://localhost.evil.example/' },
    {},
    'error settings.redirectUri redirect_not_here',
  ],
  [
    'an answer to another program',
    { redirectUri: 'myapp://callback' },
    {},
    'error settings.redirectUri redirect_not_here',
  ],
  ['a key that is not there', KEY, { ...NO_REFRESH, clientSecret: '' }, 'error secrets.privateKey required_missing'],
  ...(
    [
      ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', null],
      ['-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----', null],
      ['{"kty":"EC","d":"x"}', null],
      ['-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA', 'private_key_encrypted'],
      ['-----BEGIN RSA PRIVATE KEY-----\nAAAA', 'private_key_old_form'],
      ['-----BEGIN PUBLIC KEY-----\nAAAA', 'private_key_is_public'],
      ['-----BEGIN CERTIFICATE-----\nAAAA', 'private_key_is_public'],
      ['{"kty":"EC","x":"x"}', 'private_key_is_public'],
      ['/home/me/key.pem', 'invalid_private_key'],
    ] as const
  ).map(([key, code]): [string, Json, Json, string] => [
    `a key like ${key.slice(0, 30)}`,
    KEY,
    { ...NO_REFRESH, clientSecret: '', privateKey: key },
    code === null ? '' : `error secrets.privateKey ${code}`,
  ]),
  ...['grant_type', 'refresh_token', 'client_id', 'client_secret', 'client_assertion', 'code'].map(
    (name): [string, Json, Json, string] => [
      `${name} among the extra parameters`,
      { extra: { [name]: 'x' } },
      {},
      `error settings.extra.${name} standard_parameter`,
    ],
  ),
]

describe('a person who adds an OAuth connection with', () => {
  it.each(ROWS)('%s', (_what, settings, secrets, told) => {
    expect(toldOf(judgedOauth(oauthEntry(settings, secrets))).join()).toBe(told)
  })
})

describe('a preset', () => {
  it.each(OAUTH2_PRESETS)('$title is complete once its words in capitals are replaced', ({ settings }) => {
    const filledIn = Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.replace(/[A-Z][A-Z-]+[A-Z]/g, 'own') : value,
      ]),
    )
    const secrets = { clientSecret: settings['clientAuth'] === 'none' ? '' : 'a secret', refreshToken: '' }
    expect(toldOf(judgedOauth(oauthEntry({ endpoints: {}, ...filledIn }, secrets)))).toEqual([])
    const asIs = toldOf(judgedOauth(oauthEntry({ endpoints: {}, ...settings }, secrets)))
    expect(asIs.filter((told) => !told.endsWith('preset_word_left'))).toEqual([])
    expect(asIs.length > 0).toBe(/[A-Z]{4,}/.test(JSON.stringify(settings)))
  })
})
