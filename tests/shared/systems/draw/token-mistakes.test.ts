import { describe, expect, it } from 'vitest'
import { jwt } from '../../../kit/jwt.ts'
import { ACCESS, drawEntry, judgedDraw, REFRESH, toldOf, YESTERDAY } from '../../entry/entries.ts'

type Json = Record<string, unknown>

/**
 * [what a person did, settings, secrets, all that is said]. Every pitfall of docs/systems/draw.md that is about tokens
 * is a row.
 */
const DRAW_ROWS: [string, Json, Json, string[]][] = [
  ['nothing wrong', {}, {}, []],

  // tokens
  ['swapped them', {}, { accessToken: REFRESH, refreshToken: ACCESS }, ['error secrets.accessToken tokens_swapped']],
  [
    'swapped them long ago, so that the access token has ended: the other one still renews',
    {},
    { accessToken: REFRESH, refreshToken: jwt({ token_type: 'access', exp: YESTERDAY }) },
    ['error secrets.accessToken tokens_swapped'],
  ],
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
  ['copied what the page hides', {}, { accessToken: '••••••••' }, ['error secrets.accessToken stand_in']],
  ['copied a shortened token', {}, { refreshToken: 'eyJhbGci…abc' }, ['error secrets.refreshToken stand_in']],
  [
    'copied an invisible mark inside',
    {},
    { accessToken: 'abc\u200bdef' },
    ['warning secrets.accessToken invisible_letters'],
  ],
  [
    'copied a letter of another alphabet',
    {},
    { accessToken: 'abc\u0430' },
    ['error secrets.accessToken invalid_character'],
  ],
  [
    'copied the line of an .env file',
    {},
    { accessToken: `DRAW_TOKEN=${ACCESS}` },
    ['error secrets.accessToken more_than_token'],
  ],
  ['copied the comma of a list', {}, { refreshToken: `${REFRESH},` }, ['error secrets.refreshToken more_than_token']],
  [
    'copied an address',
    {},
    { accessToken: `https://draw.example/?t=${ACCESS}` },
    ['error secrets.accessToken more_than_token'],
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
]

describe('a person who adds a DRAW connection and', () => {
  it.each(DRAW_ROWS)('%s', (_what, settings, secrets, told) => {
    expect(toldOf(judgedDraw(drawEntry(settings, secrets)))).toEqual(told)
  })
})
