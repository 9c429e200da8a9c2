import { describe, expect, it } from 'vitest'
import type { DraftBase } from '../../../shared/entry/draft.ts'
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
