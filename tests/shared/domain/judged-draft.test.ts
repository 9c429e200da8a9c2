import { describe, expect, it } from 'vitest'
import type { DraftBase } from '../../../shared/domain/draft.ts'
import { jwt } from '../../kit/jwt.ts'
import { markerSecret, markers } from '../../kit/markers.ts'
import { DAY, NOW, settingsOf } from '../samples.ts'
import {
  ACCESS,
  drawEntry,
  IN_30_DAYS,
  judgedDraw,
  judgedOauth,
  oauthEntry,
  REFRESH,
  toldOf,
  YESTERDAY,
} from './entries.ts'

type Json = Record<string, unknown>

/** [what a person did, settings, secrets, all that is said]. Every pitfall of systems/draw.md is a row. */
const DRAW_ROWS: [string, Json, Json, string[]][] = [
  ['nothing wrong', {}, {}, []],

  // tokens
  ['swapped them', {}, { accessToken: REFRESH, refreshToken: ACCESS }, ['error secrets.accessToken tokens_swapped']],
  [
    'took the refresh token twice',
    {},
    { accessToken: REFRESH },
    ['error secrets.refreshToken same_token_twice', 'error secrets.accessToken access_token_is_refresh'],
  ],
  [
    'took the access token twice',
    {},
    { refreshToken: ACCESS },
    ['error secrets.refreshToken same_token_twice', 'error secrets.refreshToken refresh_token_is_access'],
  ],
  [
    'took another refresh token for the access token',
    {},
    { accessToken: jwt({ token_type: 'refresh' }) },
    ['error secrets.accessToken access_token_is_refresh'],
  ],
  [
    'took another access token for the refresh token',
    {},
    { refreshToken: jwt({ token_type: 'access' }) },
    ['error secrets.refreshToken refresh_token_is_access'],
  ],
  [
    'pasted an opaque token twice',
    {},
    { accessToken: 'same', refreshToken: 'same' },
    ['error secrets.refreshToken same_token_twice'],
  ],
  ['pasted opaque tokens', {}, { accessToken: 'one', refreshToken: 'other' }, []],
  ['forgot the refresh token', {}, { refreshToken: '' }, ['warning secrets.refreshToken refresh_token_missing']],
  ['forgot the access token', {}, { accessToken: '' }, ['error secrets.accessToken required_missing']],
  ['forgot both', {}, { accessToken: '', refreshToken: '' }, ['error secrets.accessToken required_missing']],
  ['copied a line break along', {}, { accessToken: `${ACCESS}\n` }, ['warning secrets.accessToken surrounding_space']],
  ['copied quotes along', {}, { refreshToken: `"${REFRESH}"` }, ['warning secrets.refreshToken surrounding_quotes']],
  ['copied Bearer along', {}, { accessToken: `Bearer ${ACCESS}` }, ['warning secrets.accessToken bearer_prefix']],
  [
    'copied the header along',
    {},
    { accessToken: `Authorization: Bearer ${ACCESS}` },
    ['warning secrets.accessToken bearer_prefix'],
  ],
  [
    'copied Bearer in quotes with space',
    {},
    { refreshToken: ` 'bearer ${REFRESH}' ` },
    [
      'warning secrets.refreshToken surrounding_space',
      'warning secrets.refreshToken surrounding_quotes',
      'warning secrets.refreshToken bearer_prefix',
    ],
  ],
  ['copied a token in two lines', {}, { accessToken: 'abc\ndef' }, ['error secrets.accessToken space_inside']],
  ['copied two tokens into one field', {}, { refreshToken: 'abc def' }, ['error secrets.refreshToken space_inside']],
  ['copied what the page hides', {}, { accessToken: '••••••••' }, ['error secrets.accessToken character_unfit']],
  ['copied a shortened token', {}, { refreshToken: 'eyJhbGci…abc' }, ['error secrets.refreshToken character_unfit']],
  [
    'copied an invisible mark inside',
    {},
    { accessToken: 'abc\u200bdef' },
    ['error secrets.accessToken character_unfit'],
  ],

  // expiry
  [
    'an expired access token, which is renewed',
    {},
    { accessToken: jwt({ exp: YESTERDAY }) },
    ['warning secrets.accessToken token_already_expired'],
  ],
  [
    'an expired access token alone',
    {},
    { accessToken: jwt({ exp: YESTERDAY }), refreshToken: '' },
    ['error secrets.accessToken token_already_expired', 'warning secrets.refreshToken refresh_token_missing'],
  ],
  [
    'an expired refresh token',
    {},
    { refreshToken: jwt({ exp: YESTERDAY }) },
    ['error secrets.refreshToken refresh_token_already_expired'],
  ],
  [
    'a date that has passed, which is renewed',
    { expiresAt: '2026-11-20T00:00:00Z' },
    { accessToken: 'opaque' },
    ['warning settings.expiresAt expiry_passed'],
  ],
  [
    'a date that has passed, alone',
    { expiresAt: '2026-11-20T00:00:00Z' },
    { accessToken: 'opaque', refreshToken: '' },
    ['error settings.expiresAt expiry_passed', 'warning secrets.refreshToken refresh_token_missing'],
  ],
  ['a date to come', { expiresAt: '2026-12-20T00:00:00Z' }, { accessToken: 'opaque' }, []],
  [
    'the date of another client’s row',
    { expiresAt: '2027-11-20T00:00:00Z' },
    {},
    ['warning settings.expiresAt expiry_differs'],
  ],
  ['about the token’s own date', { expiresAt: '2026-12-21T18:00:00Z' }, {}, []],
  ['a date without its zone', { expiresAt: '2026-12-21 12:00' }, {}, ['error settings.expiresAt zone_missing']],
  ['a date that is none', { expiresAt: 'Dec. 21, 2026, noon' }, {}, ['error settings.expiresAt moment_unreadable']],

  // base URL
  ['no base URL', { baseUrl: '' }, {}, ['error settings.baseUrl required_missing']],
  ['no scheme', { baseUrl: 'draw.example' }, {}, ['error settings.baseUrl address_unreadable']],
  ['one slash only', { baseUrl: 'https:/draw.example' }, {}, ['error settings.baseUrl address_unreadable']],
  [
    'user and password inside',
    { baseUrl: 'https://u:p@draw.example/' },
    {},
    ['error settings.baseUrl address_unreadable'],
  ],
  ['a query', { baseUrl: 'https://draw.example/?a=b' }, {}, ['error settings.baseUrl address_has_query']],
  ['a fragment', { baseUrl: 'https://draw.example/#tokens' }, {}, ['error settings.baseUrl address_has_query']],
  [
    'space and quotes around',
    { baseUrl: ' "https://draw.example" ' },
    {},
    ['warning settings.baseUrl surrounding_space', 'warning settings.baseUrl surrounding_quotes'],
  ],
  [
    'the admin page',
    { baseUrl: 'https://draw.example/admin/api/client/7/change/' },
    {},
    ['error settings.baseUrl admin_page_address'],
  ],
  [
    'the admin page with a query',
    { baseUrl: 'https://draw.example/admin/?next=/' },
    {},
    ['error settings.baseUrl address_has_query', 'error settings.baseUrl admin_page_address'],
  ],
  ['a host called admin', { baseUrl: 'https://admin/' }, {}, []],
  ['a path that only begins so', { baseUrl: 'https://draw.example/administration/' }, {}, []],
  [
    'an endpoint in the base',
    { baseUrl: 'https://draw.example/api/' },
    {},
    ['warning settings.baseUrl base_holds_endpoint'],
  ],
  [
    'a whole endpoint in the base',
    { baseUrl: 'https://draw.example/api/upload/' },
    {},
    ['warning settings.baseUrl base_holds_endpoint'],
  ],
  ['a host called api', { baseUrl: 'https://api/' }, {}, []],
  ['the former host', { baseUrl: 'https://Draw.recode-with-r.com/' }, {}, ['warning settings.baseUrl former_host']],
  ['no slash at the end', { baseUrl: 'https://draw.example' }, {}, []],
  ['many slashes at the end', { baseUrl: 'https://draw.example//' }, {}, []],

  // plain http
  ['plain http', { baseUrl: 'http://draw.example/' }, {}, ['error settings.baseUrl plain_http']],
  [
    'plain http, allowed',
    { baseUrl: 'http://draw.example/', allowHttp: true },
    {},
    ['warning settings.baseUrl plain_http_allowed'],
  ],
  ['plain http on this machine', { baseUrl: 'http://127.0.0.1:8000/' }, {}, []],
  ['plain http by name on this machine', { baseUrl: 'http://localhost:8000' }, {}, []],
  [
    'plain http to a host that sounds like this machine',
    { baseUrl: 'http://127.0.0.1.evil.example/' },
    {},
    ['error settings.baseUrl plain_http'],
  ],
  [
    'an endpoint in plain http',
    { endpoints: { refresh: 'http://sso.example/refresh/' } },
    {},
    ['error settings.endpoints.refresh plain_http'],
  ],
  [
    'an endpoint in plain http, allowed',
    { allowHttp: true, endpoints: { refresh: 'http://sso.example/refresh/' } },
    {},
    ['warning settings.endpoints.refresh plain_http_allowed'],
  ],
  [
    'an endpoint at this machine by trick',
    { endpoints: { refresh: 'http://localhost:80@evil.example/' } },
    {},
    ['error settings.endpoints.refresh endpoint_unreadable', 'error settings.endpoints.refresh plain_http'],
  ],

  // client ID
  ['the number inside the token', { clientId: '7' }, {}, ['warning settings.clientId client_id_is_number']],
  [
    'no client ID',
    { clientId: ' ' },
    {},
    ['warning settings.clientId surrounding_space', 'error settings.clientId required_missing'],
  ],
  ['space around the client ID', { clientId: 'Institute A ' }, {}, ['warning settings.clientId surrounding_space']],

  // endpoints
  ['no slash before', { endpoints: { upload: 'api/upload/' } }, {}, []],
  [
    'no slash at the end',
    { endpoints: { upload: '/api/upload' } },
    {},
    ['warning settings.endpoints.upload slash_missing'],
  ],
  [
    'no slash at the end of status',
    { endpoints: { status: '/api/upload/{task_id}/status' } },
    {},
    ['warning settings.endpoints.status slash_missing'],
  ],
  [
    'no slash at the end of download',
    { endpoints: { download: '/api/rtstruct/{task_id}' } },
    {},
    ['warning settings.endpoints.download slash_missing'],
  ],
  [
    'no slash at the end of notify',
    { endpoints: { notify: '/api/rtstruct/{task_id}/confirm' } },
    {},
    ['warning settings.endpoints.notify slash_missing'],
  ],
  [
    'no slash at the end of refresh',
    { endpoints: { refresh: '/api/token/refresh' } },
    {},
    ['warning settings.endpoints.refresh slash_missing'],
  ],
  ['the older refresh, which has none', { endpoints: { refresh: 'auth/refresh' } }, {}, []],
  ['health, which may have none', { endpoints: { health: '/api/health' } }, {}, []],
  [
    'the oldest defaults',
    { endpoints: { upload: 'segmentation/upload', status: 'segmentation/status/{task_id}' } },
    {},
    ['warning settings.endpoints.upload slash_missing', 'warning settings.endpoints.status slash_missing'],
  ],
  [
    'no {task_id}',
    { endpoints: { status: '/api/upload/status/' } },
    {},
    ['error settings.endpoints.status placeholder_missing'],
  ],
  [
    '{task_id} not closed',
    { endpoints: { status: '/api/upload/{task_id/status/' } },
    {},
    ['error settings.endpoints.status placeholder_unknown'],
  ],
  [
    '{task_id} not opened',
    { endpoints: { status: '/api/upload/task_id}/status/' } },
    {},
    ['error settings.endpoints.status placeholder_unknown'],
  ],
  [
    'another name in braces',
    { endpoints: { download: '/api/rtstruct/{id}/' } },
    {},
    ['error settings.endpoints.download placeholder_unknown'],
  ],
  [
    '{task_id} and another name',
    { endpoints: { download: '/api/{x}/{task_id}/' } },
    {},
    ['error settings.endpoints.download placeholder_unknown'],
  ],
  [
    'empty braces',
    { endpoints: { notify: '/api/{}/confirm/' } },
    {},
    ['error settings.endpoints.notify placeholder_unknown'],
  ],
  [
    'braces in curly quotes of another language',
    { endpoints: { notify: '/api/<task_id>/confirm/' } },
    {},
    ['error settings.endpoints.notify placeholder_missing'],
  ],
  [
    'braces where there is nothing to fill in',
    { endpoints: { upload: '/api/upload/{task_id}/' } },
    {},
    ['error settings.endpoints.upload placeholder_unknown'],
  ],
  ['a full URL', { endpoints: { refresh: 'https://sso.example/refresh/' } }, {}, []],
  [
    'a full URL with a query',
    { endpoints: { refresh: 'https://sso.example/?refresh/' } },
    {},
    ['error settings.endpoints.refresh endpoint_unreadable'],
  ],
  [
    'a full URL with one slash',
    { endpoints: { refresh: 'https:/sso.example/refresh/' } },
    {},
    ['error settings.endpoints.refresh endpoint_unreadable'],
  ],
  [
    'a full URL of another kind',
    { endpoints: { refresh: 'ftp://sso.example/refresh/' } },
    {},
    ['error settings.endpoints.refresh endpoint_unreadable'],
  ],
  [
    'space inside',
    { endpoints: { upload: '/api/up load/' } },
    {},
    ['error settings.endpoints.upload endpoint_unreadable'],
  ],

  [
    'many things at once',
    { baseUrl: 'http://draw.example/api', clientId: '7', maxRetries: 99 },
    { refreshToken: '' },
    [
      'error settings.maxRetries out_of_range',
      'error settings.baseUrl plain_http',
      'warning secrets.refreshToken refresh_token_missing',
      'warning settings.baseUrl base_holds_endpoint',
      'warning settings.clientId client_id_is_number',
    ],
  ],
]

describe('a person who adds a DRAW connection and', () => {
  it.each(DRAW_ROWS)('%s', (_what, settings, secrets, told) => {
    expect(toldOf(judgedDraw(drawEntry(settings, secrets)))).toEqual(told)
  })
})

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

describe('an edit is judged by what it changes:', () => {
  const OLD = jwt({ token_type: 'access', exp: YESTERDAY })
  const OLD_REFRESH = jwt({ token_type: 'refresh', exp: YESTERDAY })
  const saved = (secrets: DraftBase['secrets'], typedExpiresAt: number | null = null): DraftBase => ({
    settings: settingsOf(),
    secrets,
    typedExpiresAt,
  })
  const PAIR = saved({ accessToken: ACCESS, refreshToken: REFRESH })
  const newUrl = { settings: { baseUrl: 'https://new.example/' } }

  it.each<[string, DraftBase, Json, string[]]>([
    ['the URL, beside an expired pair', saved({ accessToken: OLD, refreshToken: OLD_REFRESH }), newUrl, []],
    [
      'the URL, beside an expired token alone',
      saved({ accessToken: OLD }),
      newUrl,
      ['warning secrets.refreshToken refresh_token_missing'],
    ],
    [
      'the URL, beside a token whose typed date has passed',
      saved({ accessToken: 'opaque' }, NOW - DAY),
      newUrl,
      ['warning secrets.refreshToken refresh_token_missing'],
    ],
    ['the URL, beside tokens of the wrong kind', saved({ accessToken: 'a b', refreshToken: 'a b' }), newUrl, []],
    ['the URL, wrongly', PAIR, { settings: { baseUrl: 'http://new.example/' } }, ['error settings.baseUrl plain_http']],
    [
      'the date, to one that has passed',
      saved({ accessToken: 'opaque', refreshToken: 'other' }, NOW + DAY),
      { settings: { expiresAt: '2026-11-20T00:00:00Z' } },
      ['warning settings.expiresAt expiry_passed'],
    ],
    [
      'the date, to one that differs from the token’s own',
      PAIR,
      { settings: { expiresAt: '2027-11-20T00:00:00Z' } },
      ['warning settings.expiresAt expiry_differs'],
    ],
    ['the date, unreadably', PAIR, { settings: { expiresAt: 'soon' } }, ['error settings.expiresAt moment_unreadable']],
    [
      'the access token, to an expired one',
      PAIR,
      { secrets: { accessToken: OLD } },
      ['warning secrets.accessToken token_already_expired'],
    ],
    [
      'the refresh token, to an expired one',
      PAIR,
      { secrets: { refreshToken: OLD_REFRESH } },
      ['error secrets.refreshToken refresh_token_already_expired'],
    ],
    [
      'the access token, to the refresh token there',
      PAIR,
      { secrets: { accessToken: REFRESH } },
      ['error secrets.refreshToken same_token_twice', 'error secrets.accessToken access_token_is_refresh'],
    ],
    [
      'the refresh token, to the access token there',
      PAIR,
      { secrets: { refreshToken: ACCESS } },
      ['error secrets.refreshToken same_token_twice', 'error secrets.refreshToken refresh_token_is_access'],
    ],
    [
      'an opaque access token, to the refresh token there',
      saved({ accessToken: 'a', refreshToken: 'b' }),
      { secrets: { accessToken: 'b' } },
      ['error secrets.refreshToken same_token_twice'],
    ],
    [
      'both, swapped',
      PAIR,
      { secrets: { accessToken: REFRESH, refreshToken: ACCESS } },
      ['error secrets.accessToken tokens_swapped'],
    ],
    ['the access token, to a number', PAIR, { secrets: { accessToken: 7 } }, ['error secrets.accessToken not_text']],
    [
      'the access token, with space around',
      PAIR,
      { secrets: { accessToken: ` ${ACCESS}` } },
      ['warning secrets.accessToken surrounding_space'],
    ],
    ['nothing', PAIR, {}, []],
  ])('%s', (_what, base, raw, told) => {
    expect(toldOf(judgedDraw(raw, base))).toEqual(told)
  })
})

describe('what a person is told', () => {
  it('holds no secret, whichever was typed and whatever is wrong', () => {
    const accessToken = markerSecret('access')
    const refreshToken = `Bearer ${markerSecret('refresh')}`
    const clientSecret = markerSecret('client')
    const hunt = markers({ accessToken, refreshToken, clientSecret })
    const spoilt = { baseUrl: 'http://x/admin', endpoints: { token: '{x}' }, extra: { code: 'x' }, expiresAt: 'x' }
    const readings = [
      judgedOauth(oauthEntry(spoilt, { accessToken, refreshToken, clientSecret })),
      judgedOauth(oauthEntry(spoilt, { accessToken: refreshToken, refreshToken })),
      judgedDraw(drawEntry({}, { accessToken, refreshToken })),
    ]
    const told = readings.map(({ mistakes }) => mistakes)
    expect(told.every((mistakes) => mistakes.length > 0)).toBe(true)
    expect(hunt.inText('mistakes', JSON.stringify(told))).toEqual([])
  })

  it('names the field, the choices, the moment', () => {
    const { mistakes } = judgedDraw(
      drawEntry(
        { allowHttp: 'yes', maxRetries: 99, endpoints: { status: '/s/' } },
        { accessToken: jwt({ exp: YESTERDAY }) },
      ),
    )
    expect(mistakes.map(({ code, params }) => [code, params])).toEqual([
      ['out_of_range', { field: 'maxRetries', least: 0, most: 20 }],
      ['not_a_choice', { field: 'allowHttp', choices: 'true, false' }],
      ['placeholder_missing', { name: 'status', placeholder: '{task_id}' }],
      ['token_already_expired', { at: '2026-11-20T12:00:00.000Z' }],
    ])
    const [differs] = judgedDraw(drawEntry({ expiresAt: '2027-11-20T00:00:00Z' })).mistakes
    expect(differs?.params).toEqual({ at: new Date(IN_30_DAYS * 1_000).toISOString() })
  })
})
