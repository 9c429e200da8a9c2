import { describe, expect, test } from 'vitest'
import { readPaste } from '../../../../shared/entry/paste/paste.ts'
import { START } from '../../../kit/hand-clock.ts'
import { jwt } from '../../../kit/jwt.ts'
import { fc } from '../../../kit/properties.ts'

const END = Math.floor(START / 1_000) + 30 * 86_400
const access = jwt({ token_type: 'access', client_id: 7, exp: END })
const refresh = jwt({ token_type: 'refresh', client_id: 7, exp: END })
/** Tokens that say nothing of themselves. */
const [one, two] = [jwt({ jti: 1 }), jwt({ jti: 2 })]

const pair = { 'secrets.accessToken': access, 'secrets.refreshToken': refresh }

/** What people copy, and where each part of it belongs. */
const rows: readonly [string, string, Record<string, string>][] = [
  ['the pop-up, labels above', `Access Token\n${access}\n\nRefresh Token\n${refresh}\n`, pair],
  ['the pop-up, labels beside', `Access Token: ${access}\nRefresh Token: ${refresh}`, pair],
  [
    'the pop-up with its sentences',
    `These tokens are shown once: copy them now.\nAccess Token (valid 30 days):\n${access}\nRefresh Token (valid 1 year):\n${refresh}\nClose`,
    pair,
  ],
  ['Windows line ends', `Access Token\r\n${access}\r\nRefresh Token\r\n${refresh}\r\n`, pair],
  ['two bare tokens', `${access}\n${refresh}`, pair],
  ['two bare tokens, the other way round', `${refresh} ${access}`, pair],
  ['swapped labels', `Access Token: ${refresh}\nRefresh Token: ${access}`, pair],
  ['a refresh token under the wrong label, alone', `Bearer Token: ${refresh}`, { 'secrets.refreshToken': refresh }],
  [
    'bare tokens that say nothing, in the order in which servers show them',
    `${one}\n${two}`,
    { 'secrets.accessToken': one, 'secrets.refreshToken': two },
  ],
  ['an .env file', `DRAW_BEARER_TOKEN=${access}\nDRAW_REFRESH_TOKEN="${refresh}"`, pair],
  [
    'an .env file with everything',
    `# client\nexport BASE_URL=https://draw.example/\nexport CLIENT_ID='Institute A'\nexport ACCESS_TOKEN=${access}`,
    { 'settings.baseUrl': 'https://draw.example/', 'settings.clientId': 'Institute A', 'secrets.accessToken': access },
  ],
  [
    'a token reply',
    JSON.stringify({
      access_token: 'opaque-token-1',
      refresh_token: 'opaque-token-2',
      token_type: 'Bearer',
      expires_in: 3600,
    }),
    {
      'secrets.accessToken': 'opaque-token-1',
      'secrets.refreshToken': 'opaque-token-2',
      'settings.expiresAt': '2026-11-21T10:00:00.000Z',
    },
  ],
  [
    'a token reply with a life in words',
    JSON.stringify({ access_token: 'opaque-token-1', expires_in: '3 days' }),
    { 'secrets.accessToken': 'opaque-token-1', 'settings.expiresAt': '2026-11-24T09:00:00.000Z' },
  ],
  [
    'a life on a line of its own',
    'Access token: opaque-token-1\nDuration: PT72H',
    { 'secrets.accessToken': 'opaque-token-1', 'settings.expiresAt': '2026-11-24T09:00:00.000Z' },
  ],
  [
    'a token reply in prose',
    `The server said: ${JSON.stringify({ data: { access, refresh } })} just now`,
    {
      ...pair,
    },
  ],
  [
    'an expiry that the token itself tells is not taken',
    JSON.stringify({ access_token: access, expires_in: 5 }),
    {
      'secrets.accessToken': access,
    },
  ],
  [
    'an expiry beside an opaque token',
    'Token: abcdefgh12345678\nToken expires at: 2026-12-21 10:00',
    { 'secrets.accessToken': 'abcdefgh12345678', 'settings.expiresAt': '2026-12-21 10:00' },
  ],
  ['a header line', `Authorization: Bearer ${access}`, { 'secrets.accessToken': access }],
  [
    'the JSON of add',
    JSON.stringify({
      name: 'draw-ward-3',
      system: 'draw',
      settings: { baseUrl: 'https://draw.example/', maxRetries: 5, endpoints: { refresh: '/auth/refresh' } },
      secrets: { accessToken: access, refreshToken: refresh },
    }),
    {
      name: 'draw-ward-3',
      system: 'draw',
      'settings.baseUrl': 'https://draw.example/',
      'settings.maxRetries': '5',
      'settings.endpoints.refresh': '/auth/refresh',
      ...pair,
    },
  ],
  [
    'client credentials',
    'Client ID: trainer-app\nClient secret: odd+secret: 100%/of&it=~\nToken URL: https://id.example/oauth/token\nScope: api:read',
    {
      'settings.clientId': 'trainer-app',
      'secrets.clientSecret': 'odd+secret: 100%/of&it=~',
      'settings.endpoints.token': 'https://id.example/oauth/token',
      'settings.scope': 'api:read',
    },
  ],
  [
    'a life that is told of the refresh token alone',
    JSON.stringify({ refresh_expires_in: 86_400, access_token: 'opaque-token-1', expires_in: 3600 }),
    { 'secrets.accessToken': 'opaque-token-1', 'settings.expiresAt': '2026-11-21T10:00:00.000Z' },
  ],
  [
    'a reply that was saved half an hour ago',
    JSON.stringify({ access_token: 'opaque-token-1', expires_in: 3600, created_at: START / 1_000 - 1_800 }),
    { 'secrets.accessToken': 'opaque-token-1', 'settings.expiresAt': '2026-11-21T09:30:00.000Z' },
  ],
  [
    'a reply that says to be of tomorrow',
    JSON.stringify({ access_token: 'opaque-token-1', expires_in: 3600, created_at: START / 1_000 + 86_400 }),
    { 'secrets.accessToken': 'opaque-token-1', 'settings.expiresAt': '2026-11-21T10:00:00.000Z' },
  ],
  [
    'an end in seconds since 1970',
    `ACCESS_TOKEN=opaque-token-1\nEXPIRES_AT=${START / 1_000 + 3_600}`,
    { 'secrets.accessToken': 'opaque-token-1', 'settings.expiresAt': '2026-11-21T10:00:00.000Z' },
  ],
  [
    'each token in a record of its own',
    JSON.stringify({
      access: { token: 'opaque-token-1', expires: '2026-11-21T10:00:00Z' },
      refresh: { token: 'opaque-token-2', expires: '2026-12-21T10:00:00Z' },
    }),
    {
      'secrets.accessToken': 'opaque-token-1',
      'secrets.refreshToken': 'opaque-token-2',
      'settings.expiresAt': '2026-11-21T10:00:00Z',
    },
  ],
  ['nothing', 'Dear colleague, the tokens follow by post.', {}],
  ['nothing at all', '', {}],
  ['an address in a sentence', 'See https://draw.example/admin/ for your tokens', {}],
  ['broken JSON', '{"access_token": ', {}],
]

describe('a pasted block', () => {
  test.each(rows)('%s', (_name, text, expected) => {
    const found = readPaste(text, START)
    expect(Object.fromEntries(found.map(({ field, value }) => [field, value]))).toEqual(expected)
    expect(new Set(found.map(({ field }) => field)).size).toBe(found.length)
  })

  test('never throws and puts no value in two places', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constantFrom(...rows.map(([, text]) => text))), (text) => {
        const fields = readPaste(text, START).map(({ field }) => field)
        expect(new Set(fields).size).toBe(fields.length)
      }),
    )
  })
})
