import { describe, expect, it } from 'vitest'
import { jwt } from '../../kit/jwt.ts'
import { judgedOauth, oauthEntry, toldOf, YESTERDAY } from '../domain/entries.ts'

type Json = Record<string, unknown>

const CREDENTIALS = { grant: 'client_credentials' }
const NO_REFRESH = { refreshToken: '' }

const OAUTH_ROWS: [string, Json, Json, string[]][] = [
  ['nothing wrong', {}, {}, []],
  ['no refresh token, nothing else', {}, NO_REFRESH, ['error secrets.refreshToken refresh_token_missing']],
  [
    'an access token alone',
    {},
    { ...NO_REFRESH, accessToken: 'abc' },
    ['warning secrets.refreshToken refresh_token_missing'],
  ],
  ['credentials', CREDENTIALS, NO_REFRESH, []],
  [
    'credentials without a secret',
    CREDENTIALS,
    { ...NO_REFRESH, clientSecret: '' },
    ['error secrets.clientSecret required_missing'],
  ],
  [
    'credentials that are not sent',
    { ...CREDENTIALS, clientAuth: 'none' },
    NO_REFRESH,
    ['warning settings.clientAuth client_secret_unused'],
  ],
  ['a public client', { clientAuth: 'none' }, { clientSecret: '' }, []],
  ['a public client with a secret', { clientAuth: 'none' }, {}, ['warning settings.clientAuth client_secret_unused']],
  [
    'an expired access token that is renewed by credentials',
    CREDENTIALS,
    { ...NO_REFRESH, accessToken: jwt({ exp: YESTERDAY }) },
    ['warning secrets.accessToken token_already_expired'],
  ],
  [
    'the same token twice',
    {},
    { accessToken: 'opaque-refresh-token' },
    ['error secrets.refreshToken same_token_twice'],
  ],
  ['a secret with a space inside', {}, { clientSecret: 'correct horse' }, []],
  ['a secret in another script', {}, { clientSecret: 'пароль' }, []],
  ['Bearer, which may begin a secret', {}, { clientSecret: 'Bearer x' }, []],
  ['no base URL', { baseUrl: '' }, {}, ['error settings.baseUrl required_missing']],
  ['no token endpoint', { endpoints: {} }, {}, ['error settings.endpoints.token required_missing']],
  [
    'braces in the token endpoint',
    { endpoints: { token: '/{tenant}/token' } },
    {},
    ['error settings.endpoints.token placeholder_unknown'],
  ],
  [
    'a token endpoint elsewhere in plain http',
    { endpoints: { token: 'http://id.example/token' } },
    {},
    ['error settings.endpoints.token plain_http'],
  ],
  [
    'a proof address in plain http',
    { endpoints: { token: '/t', proof: 'http://api.example/me' } },
    {},
    ['error settings.endpoints.proof plain_http'],
  ],
  ['an extra parameter', { extra: { tenant: 'x' } }, {}, []],
  ...['grant_type', 'refresh_token', 'client_id', 'client_secret', 'client_assertion', 'code'].map(
    (name): [string, Json, Json, string[]] => [
      `${name} among the extra parameters`,
      { extra: { [name]: 'x' } },
      {},
      [`error settings.extra.${name} standard_parameter`],
    ],
  ),
]

describe('a person who adds an OAuth connection with', () => {
  it.each(OAUTH_ROWS)('%s', (_what, settings, secrets, told) => {
    expect(toldOf(judgedOauth(oauthEntry(settings, secrets)))).toEqual(told)
  })
})
