import { expect, it } from 'vitest'
import { jwt } from '../../../kit/jwt.ts'
import { ACCESS, drawEntry, judgedDraw, REFRESH, toldOf, YESTERDAY } from '../../entry/entries.ts'

type Json = Record<string, unknown>

/** [what a person did, secrets, all that is said of them]. Every pitfall of docs/systems/draw.md that is about tokens is a row. */
const ROWS: [string, Json, string][] = [
  ['nothing wrong', {}, ''],
  // tokens
  ['swapped them', { accessToken: REFRESH, refreshToken: ACCESS }, 'error accessToken tokens_swapped'],
  [
    'swapped them long ago, so that the access token has ended: the other one still renews',
    { accessToken: REFRESH, refreshToken: jwt({ token_type: 'access', exp: YESTERDAY }) },
    'error accessToken tokens_swapped',
  ],
  [
    'took the refresh token twice',
    { accessToken: REFRESH },
    'error refreshToken same_token_twice, error accessToken access_token_is_refresh',
  ],
  [
    'took the access token twice',
    { refreshToken: ACCESS },
    'error refreshToken same_token_twice, error refreshToken refresh_token_is_access',
  ],
  [
    'took another refresh token for the access token',
    { accessToken: jwt({ token_type: 'refresh' }) },
    'error accessToken access_token_is_refresh',
  ],
  [
    'took another access token for the refresh token',
    { refreshToken: jwt({ token_type: 'access' }) },
    'error refreshToken refresh_token_is_access',
  ],
  [
    'pasted an opaque token twice',
    { accessToken: 'same', refreshToken: 'same' },
    'error refreshToken same_token_twice',
  ],
  ['pasted opaque tokens', { accessToken: 'one', refreshToken: 'other' }, ''],
  ['forgot the refresh token', { refreshToken: '' }, 'warning refreshToken refresh_token_missing'],
  ['forgot the access token', { accessToken: '' }, 'error accessToken required_missing'],
  ['forgot both', { accessToken: '', refreshToken: '' }, 'error accessToken required_missing'],
  ['copied a line break along', { accessToken: `${ACCESS}\n` }, 'warning accessToken surrounding_space'],
  ['copied quotes along', { refreshToken: `"${REFRESH}"` }, 'warning refreshToken surrounding_quotes'],
  ['copied Bearer along', { accessToken: `Bearer ${ACCESS}` }, 'warning accessToken bearer_prefix'],
  ['copied the header along', { accessToken: `Authorization: Bearer ${ACCESS}` }, 'warning accessToken bearer_prefix'],
  [
    'copied Bearer in quotes with space',
    { refreshToken: ` 'bearer ${REFRESH}' ` },
    'warning refreshToken surrounding_space, warning refreshToken surrounding_quotes, warning refreshToken bearer_prefix',
  ],
  ['copied a token in two lines', { accessToken: 'abc\ndef' }, 'error accessToken space_inside'],
  ['copied two tokens into one field', { refreshToken: 'abc def' }, 'error refreshToken space_inside'],
  ['copied what the page hides', { accessToken: '••••••••' }, 'error accessToken stand_in'],
  ['copied a shortened token', { refreshToken: 'eyJhbGci…abc' }, 'error refreshToken stand_in'],
  ['copied an invisible mark inside', { accessToken: 'abc\u200bdef' }, 'warning accessToken invisible_letters'],
  ['copied a letter of another alphabet', { accessToken: 'abc\u0430' }, 'error accessToken invalid_character'],
  ['copied the line of an .env file', { accessToken: `DRAW_TOKEN=${ACCESS}` }, 'error accessToken more_than_token'],
  ['copied the comma of a list', { refreshToken: `${REFRESH},` }, 'error refreshToken more_than_token'],
  ['copied an address', { accessToken: `https://draw.example/?t=${ACCESS}` }, 'error accessToken more_than_token'],
  // expiry
  [
    'an expired access token, which is renewed',
    { accessToken: jwt({ exp: YESTERDAY }) },
    'warning accessToken token_already_expired',
  ],
  [
    'an expired access token alone',
    { accessToken: jwt({ exp: YESTERDAY }), refreshToken: '' },
    'error accessToken token_already_expired, warning refreshToken refresh_token_missing',
  ],
  [
    'an expired refresh token',
    { refreshToken: jwt({ exp: YESTERDAY }) },
    'error refreshToken refresh_token_already_expired',
  ],
]

it.each(ROWS)('a person who adds a DRAW connection and: %s', (_what, secrets, told) => {
  expect(
    toldOf(judgedDraw(drawEntry({}, secrets)))
      .join(', ')
      .replaceAll(' secrets.', ' '),
  ).toBe(told)
})

const ENDED = '2026-11-20T00:00:00Z'
const MANY = { baseUrl: 'http://draw.example/api', clientId: '7', maxRetries: 99 }

it.each<[string, Json, Json, string[]]>([
  [
    'a date that has passed, which is renewed',
    { expiresAt: ENDED },
    { accessToken: 'opaque' },
    ['warning settings.expiresAt expiry_passed'],
  ],
  [
    'a date that has passed, alone',
    { expiresAt: ENDED },
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
  [
    'many things at once',
    MANY,
    { refreshToken: '' },
    [
      'error settings.maxRetries out_of_range',
      'error settings.baseUrl plain_http',
      'warning secrets.refreshToken refresh_token_missing',
      'warning settings.baseUrl base_holds_endpoint',
      'warning settings.clientId client_id_is_number',
    ],
  ],
])('a person who adds a DRAW connection with a date and: %s', (_what, settings, secrets, told) => {
  expect(toldOf(judgedDraw(drawEntry(settings, secrets)))).toEqual(told)
})
