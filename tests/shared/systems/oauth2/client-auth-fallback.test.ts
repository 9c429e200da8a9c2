import { expect, test } from 'vitest'
import { Secret } from '../../../../shared/secret.ts'
import type { Known } from '../../../../shared/systems/system.ts'
import { HTML, oauth2, replyWith, settingsOf } from '../../samples.ts'

const known = (own: Readonly<Record<string, string>> = {}, more: Partial<Known> = {}): Known => ({
  settings: settingsOf({
    ...{ baseUrl: 'https://api.example/', clientId: 'me', endpoints: { token: '/token' } },
    own: { grant: 'client_credentials', clientAuth: 'basic', ...own },
  }),
  credentials: { clientSecret: new Secret('hush') },
  tokens: null,
  learned: {},
  ...more,
})
const UNKNOWN = replyWith(401, { error: 'invalid_client' })
const TOKENS = replyWith(200, { access_token: 'abc' })
const place = (given: Known) => (oauth2.renewalRequest(given).headers['authorization'] === undefined ? 'body' : 'Basic')

test('who is not recognised by HTTP Basic is asked once more with the secret in the body, and that is remembered', () => {
  const answer = oauth2.readRenewal(UNKNOWN, known())
  const again = known({}, { learned: answer.ok ? {} : (answer.tryWith ?? {}) })
  expect([place(known()), place(again)]).toEqual(['Basic', 'body'])
  const { learned = {} } = oauth2.readRenewal(TOKENS, again)
  expect(place(known({}, { learned }))).toBe('body')
  // Refused in both: nothing is remembered, and the person is told.
  expect(oauth2.readRenewal(UNKNOWN, again)).toEqual({
    ok: false,
    fault: { code: 'invalid_client', params: { status: 401, error: 'invalid_client' } },
  })
})

test.each([
  ['the client is unknown', UNKNOWN, true],
  [
    'the ID was looked for in the body',
    replyWith(400, { error: 'invalid_request', error_description: 'Missing client_id' }),
    true,
  ],
  [
    'something else is missing',
    replyWith(400, { error: 'invalid_request', error_description: 'Missing scope' }),
    false,
  ],
  ['the grant is over', replyWith(400, { error: 'invalid_grant' }), false],
  ['the server has no time', replyWith(503, ''), false],
  ['a page comes', replyWith(403, HTML), false],
])('asked once more or not: %s', (_why, reply, again) => {
  const answer = oauth2.readRenewal(reply, known())
  expect(!answer.ok && answer.tryWith !== undefined).toBe(again)
})

test.each([
  ['the place was chosen', known({ clientAuth: 'post' })],
  ['there is no secret', known({}, { credentials: {} })],
  ['it has renewed before', known({}, { hasRenewed: true })],
])('not asked once more where %s', (_why, given) => {
  expect(oauth2.readRenewal(UNKNOWN, given)).not.toHaveProperty('tryWith')
})
